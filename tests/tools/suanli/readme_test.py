#!/usr/bin/env python3
# readme_test.py -- what the README shows works: its commands run, its trace and scenario are valid.
"""usage: readme_test.py SUANLI SHARED"""
import csv
import io
import os
import shlex
import subprocess

import cli_case
from cli_case import CliCase, ROOT

FIGURES = [{"label": "wait, mean (s)", "metric": "wait_s", "stat": "mean"}, {"label": "wait, longest (s)", "metric": "wait_s", "stat": "max"},
           {"label": "makespan (s)", "metric": "makespan_s", "stat": "total"}]


def blocks(language):
    """The contents of the README's fenced blocks of a language, in order."""
    found, fence = [], None
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("```"):
            if fence == language:
                found[-1] += line + "\n"
        elif fence is None:
            fence = line[3:]
            found += [""] if fence == language else []
        else:
            fence = None
    return found


class Readme(CliCase):
    def test_its_commands_work(self):
        for name in ("scenarios", "workloads"):
            (self.folder / name).symlink_to(ROOT / name)
        log = cli_case.shared("reference/hpc/KTH-SP2.swf.gz")
        if log is not None:
            (self.folder / "KTH-SP2.swf.gz").symlink_to(log)
        seen = 0
        for line in "".join(blocks("sh")).splitlines():
            command = line.split("#")[0].strip()
            if command.startswith("tools/"):
                self.assertTrue(os.access(ROOT / command.split()[0], os.X_OK), command)
            elif "KTH" in command and log is None:
                print("skipped: reference data is not on this machine:", command)
            elif command:
                self.assertTrue(command.startswith("build/suanli "), command)
                done = subprocess.run(command.replace("build/suanli", shlex.quote(cli_case.SUANLI), 1), shell=True, cwd=self.folder,
                                      capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, f"{command}\n{done.stderr}")
                seen += 1
        self.assertGreater(seen, 4)

    def test_its_trace_and_its_scenario_are_valid_together(self):
        trace, scenario, sweep, plan = blocks("json")
        self.write("my-trace.json", trace)
        self.write("my-scenario.json", scenario)
        self.write("my-sweep.json", sweep.replace("quickstart.json", str(ROOT / "scenarios/quickstart.json")))
        self.assertIn("9 points", self.expect(0, "validate", "my-sweep.json").stdout)
        self.write("my-plan.json", plan)
        self.expect(0, "validate", "my-trace.json", "my-scenario.json", "my-plan.json")
        self.assertIn("2 submitted = 2 completed", self.expect(0, "run", "my-scenario.json").stdout)

    def test_it_names_every_policy_and_importer(self):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        for what in ("policies", "importers"):
            for line in self.expect(0, "list", what, "--format", "csv").stdout.splitlines()[1:]:
                kind, name = line.split(",")[:2]
                if kind in ("scheduling", "placement", "format"):
                    self.assertIn(f"`{name}`", text)

    def test_its_comparison_is_what_the_command_prints(self):
        command = next(line for line in "".join(blocks("sh")).splitlines() if " compare " in line)
        done = subprocess.run(command.replace("build/suanli", shlex.quote(cli_case.SUANLI), 1), shell=True, cwd=ROOT, capture_output=True, text=True,
                              check=True)
        self.assertEqual(done.stdout, blocks("")[1])

    def test_its_table_is_what_the_demo_gives(self):
        shown = {row["metric"] + "." + row["stat"]: [] for row in FIGURES}
        for policy in ("fcfs", "easy_backfill"):
            text = subprocess.run([cli_case.SUANLI, "run", "scenarios/quickstart.json", "--policy", f"scheduling={policy}", "--format", "csv"],
                                  cwd=ROOT, capture_output=True, text=True, check=True).stdout
            for row in csv.DictReader(io.StringIO(text)):
                key = row["metric"] + "." + row["stat"]
                if key in shown and row["device_kind"] == "all" and row["tenant"] == "all":
                    shown[key].append(row["value"])
        table = {line[:28].strip(): line[28:].split() for line in blocks("")[0].splitlines()}
        for row in FIGURES:
            for told, value in zip(table[row["label"]], shown[row["metric"] + "." + row["stat"]]):
                self.assertAlmostEqual(float(told), float(value), delta=0.051)


if __name__ == "__main__":
    cli_case.run()
