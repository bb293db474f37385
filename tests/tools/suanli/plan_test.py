#!/usr/bin/env python3
# plan_test.py -- suanli plan as users run it: ranking, files, explanations, refusals.
"""usage: plan_test.py SUANLI"""
import csv
import io
import json
import unittest

import cli_case
from cli_case import CliCase, ROOT

# Binding, in this order; more may follow.
COLUMNS = ("rank,device_model,devices,tp,pp,dp,ep,cp,microbatch,interleave,recompute,zero,sequence_parallel,feasible,reason,step_s,forward_s,backward_s,"
           "recompute_s,optimizer_s,bubble_s,tp_exposed_s,pp_exposed_s,dp_exposed_s,ep_exposed_s,cp_exposed_s,memory_gib,weights_gib,gradients_gib,"
           "optimizer_gib,activations_gib,model_tflops_per_device,mfu,hfu,energy_j,cost_usd").split(",")
APPENDED = ("group,batch,tokens_per_s,samples_per_s,capacity_gib,missing_gib,offload_s,straggle_s,between_groups_s,tp_link_s,pp_link_s,dp_link_s,ep_link_s,"
            "cp_link_s,overlap_tp,overlap_pp,overlap_dp,fused_attention,scatter_gather,offload,pareto").split(",")
TIMES = ("forward_s", "backward_s", "recompute_s", "optimizer_s", "bubble_s", "tp_exposed_s", "pp_exposed_s", "dp_exposed_s", "ep_exposed_s", "cp_exposed_s",
         "offload_s", "straggle_s")
GIB = 2**30

# Narayanan et al. 2021 trained GPT-3 on 64 A100 like this, give or take; nothing of it is overlapped.
GIVEN = {"name": "given", "model": "gpt3-175b", "devices": {"model": "a100-sxm-80gb", "count": 64, "per_node": 8, "network_gb_per_s": 200},
         "batch": 64, "sequence": 2048, "dtype": "bf16",
         "plan": {"tp": 8, "pp": 8, "dp": 1, "microbatch": 1, "interleave": 3, "recompute": "full", "zero": 0, "sequence_parallel": False,
                  "overlap": False, "fused_attention": False, "scatter_gather": True},
         "objective": "time", "top": 10}
SMALL = {"name": "small", "model": "gpt3-1.3b", "devices": {"model": "a100-sxm-80gb", "count": 8, "network": "hdr-8"}, "batch": 32,
         "plan": {"overlap": False, "fused_attention": True, "scatter_gather": False, "interleave": 1}}


class PlanCase(CliCase):
    def setUp(self):
        super().setUp()
        self.write("given.json", GIVEN)
        self.write("small.json", SMALL)

    def rows(self, *arguments, code=0):
        return list(csv.DictReader(io.StringIO(self.expect(code, "plan", *arguments, "--format", "csv").stdout)))


class Ranking(PlanCase):
    def test_columns_are_those_that_scripts_rely_on(self):
        header = self.expect(0, "plan", "small.json", "--format", "csv").stdout.splitlines()[0].split(",")
        self.assertEqual(header[:len(COLUMNS)], COLUMNS)
        self.assertEqual(header[len(COLUMNS):len(COLUMNS) + len(APPENDED)], APPENDED)

    def test_a_given_plan_is_estimated_alone_and_its_times_add_up(self):
        (row,) = self.rows("given.json")
        self.assertEqual([row[key] for key in COLUMNS[:15]],
                         ["1", "a100-sxm-80gb", "64", "8", "8", "1", "1", "1", "1", "3", "full", "0", "false", "true", "none"])
        self.assertAlmostEqual(sum(float(row[key]) for key in TIMES), float(row["step_s"]), delta=1e-9 * float(row["step_s"]))
        self.assertAlmostEqual(sum(float(row[key]) for key in ("weights_gib", "gradients_gib", "optimizer_gib", "activations_gib")),
                               float(row["memory_gib"]), places=9)
        # 72 B s L h^2 (1 + s / 6 h + V / 12 L h), Korthikanti et al. 2022.
        h, layers, s, vocab, batch = 12288, 96, 2048, 51200, 64
        flops = 72 * batch * s * layers * h * h * (1 + s / (6 * h) + vocab / (12 * layers * h))
        self.assertAlmostEqual(float(row["mfu"]), flops / (float(row["step_s"]) * 64 * 312e12), places=9)
        self.assertAlmostEqual(float(row["tokens_per_s"]), batch * s / float(row["step_s"]), places=6)

    # ZeRO (Rajbhandari et al. 2020): 7.5e9 parameters on 64 devices keep 120, 31.4, 16.6 and 1.88 GB. Megatron's 7.5 billion are 7.46e9 here,
    # positions and padded vocabulary included.
    def test_zero_keeps_what_its_paper_says(self):
        model = {"layers": 36, "hidden": 4096, "heads": 32, "vocab": 51200, "sequence": 2048}
        plan = {"tp": 1, "pp": 1, "dp": 64, "microbatch": 1, "interleave": 1, "recompute": "full", "sequence_parallel": False, "fused_attention": True}
        self.write("zero.json", {"model": model, "batch": 64, "plan": plan, "devices": {**GIVEN["devices"], "model": "h200-sxm-141gb"}})
        for stage, gigabytes in enumerate((120, 31.4, 16.6, 1.88)):
            (row,) = self.rows("zero.json", "--set", f"/plan/zero={stage}")
            kept = sum(float(row[key]) for key in ("weights_gib", "gradients_gib", "optimizer_gib")) * GIB / 1e9
            self.assertAlmostEqual(kept / gigabytes, 1, delta=0.01)

    def test_the_best_come_first_by_each_objective(self):
        for objective, key in {"time": "step_s", "energy": "energy_j", "cost": "cost_usd"}.items():
            rows = self.rows("small.json", "--set", f"/objective={objective}", "--set", "/devices/price_usd_per_hour=2")
            scores = [float(row[key]) for row in rows]
            self.assertEqual(scores, sorted(scores))
            self.assertEqual([row["rank"] for row in rows], [str(rank + 1) for rank in range(10)])

    def test_left_out_parts_are_searched_and_given_ones_kept(self):
        best = float(self.rows("small.json")[0]["step_s"])
        rows = self.rows("small.json", "--set", "/plan/tp=4")
        self.assertEqual({row["tp"] for row in rows}, {"4"})
        self.assertGreaterEqual(float(rows[0]["step_s"]), best)

    def test_the_screen_shows_the_question_the_plans_and_the_counts(self):
        done = self.expect(0, "plan", "small.json")
        for words in ("gpt3-1.3b", "8 x a100-sxm-80gb", "tokens/s", "plans searched", "does not divide the batch"):
            self.assertIn(words, done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)
        self.assertLessEqual(len(done.stdout.splitlines()), 24)
        self.assertIn("plans/s", done.stderr)
        self.assertIn("--explain 1", done.stderr)
        self.assertEqual(self.expect(0, "plan", "small.json", "--quiet").stderr, "")

    def test_no_plan_of_the_frontier_beats_another_and_the_best_is_on_it(self):
        measures = ("step_s", "memory_gib", "energy_j")
        rows = self.rows("small.json", "--pareto")
        figures = [tuple(float(row[key]) for key in measures) for row in rows]
        self.assertGreater(len(figures), 1)
        for i, one in enumerate(figures):
            for other in figures[:i] + figures[i + 1:]:
                self.assertFalse(all(a <= b for a, b in zip(other, one)))
        ranked = self.rows("small.json", "--set", "/top=1000")
        self.assertEqual(ranked[0]["step_s"], rows[0]["step_s"])
        for row in ranked:
            own = tuple(float(row[key]) for key in measures)
            beaten = any(all(a <= b for a, b in zip(one, own)) and one != own for one in figures)
            self.assertEqual(row["pareto"], "false" if beaten else "true")

    def test_several_counts_are_compared(self):
        rows = self.rows("small.json", "--set", "/devices/count=[4, 8]", "--set", "/top=1000")
        self.assertEqual({row["devices"] for row in rows}, {"4", "8"})
        self.assertIn("4 x a100-sxm-80gb: ", self.expect(0, "plan", "small.json", "--set", "/devices/count=[4, 8]").stdout)


class Pools(PlanCase):
    def test_a_mixed_pool_splits_the_batch_by_speed(self):
        self.write("mixed.json", {**SMALL, "top": 3, "batch": 128, "devices": [{"model": "a100-sxm-80gb", "count": 8, "network": "hdr-8"},
                                                               {"model": "h100-sxm-80gb", "count": 8, "network": "ndr-8"}]})
        rows = self.rows("mixed.json")
        whole, a100, h100 = [row for row in rows if row["rank"] == "1"]
        self.assertEqual((whole["device_model"], whole["devices"], whole["group"]), ("a100-sxm-80gb+h100-sxm-80gb", "16", "all"))
        self.assertEqual((a100["group"], h100["group"], a100["devices"], h100["devices"]), ("1", "2", "8", "8"))
        self.assertEqual(int(a100["batch"]) + int(h100["batch"]), 128)
        self.assertLess(int(a100["batch"]), int(h100["batch"]))
        slowest = max(float(a100["step_s"]), float(h100["step_s"]))
        self.assertGreaterEqual(float(whole["step_s"]), slowest + float(whole["between_groups_s"]))
        self.assertAlmostEqual(float(whole["energy_j"]), float(a100["energy_j"]) + float(h100["energy_j"]), places=3)
        alone = next(row for row in rows if row["device_model"] == "h100-sxm-80gb" and row["group"] == "all")
        self.assertLess(float(whole["step_s"]), float(alone["step_s"]))
        self.assertIn("A 8 + B 8", self.expect(0, "plan", "mixed.json").stdout)
        self.assertIn("step over all groups", self.expect(0, "plan", "mixed.json", "--explain", "1").stdout)


class Explanation(PlanCase):
    def test_a_plan_given_in_full_is_explained(self):
        text = self.expect(0, "plan", "given.json").stdout
        for words in ("where the time of a step goes", "8 ranks inside a node", "memory of the fullest device", "capacity", "MFU", "Korthikanti"):
            self.assertIn(words, text)

    def test_shares_of_the_time_add_up(self):
        rows = json.loads(self.expect(0, "plan", "small.json", "--explain", "2", "--format", "json").stdout)
        times = [row for row in rows if row["part"] == "time"]
        self.assertAlmostEqual(sum(row["share"] for row in times if row["term"] != "step"), 1, places=9)
        self.assertEqual(times[-1]["value"], float(self.rows("small.json")[1]["step_s"]))

    def test_a_rank_that_is_not_there_is_usage(self):
        for rank in ("0", "11", "x"):
            self.refuse(2, "plan", "small.json", "--explain", rank, says="--explain")


class Refusals(PlanCase):
    # 2 + 2 + 12 bytes of 175e9 parameters are 2.6 TiB, on devices of 0.6 TiB together.
    def test_gpt3_does_not_fit_on_eight_a100(self):
        self.write("eight.json", {"model": "gpt3-175b", "devices": {"model": "a100-sxm-80gb", "count": 8}, "batch": 64})
        done = self.expect(4, "plan", "eight.json")
        self.assertIn("GiB of memory are missing", done.stderr)
        self.assertRegex(done.stdout, r"lack memory \(least missing \d+\.\d GiB\)")
        self.assertRegex(done.stderr, r'would fit with "count": \d+')
        (row,) = self.rows("eight.json", code=4)
        self.assertEqual((row["feasible"], row["reason"]), ("false", "memory"))
        self.assertGreater(float(row["missing_gib"]), 200)

    def test_a_given_plan_that_lacks_memory_says_how_much_and_what_would_help(self):
        done = self.expect(4, "plan", "given.json", "--set", "/plan/recompute=none")
        self.assertIn("the plan is infeasible", done.stderr)
        self.assertIn('would fit with "recompute": ', done.stderr)
        (row,) = self.rows("given.json", "--set", "/plan/recompute=none", code=4)
        self.assertAlmostEqual(float(row["missing_gib"]), float(row["memory_gib"]) - float(row["capacity_gib"]), places=9)

    def test_a_plan_that_makes_no_sense_names_the_reason(self):
        for change, reason, words in (("/plan/tp=7", "devices", "is not the number of devices"), ("/plan/microbatch=3", "batch", "does not divide the batch"),
                                      ("/plan/interleave=13", "layers", "does not suit the layers")):
            done = self.expect(4, "plan", "given.json", "--set", change)
            self.assertIn(words, done.stderr)
            (row,) = self.rows("given.json", "--set", change, code=4)
            self.assertEqual((row["reason"], row["step_s"]), (reason, ""))

    def test_mistakes_in_the_file_are_told_with_their_place(self):
        self.write("bad.json", {**SMALL, "objective": "cost", "plam": {}, "batch": -1})
        done = self.refuse(3, "plan", "bad.json", says=("bad.json:", "/plam: unknown key", "/batch"))
        self.assertEqual(len(done.stderr.splitlines()), 2)
        self.refuse(2, "plan", "small.json", "--set", "/objective=cost", says="price_usd_per_hour")
        self.refuse(3, "plan", "none.json", says="no such file")
        self.refuse(2, "plan", "small.json", "--set", "/batch=x", says="--set /batch=x")
        self.refuse(2, "plan", says="wants a plan file")


class Files(PlanCase):
    def test_the_directory_holds_the_same_bytes_each_time(self):
        first = self.expect(0, "plan", "small.json", "-o", "one")
        self.expect(0, "plan", "small.json", "-o", "two", "--no-progress")
        self.assertEqual(sorted(path.name for path in (self.folder / "one").iterdir()), ["plan.csv", "run.json"])
        for name in ("plan.csv", "run.json"):
            self.assertEqual((self.folder / "one" / name).read_bytes(), (self.folder / "two" / name).read_bytes())
        self.assertEqual((self.folder / "one/plan.csv").read_text(), self.expect(0, "plan", "small.json", "--format", "csv").stdout)
        self.assertIn("wrote plan.csv run.json to one", first.stderr)

    def test_the_effective_file_gives_the_same_plans(self):
        self.expect(0, "plan", "small.json", "--set", "/plan/tp=2", "-o", "out")
        run = json.loads((self.folder / "out/run.json").read_text())
        self.assertEqual((run["format"], run["status"]), ("suanli-plan", "completed"))
        self.assertEqual(run["plans_searched"], sum(one["plans_searched"] for one in run["searches"]))
        self.write("again.json", run["plan"])
        self.assertEqual((self.folder / "out/plan.csv").read_text(), self.expect(0, "plan", "again.json", "--format", "csv").stdout)

    def test_the_backend_changes_nothing_but_the_speed(self):
        whole = self.expect(0, "plan", "small.json", "--format", "csv").stdout
        self.assertEqual(self.expect(0, "plan", "small.json", "--format", "csv", "--cost-backend", "cpu").stdout, whole)
        self.refuse(2, "plan", "small.json", "--cost-backend", "gpu", says="--cost-backend gpu")

    def test_other_results_are_not_overwritten(self):
        self.expect(0, "plan", "small.json", "-o", "out")
        self.expect(0, "plan", "small.json", "-o", "out")
        self.refuse(3, "plan", "given.json", "-o", "out", says='holds the results of plan "small"')
        self.refuse(3, "run", "scenario.json", "-o", "out", says="unknown origin")
        self.expect(0, "run", "scenario.json", "-o", "run")
        self.refuse(3, "plan", "small.json", "-o", "run", says="unknown origin")

    def test_plan_files_are_recognised(self):
        rows = json.loads(self.expect(0, "validate", "small.json", "given.json", "--format", "json").stdout)
        self.assertEqual([row["kind"] for row in rows], ["plan", "plan"])
        self.write("bad.json", {**SMALL, "model": "gpt3-1.3"})
        self.assertIn('did you mean "gpt3-1.3b"', self.expect(3, "validate", "bad.json").stderr)

    def test_parts_may_stand_in_files_of_their_own(self):
        self.write("model.json", {"name": "mine", "layers": 8, "hidden": 1024, "heads": 16, "vocab": 32000, "sequence": 1024})
        self.write("ours.json", {"device": "ours", "peak_bf16_tflops": 400, "memory_gb": 64, "memory_gb_per_s": 1600, "bus_reduce_gb_per_s": 40,
                                 "bus_gather_gb_per_s": 36, "curves_of": "a100-sxm-80gb", "source": "the vendor's data sheet"})
        self.write("small.json", {**SMALL, "model": "model.json", "device_catalog": "ours.json", "devices": {"model": "ours", "count": 8}})
        self.assertIn("mine", self.expect(0, "plan", "small.json").stdout)
        self.write("ours.json", {"device": "ours", "source": "nowhere"})
        self.refuse(3, "plan", "small.json", says="ours.json")

    def test_the_examples_work(self):
        for path in sorted((ROOT / "scenarios").glob("plan-*.json")):
            with self.subTest(example=path.name):
                self.expect(0, "plan", path)


if __name__ == "__main__":
    cli_case.run()
