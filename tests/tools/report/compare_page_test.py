#!/usr/bin/env python3
# compare_page_test.py -- the page of several runs in a real browser: who won, by how much, and what makes a comparison doubtful.
"""usage: compare_page_test.py SUANLI SHARED"""
import report_case
from report_case import ReportCase

JOBS = report_case.cli_case.JOBS


class ComparePage(ReportCase):
    def setUp(self):
        super().setUp()
        for policy in ("fcfs", "easy_backfill"):
            self.expect(0, "run", "scenario.json", "--policy", f"scheduling={policy}", "-o", policy)

    def test_it_says_who_won_and_by_how_much(self):
        # Waits under fcfs 0, 9, 18 s; under easy_backfill c starts at once: 0, 9, 0. Means 9 and 3 s: 66.7 % less.
        self.page("fcfs", "easy_backfill", output="both.html")
        self.assertEqual(self.text("h1"), "fcfs or easy_backfill")
        self.assertIn("easy_backfill: mean wait 3\u00a0s against 9\u00a0s under fcfs: 66.7\u00a0% less.", self.text("header"))
        first = self.js("[...document.querySelector('#measures-table tbody tr').cells].map((cell) => cell.textContent)")
        self.assertEqual(first, ["Mean wait", "9\u00a0s", "3\u00a0s\u00a0\u2713\u22126\u00a0s (\u221266.7\u00a0%, \u00d7\u00a00.3333)"])
        self.assertEqual(self.count("#runs-table tbody tr"), 2)
        self.assertEqual(self.count(".warning"), 0)
        self.assertEqual(self.count("#spread path.curve, #spread svg path.curve"), 4)  # two runs in two charts
        self.assertEqual(self.js("[...document.querySelectorAll('#runs a')].map((a) => a.getAttribute('href'))")[0], "fcfs/summary.csv")

    def test_the_first_run_is_what_the_others_are_measured_against(self):
        self.page("easy_backfill", "fcfs", output="both.html")
        self.assertIn("easy_backfill: mean wait 3\u00a0s against 9\u00a0s under fcfs", self.text("header"))
        self.assertIn("+6\u00a0s (+200\u00a0%, \u00d7\u00a03)", self.text("#measures-table tbody tr"))

    def test_without_another_name_the_page_lies_in_the_first_directory(self):
        self.page("fcfs", "easy_backfill")
        self.assertEqual(self.js("[...document.querySelectorAll('#runs a')].map((a) => a.getAttribute('href'))")[-1], "../easy_backfill/run.json")

    def test_runs_of_other_jobs_and_equal_runs_are_told(self):
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": JOBS[:2]})
        self.expect(0, "run", "scenario.json", "-o", "two")
        self.page("fcfs", "two", output="both.html")
        self.assertIn("did not replay the same workload", self.text("main"))
        self.assertIn("different numbers of jobs", self.text("main"))
        self.page("two", "two", output="both.html")
        self.assertIn("run #2 made the same decisions as run #1", self.text("main"))

    def test_runs_of_services_are_compared_by_their_requests(self):
        # Latencies 2, 3 and 4 s of one replica; of two 2, 2 and 2 s: the third waits for nobody.
        for replicas in (1, 2):
            self.serve(f"by{replicas}", replicas=replicas)
        self.page("by1", "by2", output="both.html")
        self.assertIn("by2: mean latency 2\u00a0s against 3\u00a0s under by1: 33.3\u00a0% less.", self.text("header"))
        self.assertEqual(self.count("#time, #spread, #reasons"), 0)
        self.assertEqual(self.count("#services .plot"), 2)

    def test_a_sweep_is_no_run(self):
        self.write("sweep.json", {"name": "s", "base": "scenario.json", "axes": {"/policies/scheduling": ["fcfs", "sjf"]}})
        self.expect(0, "sweep", "sweep.json", "-o", "swept")
        self.refuse(3, "report", "fcfs", "swept", says=("swept", "holds a sweep"))


if __name__ == "__main__":
    report_case.run()
