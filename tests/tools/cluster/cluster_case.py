#!/usr/bin/env python3
# cluster_case.py -- what the tests of cluster scripts share: a small sweep, its results in one process, and a program that fails on purpose.
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "suanli"))

import cli_case  # noqa: E402
from cli_case import ROOT  # noqa: E402
from sweep_case import SweepCase  # noqa: E402

SHARDS = 4
CLUSTER = ROOT / "tools/cluster"


class ClusterCase(SweepCase):
    def environment(self, **more):
        """The program's folder in the PATH and nothing of another launcher."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("SLURM_", "SUANLI", "OMPI_", "JOB_COMPLETION"))}
        return {**kept, "PATH": f"{pathlib.Path(cli_case.SUANLI).parent}:{os.environ['PATH']}", **more}

    def failing_once(self, condition):
        """A program like suanli, whose first call of `sweep` under the shell condition exits with 7."""
        path = self.folder / "failing-suanli"
        marker = self.folder / "has-failed"
        path.write_text(f'#!/bin/sh\nif [ "$1" = sweep ] && {condition} && [ ! -e "{marker}" ]; then touch "{marker}"; exit 7; fi\n'
                        f'exec "{cli_case.SUANLI}" "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        return path

    def script(self, name, *arguments, code=0, environment=None):
        done = subprocess.run([CLUSTER / name, *map(str, arguments)], cwd=self.folder, env=environment or self.environment(), check=False,
                              timeout=120, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, f"{name} {arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def check_arguments(self, name):
        before = self.everything()
        for arguments, says in (((), "are wanted"), (("sweep.json", "out"), "are wanted"), (("none.json", "out", 4), "no such file"),
                                (("sweep.json", "out", 0), "SHARDS"), (("sweep.json", "out", "four"), "SHARDS")):
            done = self.script(name, *arguments, code=2)
            self.assertIn(says, done.stderr)
            self.assertTrue(done.stderr.startswith(name + ": "))
        self.assertEqual(self.everything(), before)
        told = self.script(name, "--help").stdout
        self.assertIn(f"tools/cluster/{name}", told)
        self.assertNotIn("set -euo", told)
