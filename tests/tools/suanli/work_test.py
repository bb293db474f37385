#!/usr/bin/env python3
# work_test.py -- jobs that describe their work, from a trace to the result files, and in sweeps.
"""usage: work_test.py SUANLI"""
import csv
import json

import cli_case
from cli_case import CliCase, ROOT

CLUSTER = {"pools": [{"name": "gpu", "count": 4, "cpus": 64, "memory_gib": 512, "devices": [{"model": "a100-sxm-80gb", "count": 8}],
                      "network_gb_per_s": 100, "price_usd_per_hour": 20}]}
PLAN = {"sequence_parallel": False, "interleave": 1, "recompute": "full"}
MIX = [{"name": "small", "tasks": {"law": "choice", "values": [1, 2, 4]}, "gpus": 8, "cpus": 32,
        "work": [{"model": "megatron-1.7b", "steps": 200, "batch": 64, "plan": PLAN}, {"model": "gpt3-6.7b", "steps": 20, "batch": 64, "plan": PLAN},
                 {"model": "resnet-50", "steps": 5000, "batch": 2048}, {"model": "megatron-1t", "steps": 5, "batch": 8, "plan": PLAN}]},
       {"name": "recorded", "gpus": 1, "cpus": 4, "duration_s": {"law": "exponential", "mean": 600}}]
SCENARIO = {"name": "work", "cluster": CLUSTER, "policies": {"scheduling": {"name": "easy_backfill", "estimates": "perfect"}, "placement": "best_fit"},
            "workload": {"generate": {"jobs": 60, "arrivals": {"law": "poisson", "rate_per_h": 60}, "mix": MIX}}}
SWEEP = {"name": "what-if", "base": "work.json", "replications": 2, "seed": 3, "baseline": {"/cluster/pools/0/network_gb_per_s": 100},
         "axes": {"/cluster/pools/0/network_gb_per_s": [25, 100], "/cluster/pools/0/devices/0/model": ["a100-sxm-80gb", "h100-sxm-80gb"],
                  "/cluster/pools/0/price_usd_per_hour": [10, 20]}}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Work(CliCase):
    def setUp(self):
        super().setUp()
        self.write("work.json", SCENARIO)
        self.write("sweep.json", SWEEP)

    def test_the_mixed_scenario_tells_each_job_s_phases(self):
        self.expect(0, "run", ROOT / "scenarios/mixed-training.json", "-o", "mixed")
        jobs = {row["job_id"]: row for row in rows(self.folder / "mixed/jobs.csv")}
        self.assertEqual(jobs["gpt-175b-too-small"]["reject_reason"], "no_plan")
        self.assertEqual(jobs["gpt-175b-too-small"]["no_plan_reason"], "memory")
        self.assertGreater(float(jobs["gpt-175b-too-small"]["missing_gib"]), 100)
        phases = rows(self.folder / "mixed/phases.csv")
        for job, row in jobs.items():
            own = [phase for phase in phases if phase["job_id"] == job]
            if row["status"] != "completed":
                self.assertEqual(own, [])
                continue
            self.assertAlmostEqual(sum(float(phase["share"]) for phase in own), 1, places=9)
            self.assertAlmostEqual(sum(float(phase["total_s"]) for phase in own) / float(row["run_s"]), 1, places=9)
            self.assertAlmostEqual(float(row["step_s"]) * int(row["steps"]) / float(row["run_s"]), 1, places=6)
        self.assertEqual({row["phase"] for row in phases if row["job_id"] == "filters"}, {"fill", "steady", "reconfigure"})
        self.assertIn("exchange", {row["phase"] for row in phases if row["job_id"] == "resnet-servers"})
        self.assertNotEqual(jobs["llama-70b"]["plan"], "")
        self.assertLessEqual(float(jobs["llama-8b"]["mfu"]), 1)
        self.expect(0, "report", "mixed")
        self.expect(0, "export", "sqlite", "mixed")

    def test_a_run_without_described_work_has_no_such_columns_and_removes_old_phases(self):
        self.expect(0, "run", "work.json", "-o", "out")
        self.assertTrue((self.folder / "out/phases.csv").exists())
        self.write("work.json", {**cli_case.SCENARIO, "name": "work"})
        self.expect(0, "run", "work.json", "-o", "out")
        self.assertFalse((self.folder / "out/phases.csv").exists())
        self.assertNotIn("step_s", (self.folder / "out/jobs.csv").read_text(encoding="utf-8").splitlines()[0])

    def test_a_sweep_is_the_same_bytes_on_any_number_of_threads_and_shards(self):
        done = self.expect(0, "sweep", "sweep.json", "-o", "whole", "-j", 1)
        self.assertIn("tables of estimates filled in", done.stderr)
        self.assertIn("suanli: time: filling tables", done.stderr)
        self.expect(0, "sweep", "sweep.json", "-o", "threads", "-j", 3)
        for shard in range(3):
            self.expect(0, "sweep", "sweep.json", "-o", "shards", "--shard", f"{shard}/3")
        self.expect(0, "merge", "shards")
        whole = (self.folder / "whole/sweep.csv").read_bytes()
        self.assertEqual(whole, (self.folder / "threads/sweep.csv").read_bytes())
        self.assertEqual(whole, (self.folder / "shards/sweep.csv").read_bytes())

    def test_network_and_device_change_the_figures_and_the_price_does_not(self):
        self.expect(0, "sweep", "sweep.json", "-o", "out")
        values = {}
        for row in rows(self.folder / "out/sweep.csv"):
            if row["metric"] == "step_s" and row["stat"] == "mean" and row["device_kind"] == "all" and row["tenant"] == "all" and row["replication"] == "0":
                values[tuple(row[key] for key in SWEEP["axes"])] = float(row["value"])
        self.assertEqual(len(values), 8)
        for network, device, _ in values:
            self.assertEqual(values[network, device, "10"], values[network, device, "20"])
        self.assertGreater(values["25", "a100-sxm-80gb", "10"], values["100", "a100-sxm-80gb", "10"])
        self.assertGreater(values["100", "a100-sxm-80gb", "10"], values["100", "h100-sxm-80gb", "10"])

    def test_mistakes_are_told_with_their_place_before_anything_runs(self):
        self.write("work.json", {**SCENARIO, "workload": {"trace": "trace.json"}, "cluster": {"pools": [{**CLUSTER["pools"][0], "network_gb_per_s": 0}]}})
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": [
            {"id": 1, "submit_s": 0, "gpus": 8, "work": {"model": "lama3-70b", "steps": 1, "batch": 8}},
            {"id": 2, "submit_s": 0, "gpus": 8, "tasks": 2, "work": {"model": "resnet-50", "steps": 1, "batch": 8}}]})
        self.refuse(3, "run", "work.json", "-o", "out", says=("/jobs/1/work/model", 'did you mean "llama3-70b"?', "/cluster/pools/0/network_gb_per_s"))

    def test_generated_work_survives_a_trace(self):
        self.write("spec.json", {**SCENARIO["workload"]["generate"], "seed": 1})
        self.expect(0, "generate", "spec.json", "-o", "made.ndjson")
        self.expect(0, "validate", "made.ndjson")
        self.write("traced.json", {**SCENARIO, "workload": {"trace": "made.ndjson"}})
        self.expect(0, "run", "work.json", "--seed", 1, "-o", "a")
        self.expect(0, "run", "traced.json", "--seed", 1, "-o", "b")
        signature = [json.loads((self.folder / name / "run.json").read_text(encoding="utf-8"))["signature"] for name in "ab"]
        self.assertEqual(signature[0], signature[1])


if __name__ == "__main__":
    cli_case.run()
