#!/usr/bin/env python3
# command_line_test.py -- options, exit codes, help and formats of each command, on a scenario small enough to draw.
"""usage: command_line_test.py SUANLI"""
import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import unittest

import cli_case
from cli_case import CliCase, ROOT

COMMANDS = ("run", "compare", "sweep", "merge", "export", "import", "generate", "validate", "list", "schema", "bench", "plan", "capacity")


class Usage(CliCase):
    def test_without_a_command_the_overview_is_usage(self):
        self.assertIn("Commands", self.expect(2).stderr)

    def test_a_misspelt_command_gets_a_suggestion(self):
        self.refuse(2, "rnu", says='did you mean "run"')
        self.refuse(2, "lits", "policies", says='did you mean "list"')

    def test_commands_of_later_versions_are_unknown(self):
        for command in ("explain", "allocate"):
            self.refuse(2, command, says="unknown command")

    def test_a_misspelt_option_gets_a_suggestion(self):
        self.refuse(2, "run", "scenario.json", "--polcy", "scheduling=sjf", says="--policy")
        self.refuse(2, "list", "policies", "--formt=csv", says="--format")

    def test_options_are_not_guessed_from_their_beginning(self):
        self.refuse(2, "run", "scenario.json", "--see", "3", says="unknown option --see")

    def test_missing_and_superfluous_words_are_usage(self):
        for arguments in (["run"], ["run", "scenario.json", "scenario.json"], ["run", "scenario.json", "-o"], ["schema"], ["schema", "plans"],
                          ["list"], ["list", "polices"], ["list", "metrics", "x"], ["validate"], ["import"], ["import", "swf"],
                          ["run", "scenario.json", "--seed", "1", "--seed", "2"], ["run", "scenario.json", "--format", "xml"], ["--quiet"]):
            self.refuse(2, *arguments)

    def test_what_only_an_option_is_to_blame_for_is_usage(self):
        for option in (["--seed", "-1"], ["--seed", "x"], ["--set", "name"], ["--set", "seed=1"], ["--policy", "sjf"], ["--policy", "schedulin=sjf"],
                       ["--policy", "scheduling=sjff"], ["--set", "/cluster/pools/0/count=-4"]):
            self.refuse(2, "run", "scenario.json", *option, says=option[1].split("=")[0])

    def test_policy_names_get_suggestions(self):
        self.refuse(2, "run", "scenario.json", "--policy", "scheduling=easy_backfil", says='did you mean "easy_backfill"')

    def test_generate_and_import_want_an_output(self):
        self.refuse(2, "generate", "philly-like", says="-o")
        self.refuse(2, "import", "swf", "trace.json", says="-o")

    def test_import_tells_of_unknown_formats_and_options(self):
        self.refuse(2, "import", "swff", "trace.json", "-o", "x.json", says='did you mean "swf"')
        self.refuse(2, "import", "swf", "trace.json", "-o", "x.json", "--option", "nothing=1")
        self.refuse(2, "import", "swf", "trace.json", "-o", "x.json", "--option", "nothing")


class Help(CliCase):
    def test_version(self):
        self.assertRegex(self.expect(0, "--version").stdout, r"^suanli \d+\.\d+\.\d+\n$")
        self.assertEqual(self.expect(0, "version").stdout, self.expect(0, "--version").stdout)

    def test_every_command_has_help_with_examples_first(self):
        self.assertEqual(self.expect(0, "help").stdout, self.expect(0, "--help").stdout)
        for command in COMMANDS:
            text = self.expect(0, command, "--help").stdout
            self.assertEqual(text, self.expect(0, "help", command).stdout)
            self.assertLess(text.index("Examples:"), text.index("Usage:"))
            self.assertLessEqual(max(map(len, text.splitlines())), 90)
            self.assertIn(f"  {command} ", self.expect(0, "--help").stdout)

    def test_every_example_of_the_help_works(self):
        for name in ("scenarios", "workloads"):
            (self.folder / name).symlink_to(ROOT / name)
        log = cli_case.shared("reference/hpc/KTH-SP2.swf.gz")
        if log is not None:
            (self.folder / "KTH-SP2.swf.gz").symlink_to(log)
        for command in (*COMMANDS, None):
            text = self.expect(0, *([command] if command else []), "--help").stdout
            examples = re.search(r"Examples:\n((?:  .*\n)+)", text).group(1).splitlines()
            for example in examples:
                if "KTH" in example and log is None:
                    print("skipped: reference data is not on this machine:", example.strip())
                    continue
                if example == "  suanli bench":
                    continue  # minutes
                with self.subTest(example=example):
                    self.assertTrue(example.startswith("  suanli "))
                    line = example.replace("suanli", shlex.quote(cli_case.SUANLI), 1)
                    done = subprocess.run(line, shell=True, cwd=self.folder, capture_output=True, text=True, check=False)
                    self.assertIn(done.returncode, (0, 1) if "--fail-if" in line else (0,), done.stderr)


class Run(CliCase):
    def rows(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.expect(0, "run", "scenario.json", "--format", "csv", *arguments).stdout)))

    def value(self, metric, stat, *arguments):
        found = [row["value"] for row in self.rows(*arguments) if (row["metric"], row["stat"], row["device_kind"], row["tenant"]) ==
                 (metric, stat, "all", "all")]
        return float(found[0])

    def test_the_hand_worked_schedule(self):
        self.assertEqual(self.value("wait_s", "total"), 0 + 9 + 18)
        self.assertEqual(self.value("wait_s", "total", "--policy", "scheduling=easy_backfill"), 0 + 9 + 0)

    def test_the_summary_tells_where_every_job_went_and_fits_a_screen(self):
        text = self.expect(0, "run", "scenario.json").stdout
        self.assertIn("3 submitted = 3 completed + 0 failed + 0 killed + 0 rejected", text)
        self.assertRegex(text, r"signature +[0-9a-f]{16}\n")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertLessEqual(len(text.splitlines()), 24)

    def test_set_changes_a_part_of_the_scenario(self):
        self.assertEqual(self.value("wait_s", "total", "--set", "/cluster/pools/0/cpus=4"), 0)
        self.assertEqual(self.value("wait_s", "total", "--set", "/policies/scheduling=easy_backfill"), 9)

    def test_seed_goes_into_run_json(self):
        self.expect(0, "run", "scenario.json", "--seed", "9007199254740992", "-o", "out")
        run = json.loads((self.folder / "out/run.json").read_text())
        self.assertEqual((run["seed"], run["scenario"]["seed"]), (2**53, 2**53))

    def test_the_output_directory_holds_whole_files(self):
        self.expect(0, "run", "scenario.json", "-o", "a/b/out")
        self.assertEqual(sorted(path.name for path in (self.folder / "a/b/out").iterdir()), ["jobs.csv", "nodes.csv", "run.json", "summary.csv"])
        run = json.loads((self.folder / "a/b/out/run.json").read_text())
        self.assertEqual((run["status"], run["limits_hit"], run["jobs"]["submitted"], run["jobs"]["completed"]), ("completed", [], 3, 3))
        self.assertIn(run["signature"], self.expect(0, "run", "scenario.json").stdout)

    def test_the_effective_scenario_of_run_json_runs_to_the_same_signature(self):
        self.expect(0, "run", "scenario.json", "--policy", "scheduling=easy_backfill", "-o", "out")
        run = json.loads((self.folder / "out/run.json").read_text())
        self.write("again.json", run["scenario"])
        self.assertIn(run["signature"], self.expect(0, "run", "again.json").stdout)

    def test_equal_runs_give_equal_bytes(self):
        for out in ("one", "two"):
            self.expect(0, "run", "scenario.json", "-o", out)
        for path in (self.folder / "one").iterdir():
            self.assertEqual(path.read_bytes(), (self.folder / "two" / path.name).read_bytes())

    def test_results_of_the_same_scenario_are_replaced_and_others_kept(self):
        self.expect(0, "run", "scenario.json", "-o", "out")
        self.expect(0, "run", "scenario.json", "-o", "out", "--policy", "scheduling=sjf")
        self.refuse(3, "run", "scenario.json", "-o", "out", "--set", "/name=other", says='"small"')
        (self.folder / "out/run.json").unlink()
        self.refuse(3, "run", "scenario.json", "-o", "out", says="unknown origin")

    def test_a_directory_that_can_not_be_is_refused_before_the_run(self):
        self.refuse(3, "run", "scenario.json", "-o", "trace.json", says="not a directory")
        self.refuse(3, "run", "scenario.json", "-o", "trace.json/below", says="not a directory")
        self.refuse(3, "run", "scenario.json", "-o", "/proc/nothing/here", says="/proc")

    def test_formats_of_stdout_agree(self):
        as_csv = self.rows()
        as_json = json.loads(self.expect(0, "run", "scenario.json", "--format", "json").stdout)
        self.assertEqual(len(as_csv), len(as_json))
        for one, other in zip(as_csv, as_json):
            self.assertEqual(list(one), list(other))
            self.assertEqual(float(one["value"]) if one["value"] else None, other["value"])
        self.expect(0, "run", "scenario.json", "-o", "out")
        self.assertEqual(self.expect(0, "run", "scenario.json", "--format", "csv").stdout, (self.folder / "out/summary.csv").read_text())

    def test_quiet_leaves_only_data(self):
        self.assertEqual(self.expect(0, "run", "scenario.json", "-o", "out", "--quiet").stderr, "")
        self.assertIn("out", self.expect(0, "run", "scenario.json", "-o", "out").stderr)

    def crowd(self, count, gap_s):
        """A job of 2 s every gap_s on one CPU of two: with less than 1 s between them the wait grows without end."""
        jobs = [{"id": str(i), "submit_s": i * gap_s, "cpus": 1, "duration_s": 2} for i in range(count)]
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": jobs})

    def test_batch_means_are_told_when_asked_for(self):
        self.crowd(100, 3)
        self.assertNotIn("steady", self.expect(0, "run", "scenario.json", "--format", "csv").stdout)
        asked = ("--set", "/measure/batches=10")
        self.assertEqual(self.value("steady_turnaround_s", "mean", *asked), 2)
        self.assertEqual(self.value("steady_turnaround_s", "ci95_high", *asked), 2)
        done = self.expect(0, "run", "scenario.json", *asked)
        self.assertNotIn("warning", done.stderr)
        self.assertRegex(done.stdout, r"turnaround_s +2 +2 +2 +0\n")
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_batch_means_that_can_not_be_relied_on_are_warned_of(self):
        self.crowd(100, 0.5)
        done = self.expect(0, "run", "scenario.json", "--set", "/measure/batches=10", "--set", "/measure/warmup_s=0")
        self.assertIn("warning: steady_wait_s: neighbouring batches are alike (lag-1 correlation 0.70)", done.stderr)
        done = self.expect(0, "run", "scenario.json", "--set", "/measure/batches=10")
        self.assertIn("warning: steady_wait_s has no value", done.stderr)
        self.assertEqual(self.expect(0, "run", "scenario.json", "--set", "/measure/batches=10", "--quiet").stderr, "")
        self.assertEqual(self.expect(0, "run", "scenario.json").stderr, "")

    def test_limits_have_their_own_exit_code_and_keep_what_is_done(self):
        done = self.expect(6, "run", "scenario.json", "--set", "/limits/max_events=3", "-o", "out")
        self.assertIn("max_events", done.stderr)
        run = json.loads((self.folder / "out/run.json").read_text())
        self.assertEqual(run["status"], "unfinished")
        self.assertEqual(len(run["limits_hit"]), 1)
        self.assertGreater(run["jobs"]["unfinished"], 0)


class FailIf(CliCase):
    def test_every_comparison(self):
        # 27 s of waiting in all.
        for condition, code in {"wait_s.total>26": 1, "wait_s.total>27": 0, "wait_s.total>=27": 1, "wait_s.total>=28": 0, "wait_s.total<28": 1,
                                "wait_s.total<27": 0, "wait_s.total<=27": 1, "wait_s.total<=26": 0, "wait_s.total==27": 1, "wait_s.total==26": 0,
                                "wait_s.total!=26": 1, "wait_s.total != 27": 0, "jobs.completed<3": 0}.items():
            with self.subTest(condition=condition):
                self.expect(code, "run", "scenario.json", "--fail-if", condition)

    def test_one_of_several_is_enough_and_says_why(self):
        done = self.expect(1, "run", "scenario.json", "--fail-if", "jobs.completed<3", "--fail-if", "wait_s.max>10")
        self.assertIn("wait_s.max>10", done.stderr)
        self.assertIn("18", done.stderr)

    def test_a_figure_that_does_not_exist_fails(self):
        done = self.expect(1, "run", "scenario.json", "--fail-if", "deadline_met.share<0.5")
        self.assertIn("no value", done.stderr)

    def test_what_is_no_condition_is_usage_before_the_run(self):
        for condition in ("wait_s.mean", "wait_s.mean>", "wait_s.mean>x", "wait_s.mean>1e999", ">3", "wait.mean>3", ""):
            self.refuse(2, "run", "scenario.json", "--fail-if", condition, "-o", "out", says="--fail-if")

    def test_an_unknown_stat_is_usage(self):
        self.assertIn("p97", self.expect(2, "run", "scenario.json", "--fail-if", "wait_s.p97>3").stderr)


class Listing(CliCase):
    def test_lists_in_all_formats(self):
        for what in ("policies", "metrics", "importers", "generators", "devices", "models", "networks"):
            rows = json.loads(self.expect(0, "list", what, "--format", "json").stdout)
            as_csv = list(csv.DictReader(io.StringIO(self.expect(0, "list", what, "--format", "csv").stdout)))
            self.assertEqual([row["name"] for row in rows], [row["name"] for row in as_csv])
            self.assertGreater(len(rows), 1)
            table = self.expect(0, "list", what).stdout
            for row in rows:
                if row.get("kind") != "recovery":  # read, but without effect in this version
                    self.assertIn(row["name"], table)

    def test_parameters_of_one_name(self):
        self.assertIn("estimates", self.expect(0, "list", "policies", "easy_backfill").stdout)
        self.refuse(2, "list", "policies", "easy_backfil", says='did you mean "easy_backfill"')

    def test_schemas_are_json(self):
        for name in ("scenario", "trace", "plan"):
            self.assertEqual(json.loads(self.expect(0, "schema", name).stdout)["$schema"], "https://json-schema.org/draft/2020-12/schema")


class Validate(CliCase):
    def test_kinds_are_seen_from_the_content(self):
        self.write("cluster.json", cli_case.SCENARIO["cluster"])
        shutil.copy(ROOT / "scenarios/catalog/devices.json", self.folder / "devices.json")
        self.write("spec.json", {"preset": "philly-like", "jobs": 10})
        names = ("scenario.json", "trace.json", "cluster.json", "devices.json", "spec.json")
        rows = json.loads(self.expect(0, "validate", *names, "--format", "json").stdout)
        self.assertEqual([row["kind"] for row in rows], ["scenario", "trace", "cluster", "devices", "generator spec"])

    def test_all_problems_of_all_files_are_told(self):
        self.write("bad.json", {**cli_case.SCENARIO, "seeed": 1, "seed": -1})
        self.write("worse.json", "{")
        done = self.expect(3, "validate", "scenario.json", "bad.json", "worse.json", "none.json")
        for word in ("bad.json:", "/seeed", "/seed", "worse.json:1:", "none.json"):
            self.assertIn(word, done.stderr)
        self.assertRegex(done.stdout, r"scenario.json +scenario +0")


class Traces(CliCase):
    def test_a_generated_trace_is_valid_and_equal_each_time(self):
        for name in ("one.json", "two.json"):
            self.expect(0, "generate", "philly-like", "--jobs", "50", "--seed", "3", "-o", name)
        self.assertEqual((self.folder / "one.json").read_bytes(), (self.folder / "two.json").read_bytes())
        self.expect(0, "generate", "philly-like", "--jobs", "50", "--seed", "4", "-o", "other.json.gz")
        rows = json.loads(self.expect(0, "validate", "one.json", "other.json.gz", "--format", "json").stdout)
        self.assertEqual([row["what"] for row in rows], ["50 jobs", "50 jobs"])

    def test_an_unknown_preset_gets_a_suggestion(self):
        self.refuse(3, "generate", "phily-like", "-o", "x.json", says='did you mean "philly-like"')

    def test_an_imported_log_runs(self):
        self.write("log.swf", "; Computer: hand-made\n; MaxProcs: 4\n; Acknowledge: nobody\n"
                   + "".join(f"{i} {i} -1 10 2 -1 -1 2 20 -1 1 1 1 -1 1 -1 -1 -1\n" for i in range(1, 6)))
        done = self.expect(0, "import", "swf", "log.swf", "-o", "log.json", "--cluster-out", "machines.json")
        self.assertIn("nobody", done.stderr)
        self.write("imported.json", {**cli_case.SCENARIO, "cluster": "machines.json", "workload": {"trace": "log.json"}})
        self.assertIn("5 submitted = 5 completed", self.expect(0, "run", "imported.json").stdout)

    def test_requests_are_imported_and_generated_and_want_services(self):
        self.write("table.csv", "when,in,out\n1000,5,7\n2500,6,8\n")
        done = self.expect(0, "import", "csv_requests", "table.csv", "--option", "arrival_s=when", "--option", "time_unit=ms",
                           "--option", "prompt_tokens=in", "--option", "output_tokens=out", "-o", "imported.json")
        self.assertIn("2 requests to imported.json", done.stderr)
        self.expect(0, "generate", "azure-conversation-like", "--requests", "30", "-o", "made.ndjson")
        rows = json.loads(self.expect(0, "validate", "imported.json", "made.ndjson", "--format", "json").stdout)
        self.assertEqual([row["what"] for row in rows], ["2 requests", "30 requests"])
        imported = json.loads((self.folder / "imported.json").read_text(encoding="utf-8"))["requests"]
        self.assertEqual(imported[1], {"id": 2, "arrival_s": 1.5, "prompt_tokens": 6, "output_tokens": 8})
        self.write("asking.json", {**cli_case.SCENARIO, "workload": {"trace": "imported.json"}})
        self.refuse(3, "run", "asking.json", says="requests need services")
        # Decodes take half a second each; whether that is told of single tokens is the scenario's to say.
        answering = {**cli_case.SCENARIO, "workload": {"trace": "imported.json"},
                     "services": [{"name": "chat", "demand": {"cpus": 1}, "steps": {"prefill_s": 1, "decode_s": 0.5}}]}
        for told in (False, True):
            self.write("answering.json", {**answering, "output": {"token_gaps": told}})
            rows = csv.DictReader(io.StringIO(self.expect(0, "run", "answering.json", "--format", "csv").stdout))
            medians = [row["value"] for row in rows if (row["metric"], row["stat"], row["tenant"]) == ("itl_s", "p50", "all")]
            self.assertEqual(medians, ["0.5"] if told else [])
        self.refuse(2, "generate", "azure-conversation-like", "--jobs", "5", "-o", "x.json", says="makes no jobs")
        self.refuse(2, "generate", "philly-like", "--requests", "5", "-o", "x.json", says="makes no requests")


if __name__ == "__main__":
    cli_case.run()
