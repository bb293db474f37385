#!/usr/bin/env python3
# cost_bits_test.py -- costs and searches have the same bits from every compiler, at every level of optimisation and instruction set.
import concurrent.futures
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SEARCH = [f"sim/cost/search/{name}.cpp" for name in ("host_searcher", "item_search", "plain_search", "search_level")]
SOURCES = ["tests/sim/cost/cost_bits.cpp", "sim/base/random.cpp", "sim/base/portable_math.cpp", "sim/base/check.cpp", *SEARCH]
FLAGS = ("-std=c++20", "-ffp-contract=off", f"-I{ROOT}")
X86 = platform.machine() == "x86_64"
# As sim/CMakeLists.txt has them.
LANE_FLAGS = ("-O3", "-fopenmp-simd", "-fno-math-errno", "-fno-trapping-math")
LANES = {"plain": []} | ({f"v{i}": [f"-march=x86-64-v{i}"] for i in (2, 3, 4)} if X86 else {})


def levels():
    # The last has fused multiply-add; the flag above keeps it out.
    return [["-O0"], ["-O3"]] + ([["-O3", "-march=x86-64-v3"]] if X86 else [])


def compile_lanes(compiler, folder):
    """The hot loops of the search for each instruction set; the program chooses among them."""
    objects = []
    for name, march in LANES.items():
        objects.append(os.path.join(folder, f"{name}.o"))
        source = str(ROOT / f"sim/cost/search/lane_search_{name}.cpp")
        subprocess.run([compiler, *FLAGS, *LANE_FLAGS, *march, "-c", source, "-o", objects[-1]], check=True)
    return objects


def run(compiler, level, lanes, folder):
    program = os.path.join(folder, "cost_bits")
    subprocess.run([compiler, *FLAGS, *level, *(str(ROOT / source) for source in SOURCES), *lanes, "-pthread", "-o", program], check=True)
    return subprocess.run([program], capture_output=True, text=True)


def outputs(compiler):
    """{how it was compiled: what it printed}, at every level."""
    printed = {}
    with tempfile.TemporaryDirectory() as folder:
        lanes = compile_lanes(compiler, folder)
        for level in levels():
            ran = run(compiler, level, lanes, folder)
            if ran.returncode < 0 and "-march=x86-64-v3" in level:
                continue  # a CPU without it
            if ran.returncode != 0:
                raise RuntimeError(f"{compiler} {level}: exit code {ran.returncode}: {ran.stderr}")
            printed[" ".join([compiler, *level])] = ran.stdout.splitlines()
    return printed


class CostBits(unittest.TestCase):
    def test_all_compilers_agree(self):
        seen = {}
        with concurrent.futures.ThreadPoolExecutor() as pool:
            for printed in pool.map(outputs, filter(shutil.which, ("g++", "clang++"))):
                seen.update(printed)
        print(*(f"{how}: {lines}" for how, lines in seen.items()), sep="\n")
        hashes = {line for lines in seen.values() for line in lines}
        self.assertEqual(sorted(line.split()[0] for line in hashes), ["cost", "search"], hashes)
        self.assertGreaterEqual(min(map(len, seen.values())), 3)


if __name__ == "__main__":
    if not shutil.which("g++"):
        print("skipped: no g++")
        sys.exit(77)
    unittest.main()
