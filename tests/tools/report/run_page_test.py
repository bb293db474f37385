#!/usr/bin/env python3
# run_page_test.py -- the page of one run in a real browser: what it shows, and that it asks for nothing.
"""usage: run_page_test.py SUANLI SHARED"""
import report_case
from report_case import ReportCase


class RunPage(ReportCase):
    def setUp(self):
        super().setUp()
        self.expect(0, "run", "scenario.json", "-o", "out")

    def test_it_shows_the_small_run(self):
        # Under fcfs (cli_case.py): waits 0, 9, 18 s; mean 9 s; 25 s in all; busy 10 + 2 x 10 + 5 = 35 of 50 CPU seconds.
        self.page("out")
        self.assertEqual(self.text("h1"), "small under fcfs")
        summary = self.text("#summary")
        for what in ("3 submitted = 3 completed + 0 failed + 0 killed + 0 rejected + 0 unfinished", "9\u00a0s", "18\u00a0s", "25\u00a0s", "70\u00a0%"):
            self.assertIn(what, summary)
        self.assertEqual(self.count("#tenants-table tbody tr"), 1)
        self.assertEqual(self.count("#pools-table tbody tr"), 1)
        self.assertEqual(self.count(".plot canvas"), 4)  # two charts of two layers

    def test_the_same_results_give_the_same_bytes(self):
        first = self.page("out").read_bytes()
        self.assertEqual(self.page("out").read_bytes(), first)
        self.assertEqual(self.page("out", output="out/other.html").read_bytes(), first)


if __name__ == "__main__":
    report_case.run()
