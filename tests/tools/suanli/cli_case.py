#!/usr/bin/env python3
# cli_case.py -- what the command-line tests share: a small scenario in a fresh directory, and a way to run the program there.
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SUANLI = "suanli"  # the program under test, set by run()
SHARED = ROOT.parent / "shared"  # reference data, set by run()

# Two CPUs; c could run beside a while b waits for both. By hand: under fcfs a 0..10, b 10..20, c 20..25; under easy_backfill c 2..7.
JOBS = [{"id": "a", "submit_s": 0, "cpus": 1, "duration_s": 10, "time_limit_s": 10},
        {"id": "b", "submit_s": 1, "cpus": 2, "duration_s": 10, "time_limit_s": 10},
        {"id": "c", "submit_s": 2, "cpus": 1, "duration_s": 5, "time_limit_s": 5}]
SCENARIO = {"name": "small", "why": "a case small enough to draw", "seed": 1,
            "cluster": {"zones": [{"name": "here"}], "pools": [{"name": "node", "zone": "here", "count": 1, "cpus": 2, "memory_gib": 8}]},
            "workload": {"trace": "trace.json"}, "policies": {"scheduling": "fcfs", "placement": "best_fit"}}


def shared(path):
    """The reference file, or None where the data is not on this machine."""
    found = SHARED / path
    return found if found.exists() else None


def run_in(folder, *arguments, environment=None, **options):
    """Runs the program in the folder; text unless told otherwise."""
    options.setdefault("text", True)
    options.setdefault("capture_output", True)
    return subprocess.run([SUANLI, *map(str, arguments)], cwd=folder, env=environment, check=False, timeout=120, **options)


class CliCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": JOBS})
        self.write("scenario.json", SCENARIO)

    def write(self, name, value):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value, indent=1), encoding="utf-8")
        return path

    def suanli(self, *arguments, **options):
        return run_in(self.folder, *arguments, **options)

    def everything(self):
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))

    def expect(self, code, *arguments, **options):
        done = self.suanli(*arguments, **options)
        self.assertEqual(done.returncode, code, f"suanli {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}")
        return done

    def refuse(self, code, *arguments, says=()):
        """An error of that code: said on stderr, nothing on stdout, nothing written."""
        before = self.everything()
        done = self.expect(code, *arguments)
        self.assertEqual(done.stdout, "")
        for line in done.stderr.splitlines():
            self.assertTrue(line.startswith("suanli: "), line)
        for word in (says,) if isinstance(says, str) else says:
            self.assertIn(word, done.stderr)
        self.assertEqual(self.everything(), before)
        return done


def run():
    """Main of a test file: the program's path comes first, then where the reference data lies."""
    global SUANLI, SHARED
    SUANLI = os.path.abspath(sys.argv.pop(1))
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        SHARED = pathlib.Path(sys.argv.pop(1))
    unittest.main(module="__main__")
