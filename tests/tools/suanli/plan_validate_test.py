#!/usr/bin/env python3
# plan_validate_test.py -- suanli plan --validate: built-in tables, a table of the user's, files and errors.
"""usage: plan_validate_test.py SUANLI"""
import csv
import io
import json

import cli_case
from cli_case import CliCase

TABLE = """# title: Two runs of ours
# device: a100-sxm-80gb
# network: hdr-8
# model: gpt3-1.3b
# recompute: full
name,devices,batch,tp,microbatch,measured_s,set
small,8,64,1,4,1.5,fit
"large, on two nodes",16,128,2,4,2,
"""


class PlanValidate(CliCase):
    def rows(self, *arguments):
        done = self.expect(0, "plan", "--validate", *arguments, "--format", "csv")
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def test_every_built_in_table_is_one_line_and_meets_its_goal(self):
        tables = self.rows()
        self.assertEqual([table["table"] for table in tables], sorted(table["table"] for table in tables))
        self.assertIn("vtrain_single_node", [table["table"] for table in tables])
        for table in tables:
            if table["goal_percent"]:
                for column in ("error_percent", "fit_error_percent", "held_out_error_percent"):
                    self.assertLessEqual(float(table[column] or 0), float(table["goal_percent"]), table["table"])

    def test_for_a_person_fit_and_held_out_rows_are_apart(self):
        shown = self.expect(0, "plan", "--validate", "korthikanti_table5", "--rows").stdout
        self.assertIn("korthikanti_table5: Korthikanti et al. 2022, table 5", shown)
        self.assertIn("held out %", shown)
        self.assertIn("gpt3-175B, full recompute", shown)
        self.assertIn("Calculon", shown)
        for line in self.expect(0, "plan", "--validate").stdout.splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_a_table_of_the_users(self):
        self.write("mine.csv", TABLE)
        rows = self.rows("mine.csv", "--rows")
        self.assertEqual([row["name"] for row in rows], ["small", "large, on two nodes"])
        self.assertEqual([row["set"] for row in rows], ["fit", "held_out"])
        self.assertEqual(rows[1]["dp"], "8")
        for row in rows:
            self.assertAlmostEqual(float(row["error_percent"]), 100 * (float(row["predicted_s"]) / float(row["measured_s"]) - 1))
        both = self.rows("mine.csv", "mtnlg_530b")
        self.assertEqual([table["table"] for table in both], ["mine", "mtnlg_530b"])
        listed = json.loads(self.expect(0, "plan", "--validate", "mine.csv", "--format", "json").stdout)
        self.assertEqual(listed[0]["title"], "Two runs of ours")

    def test_all_rows_go_to_a_file(self):
        self.write("mine.csv", TABLE)
        self.expect(0, "plan", "--validate", "mine.csv", "-o", "results/here")
        written = (self.folder / "results/here/validation.csv").read_text(encoding="utf-8")
        self.assertEqual(written, self.expect(0, "plan", "--validate", "mine.csv", "--rows", "--format", "csv").stdout)

    def test_the_columns_of_a_table_can_be_asked_for(self):
        shown = self.expect(0, "plan", "--validate", "columns").stdout
        for word in ("measured_s", "microbatch", "none|selective|full", "# COLUMN: VALUE"):
            self.assertIn(word, shown)

    def test_what_is_wrong_is_told_at_once_and_nothing_is_written(self):
        self.write("mine.csv", TABLE.replace("1.5", "fast").replace(",16,", ",15,"))
        self.refuse(3, "plan", "--validate", "mine.csv", "nowhere", "-o", "results",
                    says=("mine.csv:7: \"measured_s\" must be a number, not \"fast\"", "mine.csv:8: the plan can't be",
                          "nowhere: is neither a built-in table nor a file"))
        self.refuse(3, "plan", "--validate", "vtrain_multi_nodes", says="did you mean \"vtrain_multi_node\"?")


if __name__ == "__main__":
    cli_case.run()
