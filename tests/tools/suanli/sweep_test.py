#!/usr/bin/env python3
# sweep_test.py -- sweeps, comparisons, shards and merges as a user runs them.
"""usage: sweep_test.py SUANLI"""
import json
import os
import pty
import re
import signal
import subprocess

import cli_case
import sweep_case
from sweep_case import POINTS, SWEEP, SweepCase, rows


class Compare(SweepCase):
    def test_a_replay_without_randomness_is_compared_exactly_and_has_no_interval(self):
        # By hand (cli_case.JOBS): waits under fcfs 0, 9, 18; under easy_backfill c goes first: 0, 9, 0. Means 9 and 3.
        done = self.expect(0, "compare", "scenario.json", "--axis", "scheduling=fcfs,easy_backfill", "-m", "wait_s.mean", "-o", "out")
        self.assertIn("nothing in them is random, so there are no intervals", done.stderr)
        self.assertNotIn("interval", done.stdout)
        self.assertIn("best in wait_s.mean: easy_backfill, 3 against 9 of the baseline (-66.7 %)", done.stdout)
        found = {row["/policies/scheduling"]: row for row in rows(self.folder / "out/compare.csv")
                 if (row["metric"], row["stat"], row["device_kind"]) == ("wait_s", "mean", "all")}
        easy = found["easy_backfill"]
        self.assertEqual([easy[key] for key in ("n", "mean", "ci95_low", "ci95_high", "baseline_mean", "paired_diff", "paired_ci95_low", "verdict", "rank")],
                         ["1", "3", "", "", "9", "-6", "", "better", "1"])
        self.assertEqual((found["fcfs"]["verdict"], found["fcfs"]["rank"], found["fcfs"]["paired_diff"]), ("baseline", "2", ""))

    def test_equal_results_are_said_to_be_the_same(self):
        table = self.expect(0, "compare", "scenario.json", "--axis", "placement=best_fit,first_fit", "-m", "wait_s.mean").stdout
        self.assertIn("same", table)
        self.assertIn("equal and best in wait_s.mean: best_fit; first_fit", table)

    def test_replications_of_random_jobs_have_intervals_paired_by_seed(self):
        self.expect(0, "compare", "random.json", "--axis", "scheduling=fcfs,sjf", "-r", 5, "--seed", 3, "-o", "out", "--set", "/cluster/pools/0/cpus=100")
        values = {}
        for row in rows(self.folder / "out/sweep.csv"):
            if (row["metric"], row["stat"], row["device_kind"], row["tenant"]) == ("wait_s", "mean", "all", "all"):
                values.setdefault(row["/policies/scheduling"], {})[row["seed"]] = float(row["value"])
        self.assertEqual(set(values["fcfs"]), set(values["sjf"]))
        self.assertEqual(len(values["fcfs"]), 5)
        differences = [values["sjf"][seed] - values["fcfs"][seed] for seed in values["fcfs"]]
        mean = sum(differences) / 5
        half = 2.7764451051977987 * (sum((d - mean) ** 2 for d in differences) / 4 / 5) ** 0.5
        row = next(row for row in rows(self.folder / "out/compare.csv") if (row["/policies/scheduling"], row["metric"], row["stat"], row["device_kind"]) ==
                   ("sjf", "wait_s", "mean", "all"))
        for key, value in (("paired_diff", mean), ("paired_ci95_low", mean - half), ("paired_ci95_high", mean + half)):
            self.assertAlmostEqual(float(row[key]), value, delta=1e-9 * abs(half) + 1e-9)
        self.assertEqual(row["n"], "5")

    def test_without_a_directory_nothing_is_written(self):
        before = self.everything()
        self.expect(0, "compare", "random.json", "--axis", "scheduling=fcfs,sjf", "-r", 2)
        self.assertEqual(self.everything(), before)

    def test_conditions_are_of_the_means_of_points(self):
        # Means by hand: 9 under fcfs, 3 under easy_backfill.
        arguments = ("compare", "scenario.json", "--axis", "scheduling=fcfs,easy_backfill", "--fail-if")
        told = self.expect(1, *arguments, "wait_s.mean>5").stderr
        self.assertIn("--fail-if 'wait_s.mean>5': point 0 (fcfs) has 9", told)
        self.assertNotIn("point 1", told)
        self.expect(0, *arguments, "wait_s.mean>9")
        self.assertIn("no point has a value", self.expect(1, *arguments, "deadline_met.share<1").stderr)
        self.refuse(2, *arguments, "wait>5", says="wait_s")
        self.write("plain.json", {"base": "scenario.json", "axes": {"/policies/scheduling": ["fcfs", "sjf"]}})
        self.expect(1, "sweep", "plain.json", "-o", "out", "--fail-if", "wait_s.mean>=9")
        self.assertTrue((self.folder / "out/compare.csv").exists())

    def test_formats(self):
        arguments = ("compare", "random.json", "--axis", "scheduling=fcfs,sjf", "-r", 2, "-m", "wait_s.mean", "--format")
        self.assertEqual([row["/policies/scheduling"] for row in json.loads(self.expect(0, *arguments, "json").stdout)], ["fcfs", "sjf"])
        self.assertTrue(self.expect(0, *arguments, "csv").stdout.startswith("/policies/scheduling,metric,stat,n,mean,"))

    def test_ranges_zips_and_objects_as_axes(self):
        out = self.expect(0, "compare", "random.json", "--axis", '/cluster/pools/0/cpus={"from":100,"to":140,"step":20}', "-r", 1, "-m", "wait_s.mean").stdout
        self.assertEqual([line.split()[0] for line in out.splitlines()[2:5]], ["100", "120", "140"])
        out = self.expect(0, "compare", "random.json", "--axis", '/policies/scheduling=fcfs,{"name":"fcfs","on_block":"skip"}', "-r", 1, "-m", "wait_s.mean").stdout
        self.assertIn('{"name":"fcfs","on_block":"skip"}', out)
        out = self.expect(0, "compare", "random.json", "--axis", "scheduling=fcfs,sjf", "--axis", "/cluster/pools/0/cpus=100,120", "--zip", "-r", 1).stderr
        self.assertIn("2 points", out)

    def test_what_is_wrong_with_the_options_is_told(self):
        for arguments, says in ((["--axis", "scheduling=fcfs,sjff"], 'did you mean "sjf"'), (["--axis", "shceduling=fcfs"], 'did you mean "scheduling"'),
                                ([], "--axis"), (["--axis", "scheduling"], "="), (["--axis", "scheduling=fcfs,fcfs"], "stands in the list before"),
                                (["--axis", "scheduling=fcfs,sjf", "-m", "wait"], "wait_s"), (["--axis", "scheduling=fcfs", "-r", "0"], "--replications"),
                                (["--axis", "/seed=1,2"], "replication"), (["--axis", "scheduling=fcfs,sjf", "--baseline", "scheduling=ljf"], "none of the values"),
                                (["--axis", "/polices/scheduling=fcfs"], "polices")):
            with self.subTest(arguments=arguments):
                self.refuse(2, "compare", "scenario.json", *arguments, says=says)


class Sweep(SweepCase):
    def test_rows_columns_and_seeds(self):
        self.whole()
        all_rows = rows(self.folder / "whole/sweep.csv")
        self.assertEqual(list(all_rows[0]), ["point", "replication", "seed", "/cluster/pools/0/cpus", "/policies/scheduling", "/workload/generate/jobs",
                                             "metric", "device_kind", "tenant", "stat", "value", "unit"])
        runs = {}
        for row in all_rows:
            runs[int(row["point"]), int(row["replication"])] = (row["seed"], row["/workload/generate/jobs"], row["/policies/scheduling"])
        self.assertEqual(sorted(runs), [(p, r) for p in range(POINTS) for r in range(3)])
        self.assertEqual([int(row["point"]) for row in all_rows], sorted(int(row["point"]) for row in all_rows))
        # A seed for each (jobs, replication), whatever the policy and the machine.
        seeds = {}
        for (_, replication), (seed, jobs, _) in runs.items():
            seeds.setdefault((jobs, replication), set()).add(seed)
        self.assertEqual(len(seeds), 6)
        self.assertTrue(all(len(found) == 1 for found in seeds.values()))
        self.assertEqual(len(set.union(*seeds.values())), 6)

    def test_a_point_is_what_suanli_run_says_of_it(self):
        self.whole()
        row = [row for row in rows(self.folder / "whole/sweep.csv") if (row["point"], row["replication"]) == ("7", "2")]
        changes = [word for pointer in ("/cluster/pools/0/cpus", "/policies/scheduling", "/workload/generate/jobs") for word in ("--set", f"{pointer}={row[0][pointer]}")]
        alone = self.expect(0, "run", "random.json", *changes, "--seed", row[0]["seed"], "--format", "csv").stdout
        self.assertEqual([",".join(r[key] for key in ("metric", "device_kind", "tenant", "stat", "value", "unit")) for r in row], alone.splitlines()[1:])

    def test_threads_change_no_byte(self):
        whole = self.whole()
        for threads in (2, 7):
            self.expect(0, "sweep", "sweep.json", "-o", f"t{threads}", "-j", threads)
            self.assertEqual(self.joined(f"t{threads}"), whole)

    def test_the_order_of_keys_in_the_file_changes_no_byte(self):
        whole = self.whole()
        self.write("other.json", {**SWEEP, "axes": dict(reversed(SWEEP["axes"].items()))})
        self.expect(0, "sweep", "other.json", "-o", "other")
        self.assertEqual(self.joined("other"), whole)

    def test_a_goal_ends_replications_early_and_threads_change_no_byte(self):
        self.write("goal.json", {**SWEEP, "replications": {"at_least": 3, "at_most": 40, "metric": "run_s.mean", "relative_half_width": 0.3}})
        for threads in (1, 5):
            self.expect(0, "sweep", "goal.json", "-o", f"goal{threads}", "-j", threads)
        self.assertEqual(self.joined("goal1"), self.joined("goal5"))
        counts = {}
        for row in rows(self.folder / "goal1/sweep.csv"):
            counts[row["point"]] = max(counts.get(row["point"], 0), int(row["replication"]) + 1)
        self.assertTrue(all(3 <= count < 40 for count in counts.values()), counts)
        self.assertGreater(max(counts.values()), 3)

    def test_another_baseline_or_metric_needs_no_new_run(self):
        self.whole()
        points = {path.name: path.stat().st_mtime_ns for path in self.point_files("whole")}
        self.write("sweep.json", {**SWEEP, "baseline": {"/policies/scheduling": "sjf"}, "metrics": ["makespan_s.total"]})
        self.assertIn("12 are done already", self.expect(0, "sweep", "sweep.json", "-o", "whole").stderr)
        self.assertEqual({path.name: path.stat().st_mtime_ns for path in self.point_files("whole")}, points)
        self.assertEqual({row["/policies/scheduling"] for row in rows(self.folder / "whole/compare.csv") if row["verdict"] == "baseline"}, {"sjf"})
        after = self.joined("whole")
        self.expect(0, "merge", "whole")
        self.assertEqual(self.joined("whole"), after)

    def test_variants_are_named_changes(self):
        self.write("variants.json", {"base": "random.json", "replications": 2, "baseline": {"variant": "plain"}, "metrics": ["wait_s.mean"], "variants": [
            {"name": "plain", "set": {}}, {"name": "big, \"fast\"", "set": {"/cluster/pools/0/cpus": 200, "/policies/scheduling": "sjf"}}]})
        self.expect(0, "sweep", "variants.json", "-o", "out")
        self.assertEqual({row["variant"] for row in rows(self.folder / "out/compare.csv")}, {"plain", 'big, "fast"'})

    def test_a_directory_of_another_plan_is_refused(self):
        self.expect(0, "sweep", "sweep.json", "-o", "out")
        self.write("sweep.json", {**SWEEP, "seed": 8})
        self.refuse(3, "sweep", "sweep.json", "-o", "out", says=("another plan", "changed since"))
        self.expect(0, "run", "scenario.json", "-o", "run")
        self.refuse(3, "sweep", "sweep.json", "-o", "run", says="run.json")
        self.refuse(3, "run", "scenario.json", "-o", "out", says="manifest.json")

    def test_every_point_is_checked_before_anything_runs(self):
        for change, says in (({"axes": {"/policies/scheduling": ["fcfs", "sjff"]}}, ("sweep.json:1", 'did you mean "sjf"')),
                             ({"axes": {"/cluster/pools/1/cpus": [1]}}, "no element 1"), ({"axes": {"/cluster/pools/0/cpus": [-1]}}, "/cluster/pools/0/cpus"),
                             ({"axes": {"policies": [1]}}, "JSON pointer"), ({"axes": {"/seed": [1]}}, "seeds come from"), ({"axes": {"/x": []}}, "no values"),
                             ({"axes": {"/x": {"from": 1, "to": 2}}}, "step"), ({"axes": {"/x": {"from": 1, "to": 2, "step": -1}}}, "does not lead"),
                             ({"combine": "zip"}, "one length"), ({"replications": 0}, "/replications"), ({"replicatoins": 3}, 'did you mean "replications"'),
                             ({"base": "none.json"}, "none.json"), ({"metrics": ["wait_s.mean", "wait"]}, "wait_s"), ({"baseline": {"/x": 1}}, "no axis"),
                             ({"baseline": {"/policies/scheduling": "ljf"}}, "none of the values"),
                             ({"replications": {"at_least": 5, "at_most": 3, "metric": "wait_s", "relative_half_width": 0.1}}, "at_most is below"),
                             ({"variants": [{"name": "a", "set": {}}, {"name": "a", "set": {}}]}, "two variants"),
                             ({"variants": [{"name": "a", "set": {"/policies/placement": 3}}]}, "/variants/0/set"),
                             ({"variants": [{"name": "a", "set": {"/policies/scheduling/name": "sjf"}}]}, "an axis sets this too")):
            with self.subTest(change=change):
                self.write("sweep.json", json.dumps({**SWEEP, "baseline": {}, **change}))
                self.refuse(3, "sweep", "sweep.json", "-o", "out", says=says)
                self.assertEqual(self.expect(3, "validate", "sweep.json").returncode, 3)

    def test_files_that_are_no_sweeps(self):
        self.refuse(3, "sweep", "none.json", "-o", "out", says="none.json: no such file")
        self.refuse(3, "compare", "none.json", "--axis", "scheduling=fcfs,sjf", says="none.json: no such file")
        self.refuse(3, "sweep", ".", "-o", "out", says="directory")
        for text, says in (("", "empty"), ("[1]", "object"), ('{"base": "random.json"', "sweep.json:1:"), ("[" * 200_000, "sweep.json:1:"), ('{"base": 3}', "path"),
                           ('{"axes": {}}', '"base" is missing'), ('{"base": "sweep.json"}', "sweep.json"), ('{"base": {}, "axes": {}}', "sweep.json"),
                           ('{"base": "random.json", "base": "x"}', "base"), ('{"base": "random.json", "seed": 1e999}', "sweep.json:1:")):
            with self.subTest(text=text[:40]):
                self.write("sweep.json", text)
                self.refuse(3, "sweep", "sweep.json", "-o", "out", says=says)

    def test_all_problems_are_told_at_once(self):
        self.write("sweep.json", json.dumps({**SWEEP, "baseline": {}, "axes": {"/policies/scheduling": ["fcsf", "sjff"], "/cluster/pools/0/cpus": [0, -1]}}))
        told = self.refuse(3, "sweep", "sweep.json", "-o", "out").stderr
        self.assertEqual(told.count("unknown scheduling policy"), 2)
        self.assertGreaterEqual(len(told.splitlines()), 4)

    def test_a_bad_trace_is_told_before_anything_runs(self):
        self.write("bad.json", '{"format": "suanli-trace", "version": 1, "jobs": [{"id": 1}]}')
        self.write("traces.json", {"base": "scenario.json", "axes": {"/workload/trace": ["trace.json", "bad.json"]}})
        self.refuse(3, "sweep", "traces.json", "-o", "out", says="bad.json")

    def test_a_trace_that_changes_makes_another_plan(self):
        self.write("traces.json", {"base": "scenario.json", "axes": {"/policies/scheduling": ["fcfs", "sjf"]}})
        self.expect(0, "sweep", "traces.json", "-o", "out")
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": cli_case.JOBS[:2]})
        self.refuse(3, "sweep", "traces.json", "-o", "out", says="another plan")

    def test_a_limit_of_events_is_told_and_its_rows_are_kept(self):
        done = self.expect(6, "sweep", "sweep.json", "-o", "out", "--set", "/limits/max_events=50")
        self.assertIn("point 0, replication 0: max_events", done.stderr)
        self.assertEqual(len(self.point_files("out")), POINTS)

    def test_a_limit_of_wall_time_keeps_no_rows(self):
        self.write("sweep.json", {"base": "random.json", "axes": {"/cluster/pools/0/cpus": [100, 120]}})
        self.expect(6, "sweep", "sweep.json", "-o", "out", "--set", "/limits/max_wall_s=1e-9", "--set", "/workload/generate/jobs=3000")
        self.assertEqual(self.point_files("out"), [])
        self.expect(1, "merge", "out")


class Progress(SweepCase):
    def test_a_terminal_is_shown_how_far_it_is(self):
        # Far too many runs to wait for: ended by a signal once the bar has been seen.
        self.write("sweep.json", {**SWEEP, "replications": 5000, "axes": {**SWEEP["axes"], "/workload/generate/jobs": [6000]}, "baseline": {}})
        controller, terminal = pty.openpty()
        process = subprocess.Popen([cli_case.SUANLI, "sweep", "sweep.json", "-o", "out", "-j", "1"], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=terminal,
                                   env={"TERM": "xterm"})
        os.close(terminal)
        shown = ""
        bar = re.compile(r"\[#* *\] +\d+ %  [\d.]+( k)? runs/s  \d+ s left  0 of 6 points")
        try:
            while not bar.search(shown) and (piece := os.read(controller, 65536)):
                shown += piece.decode()
            process.send_signal(signal.SIGINT)
            while os.read(controller, 65536):
                pass
        except OSError:  # the other side is gone
            pass
        self.assertEqual(process.wait(timeout=60), 130)
        os.close(controller)
        self.assertRegex(shown, bar)


class Shards(SweepCase):
    def test_merged_bytes_are_those_of_one_process(self):
        whole = self.whole()
        for count in (1, 2, 3, 7):
            with self.subTest(count=count):
                for index in reversed(range(count)):
                    self.expect(0, "sweep", "sweep.json", "-o", f"s{count}", "--shard", f"{index}/{count}", "-j", 1)
                self.expect(0, "merge", f"s{count}")
                self.assertEqual(self.joined(f"s{count}"), whole)

    def test_holes_are_refused_and_told(self):
        for index in (0, 2):
            self.expect(0, "sweep", "sweep.json", "-o", "out", "--shard", f"{index}/4")
        done = self.expect(1, "merge", "out")
        self.assertIn("6 of 12 points are missing or damaged: 1,3,5,7,9,11", done.stderr)
        self.assertIn("--array=1,3", done.stderr)
        self.assertFalse((self.folder / "out/sweep.csv").exists())
        self.expect(0, "merge", "out", "--partial")
        self.assertEqual({row["point"] for row in rows(self.folder / "out/sweep.csv")}, {"0", "2", "4", "6", "8", "10"})

    def test_the_environment_tells_the_shard_and_the_option_wins(self):
        def points(arguments=(), **environment):
            self.expect(0, "sweep", "sweep.json", "-o", "env", *arguments, environment={"PATH": "/usr/bin", **environment})
            found = [int(path.stem[6:]) for path in self.point_files("env")]
            subprocess.run(["rm", "-r", str(self.folder / "env")], check=True)
            return found
        self.assertEqual(points(SLURM_ARRAY_TASK_ID="3", SUANLI_SHARDS="5"), [3, 8])
        self.assertEqual(points(JOB_COMPLETION_INDEX="4", SUANLI_SHARDS="5", SLURM_PROCID="0", SLURM_NTASKS="1"), [4, 9])
        self.assertEqual(points(OMPI_COMM_WORLD_RANK="1", OMPI_COMM_WORLD_SIZE="6"), [1, 7])
        self.assertEqual(points(SLURM_PROCID="0", SLURM_NTASKS="12"), [0])
        self.assertEqual(points(["--shard", "11/12"], SLURM_ARRAY_TASK_ID="0", SUANLI_SHARDS="2"), [11])
        for environment in ({"SLURM_ARRAY_TASK_ID": "1"}, {"JOB_COMPLETION_INDEX": "2", "SUANLI_SHARDS": "2"}, {"SLURM_ARRAY_TASK_ID": "x", "SUANLI_SHARDS": "2"}):
            done = self.expect(3, "sweep", "sweep.json", "-o", "env", environment=environment)
            self.assertIn(next(iter(environment)), done.stderr)

    def test_a_shard_that_is_none_is_refused(self):
        for text in ("3/3", "0/0", "-1/4", "1", "a/b", "1/2/3", ""):
            self.refuse(2, "sweep", "sweep.json", "-o", "out", "--shard", text, says="--shard")

    def test_merge_wants_a_sweep(self):
        self.refuse(3, "merge", "nowhere", says="no sweep")
        self.expect(0, "run", "scenario.json", "-o", "run")
        self.refuse(3, "merge", "run", says="no sweep")


if __name__ == "__main__":
    cli_case.run()
