#!/usr/bin/env python3
# faults_test.py -- bad input, odd environments, full disks, closed pipes and signals: a message and an exit code, never half a file.
"""usage: faults_test.py SUANLI"""
import json
import os
import pty
import resource
import select
import signal
import subprocess
import time

import cli_case
from cli_case import CliCase, SCENARIO


class BadInput(CliCase):
    def test_bad_scenarios_are_told_with_their_place_and_leave_nothing(self):
        bad = {
            "empty": ("", "bad.json"),
            "cut": ('{"name": "x"', "bad.json:1:"),
            "trailing": (json.dumps(SCENARIO) + " x", "bad.json:1:"),
            "duplicate": ('{"name": "a",\n "name": "b"}', "bad.json:2:"),
            "unknown key": ({**SCENARIO, "polices": {}}, 'did you mean "policies"'),
            "nan": ('{"seed": NaN}', "bad.json:1:"),
            "huge": ('{"seed": 1e999}', "bad.json:1:"),
            "deep": ("[" * 200_000, "bad.json:1:"),
            "byte order mark": ("\ufeff" + json.dumps(SCENARIO), "bad.json"),
            "negative count": ({**SCENARIO, "cluster": {"pools": [{"name": "n", "count": -1, "cpus": 2}]}}, "/cluster/pools/0/count"),
            "no trace": ({**SCENARIO, "workload": {"trace": "none.json"}}, "none.json"),
            "unknown policy": ({**SCENARIO, "policies": {"scheduling": "fcsf"}}, "/policies/scheduling"),
        }
        for name, (content, says) in bad.items():
            with self.subTest(name):
                self.write("bad.json", content)
                self.refuse(3, "run", "bad.json", "-o", "out", says=("bad.json", says))

    def test_bad_traces_are_told_with_their_place(self):
        good = '{"format": "suanli-trace", "version": 1}\n{"id": "a", "submit_s": 0, "cpus": 1, "duration_s": 1}\n'
        for name, lines, says in (("syntax", '{"id": "b", "submit_s"}\n', ":3:"), ("negative", '{"id": "b", "submit_s": -1, "cpus": 1, "duration_s": 1}\n', ":3:"),
                                  ("twice", good.splitlines()[1] + "\n", ":3"), ("unknown", '{"id": "b", "submitt_s": 1}\n', "submit_s")):
            with self.subTest(name):
                self.write("trace.json", good + lines)
                self.refuse(3, "run", "scenario.json", "-o", "out", says=("trace.json", says))

    def test_a_packed_trace_that_is_cut_or_is_none(self):
        (self.folder / "trace.json.gz").write_bytes(b"\x1f\x8b\x08\x00cut")
        self.refuse(3, "run", "scenario.json", "--set", "/workload/trace=trace.json.gz", "-o", "out", says="trace.json.gz")
        (self.folder / "trace.json.gz").write_text("no gzip")
        self.refuse(3, "run", "scenario.json", "--set", "/workload/trace=trace.json.gz", "-o", "out", says="trace.json.gz")

    def test_a_directory_is_no_file(self):
        self.refuse(3, "run", ".", says="directory")
        self.assertIn("directory", self.expect(3, "validate", ".").stderr)

    def test_jobs_that_can_never_run_are_counted_and_the_rest_goes_on(self):
        self.write("trace.json", {"format": "suanli-trace", "version": 1,
                                  "jobs": [*cli_case.JOBS, {"id": "big", "submit_s": 3, "cpus": 3, "duration_s": 1}]})
        self.assertIn("4 submitted = 3 completed + 0 failed + 0 killed + 1 rejected", self.expect(0, "run", "scenario.json").stdout)


class Environment(CliCase):
    def test_odd_environments_change_no_byte(self):
        plain = self.expect(0, "run", "scenario.json", "-o", "plain").stdout
        for number, environment in enumerate(({}, {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}, {"TZ": "nowhere/at/all", "HOME": "/nonexistent"},
                                              {"LC_ALL": "no_such_locale"}, {"TERM": "dumb"}, {"NO_COLOR": "1"}, {"COLUMNS": "20"})):
            with self.subTest(environment=environment):
                self.assertEqual(self.expect(0, "run", "scenario.json", "-o", f"odd{number}", environment=environment).stdout, plain)
                for path in (self.folder / "plain").iterdir():
                    self.assertEqual(path.read_bytes(), (self.folder / f"odd{number}" / path.name).read_bytes())

    def shell(self, line):
        return subprocess.run(["bash", "-c", line], cwd=self.folder, env={**os.environ, "S": cli_case.SUANLI}, capture_output=True, text=True,
                              check=False, timeout=60)

    def test_a_reader_that_leaves_is_no_error_and_the_files_are_whole(self):
        done = self.shell('set -o pipefail; "$S" list metrics | true')
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.shell('set -o pipefail; "$S" run scenario.json -o out -q | true')
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads((self.folder / "out/run.json").read_text())["status"], "completed")

    def test_a_stdout_that_can_not_be_written_is_told(self):
        for where in (">&-", ">/dev/full"):
            done = self.shell(f'"$S" run scenario.json -o out -q {where}')
            self.assertEqual(done.returncode, 3, where)
            self.assertIn("standard output", done.stderr)
            self.assertEqual(json.loads((self.folder / "out/run.json").read_text())["status"], "completed")

    def test_closed_streams_do_not_leak_into_result_files(self):
        self.expect(0, "run", "scenario.json", "-o", "plain")
        self.shell('"$S" run scenario.json -o out >&- 2>&- <&-')
        for path in (self.folder / "plain").iterdir():
            self.assertEqual(path.read_bytes(), (self.folder / "out" / path.name).read_bytes())


class Disk(CliCase):
    def many_jobs(self):
        self.write("trace.json", {"format": "suanli-trace", "version": 1,
                                  "jobs": [{"id": str(i), "submit_s": i, "cpus": 1, "duration_s": 1} for i in range(3000)]})

    def test_a_limit_on_file_size_leaves_nothing(self):
        self.many_jobs()
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        for arguments in (["run", "scenario.json", "-o", "out"], ["generate", "philly-like", "--jobs", "3000", "-o", "out.json"]):
            done = self.expect(3, *arguments, preexec_fn=limit)
            self.assertIn("suanli: error: out", done.stderr)
            left = [name for name in self.everything() if name.startswith("out/") or name.startswith("out.json") or name.startswith(".")]
            self.assertEqual(left, [])

    def test_few_file_descriptors_are_enough(self):
        self.expect(0, "run", "scenario.json", "-o", "out", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)))

    def test_a_full_disk_leaves_the_former_results(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True,
                                                       check=False).returncode == 0
        if not mounted:
            self.skipTest("a small file system can't be mounted here")
        try:
            self.expect(0, "run", "scenario.json", "-o", "disk/out")
            before = {path.name: path.read_bytes() for path in (disk / "out").iterdir()}
            self.many_jobs()
            self.assertIn("No space left", self.expect(3, "run", "scenario.json", "-o", "disk/out").stderr)
            self.assertEqual({path.name: path.read_bytes() for path in (disk / "out").iterdir()}, before)
        finally:
            subprocess.run(["umount", disk], check=True)


class LongRuns(CliCase):
    """A replay of some seconds: every job waits behind a long queue."""

    def setUp(self):
        super().setUp()
        self.expect(0, "generate", "philly-like", "--jobs", "40000", "-o", "trace.json")
        self.arguments = ["run", "scenario.json", "--set", "/cluster/pools/0/cpus=512", "--set", "/cluster/pools/0/count=20", "--set",
                          "/cluster/pools/0/memory_gib=100000", "--set", '/cluster/pools/0/devices=[{"model":"v100-16gb","count":8}]', "--policy",
                          "scheduling=conservative_backfill"]

    def stopped_by(self, number):
        """The exit code and run.json of a run that the signal met in the middle."""
        for delay_s in (1, 2, 3, 0.5, 4):
            program = subprocess.Popen([cli_case.SUANLI, *self.arguments, "-o", f"out{number}"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(delay_s)
            program.send_signal(number)
            code = program.wait(timeout=120)
            run = self.folder / f"out{number}/run.json"
            if run.exists():
                return code, json.loads(run.read_text())
            self.assertEqual(code, 128 + number)  # it was still reading
        return self.fail("the signal never met the replay")

    def test_signals_end_the_run_with_whole_results(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            code, run = self.stopped_by(number)
            self.assertEqual((code, run["status"]), (128 + number, "unfinished"))
            self.assertIn("signal", run["limits_hit"][0])
            jobs = run["jobs"]
            self.assertEqual(jobs["submitted"], sum(jobs[key] for key in ("completed", "failed", "killed", "rejected", "unfinished")))
            rows = (self.folder / f"out{number}/jobs.csv").read_text().splitlines()
            self.assertEqual(len(rows), 1 + jobs["submitted"])

    def test_the_limit_of_wall_clock_time(self):
        done = self.expect(6, *self.arguments, "--set", "/limits/max_wall_s=0.2")
        self.assertIn("max_wall_s", done.stderr)

    def on_a_terminal(self, *arguments):
        main, side = pty.openpty()
        program = subprocess.Popen([cli_case.SUANLI, *self.arguments, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=side,
                                   env={**os.environ, "TERM": "xterm"})
        os.close(side)
        seen = b""
        deadline = time.monotonic() + 6
        while time.monotonic() < deadline and b"left" not in seen and select.select([main], [], [], deadline - time.monotonic())[0]:
            try:
                piece = os.read(main, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        program.kill()
        program.wait()
        os.close(main)
        return seen.decode()

    def test_a_terminal_gets_a_progress_bar(self):
        self.assertRegex(self.on_a_terminal(), r"\[#* *\] +\d+ % .* jobs/s  \d+ s left")
        self.assertNotIn("jobs/s", self.on_a_terminal("--no-progress"))
        self.assertNotIn("jobs/s", self.on_a_terminal("--quiet"))


if __name__ == "__main__":
    cli_case.run()
