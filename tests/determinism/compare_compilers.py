#!/usr/bin/env python3
# compare_compilers.py -- the same scenarios give the same bytes from g++ -O0, g++ -O3 and clang++, and without fused multiply-add.
"""usage: compare_compilers.py SOURCE_DIR

Builds the program three times in a temporary directory (minutes), runs the scenarios with each and compares every byte of every output, stdout
included. Exits 77 where clang++ is absent."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# name, CMake variables
BUILDS = [
    ("g++ -O3", {"CMAKE_CXX_COMPILER": "g++", "CMAKE_BUILD_TYPE": "Release", "CMAKE_CXX_FLAGS_RELEASE": "-O3 -DNDEBUG"}),
    ("g++ -O0", {"CMAKE_CXX_COMPILER": "g++", "CMAKE_BUILD_TYPE": "Debug", "CMAKE_CXX_FLAGS_DEBUG": "-O0"}),
    ("clang++ -O2", {"CMAKE_CXX_COMPILER": "clang++", "CMAKE_BUILD_TYPE": "Release", "CMAKE_CXX_FLAGS_RELEASE": "-O2"}),
]
# Arguments after the program's name; {out} is the directory to write to.
RUNS = [
    ["run", "scenarios/quickstart.json", "-o", "{out}/easy", "--policy", "scheduling=easy_backfill", "--set", "/output/timeline_s=3600"],
    ["run", "scenarios/quickstart.json", "-o", "{out}/random", "--policy", "scheduling=sjf", "--policy", "placement=random", "--seed", "7"],
    ["generate", "philly-like", "--jobs", "5000", "-o", "{out}/philly.json"],
    ["generate", "kth-like", "--jobs", "5000", "-o", "{out}/kth.json.gz"],
    ["run", "scenarios/quickstart.json", "--set", '/workload={"trace": "{out}/philly.json"}', "-o", "{out}/philly", "--policy",
     "scheduling=easy_backfill"],
    ["run", "scenarios/quickstart.json", "-o", "{out}/conservative", "--policy", "scheduling=conservative_backfill"],
    ["sweep", "scenarios/who-wins.json", "-o", "{out}/sweep", "--set", "/measure/batches=10"],
    ["compare", "scenarios/quickstart.json", "--axis", "placement=best_fit,random", "--axis", '/cluster/pools/0/count={"from":8,"to":64,"count":4,"scale":"log"}',
     "-r", "4", "-o", "{out}/compare"],
    ["export", "perfetto", "{out}/easy"],
    ["export", "openmetrics", "{out}/easy"],
    ["run", "scenarios/azure-conversation.json", "-o", "{out}/chat", "--set", "/workload/generate/requests/count=4000", "--set", "/output/token_gaps=true"],
    ["run", "scenarios/shared-cluster.json", "-o", "{out}/shared", "--set", "/workload/generate/until_s=120", "--set", "/workload/generate/requests/until_s=120"],
    ["sweep", "scenarios/balancers.json", "-o", "{out}/balancers", "--set", "/workload/generate/requests/count=1000"],
    ["capacity", "scenarios/azure-conversation.json", "-o", "{out}/capacity", "--set", "/workload/generate/requests/count=1000"],
    ["export", "perfetto", "{out}/shared"],
    ["export", "openmetrics", "{out}/shared"],
    ["report", "{out}/shared"],
    ["report", "{out}/easy", "{out}/random"],
    ["report", "{out}/sweep"],
]
WITHOUT_FMA = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2"}


def checked(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-6000:]}")


def build(source, where, variables):
    definitions = [f"-D{key}={value}" for key, value in variables.items()]
    checked(["cmake", "-S", source, "-B", where, "-G", "Ninja", "-DSUANLI_TESTS=OFF", "-DSUANLI_BENCH=OFF", "-DSUANLI_LTO=OFF", *definitions])
    checked(["cmake", "--build", where, "--target", "suanli"])
    return where / "suanli"


def outputs(program, source, out, environment):
    """Bytes by name, of all files and of stdout of each run."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    found = {}
    for number, arguments in enumerate(RUNS):
        command = [program, *(argument.replace("{out}", str(out)) for argument in arguments)]
        done = subprocess.run(command, cwd=source, env={**os.environ, **environment}, capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr.decode()}")
        found[f"stdout of run {number}"] = done.stdout
    found.update({path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()})
    return found


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    if shutil.which("clang++") is None:
        print("skipped: clang++ is not on this machine (tools/setup --all installs it)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"  # one place for all: its name is in run.json
        reference = None
        differences = 0
        for name, variables in BUILDS:
            program = build(source, pathlib.Path(folder) / "build", variables)
            for variant, environment in (("", {}), (" without FMA", WITHOUT_FMA)):
                found = outputs(program, source, out, environment)
                if reference is None:
                    reference = found
                    print(f"{name}{variant}: {len(found)} outputs, {sum(map(len, found.values()))} bytes", flush=True)
                    continue
                unequal = [key for key in sorted(reference.keys() | found.keys()) if reference.get(key) != found.get(key)]
                print(f"{name}{variant}: {'the same bytes' if not unequal else 'DIFFERENT: ' + ', '.join(unequal)}", flush=True)
                differences += len(unequal)
            shutil.rmtree(pathlib.Path(folder) / "build")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
