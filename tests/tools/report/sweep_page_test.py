#!/usr/bin/env python3
# sweep_page_test.py -- the page of a sweep in a real browser: ranks, intervals, pairs of axes, points that are missing.
"""usage: sweep_page_test.py SUANLI SHARED"""
import csv
import json

import report_case
from report_case import ReportCase

GENERATED = {"arrivals": {"law": "poisson", "rate_per_h": 60}, "jobs": 40,
             "mix": [{"name": "batch", "weight": 1, "cpus": {"law": "choice", "values": [1, 2]}, "duration_s": {"law": "exponential", "mean": 90},
                      "time_limit": {"factor": 2}}]}


class SweepPage(ReportCase):
    def sweep(self, directory="swept", *arguments, **changes):
        self.write("sweep.json", {"name": "who-wins", "base": "scenario.json", "axes": {"/policies/scheduling": ["fcfs", "easy_backfill"]}, **changes})
        self.expect(0, "sweep", "sweep.json", "-o", directory, *arguments)

    def random(self):
        scenario = json.loads((self.folder / "scenario.json").read_text(encoding="utf-8"))
        self.write("scenario.json", {**scenario, "workload": {"generate": GENERATED}})

    def rows(self, metric="wait_s", stat="mean"):
        with open(self.folder / "swept" / "compare.csv", encoding="utf-8") as file:
            return [row for row in csv.DictReader(file) if (row["metric"], row["stat"], row["device_kind"], row["tenant"]) == (metric, stat, "all", "all")]

    def test_one_axis_without_randomness(self):
        # Mean waits 9 and 3 s (see compare_page_test.py): 66.7 % less, exactly.
        self.sweep(baseline={"/policies/scheduling": "fcfs"})
        self.page("swept")
        self.assertEqual(self.text("#verdict"), "easy_backfill ranks first by mean wait (3\u00a0s), alone. Against fcfs it is better by 66.7\u00a0%.")
        self.assertEqual(self.js("[...document.querySelectorAll('.ranked')].map((row) => row.textContent)"),
                         ["#1easy_backfill3\u00a0s\u221266.7\u00a0%, better", "#2fcfs9\u00a0sbaseline"])
        self.assertEqual(self.count(".interval"), 0)
        self.assertEqual(self.count(".heat"), 0)
        self.assertEqual(self.count("#missing"), 0)
        self.assertIn("nothing is random", self.text("#size"))

    def test_two_axes_with_intervals_and_another_figure(self):
        self.random()
        self.sweep(axes={"/policies/scheduling": ["fcfs", "sjf", "easy_backfill"], "/cluster/pools/0/cpus": [2, 4]}, replications=4,
                   baseline={"/policies/scheduling": "fcfs"})
        self.page("swept")
        self.assertEqual(self.count(".ranked"), 6)
        self.assertEqual(self.count(".ranking"), 2)
        self.assertEqual(self.count(".interval"), 3 * sum(1 for row in self.rows() if row["ci95_low"]))
        self.assertEqual(self.count("#compare-table tbody tr"), 6)
        self.assertEqual(self.count(".heat td"), 6)
        self.assertIn("4 of each point", self.text("#size"))
        told = sum(1 for row in self.rows() if row["verdict"] == "not_told_apart")
        self.assertEqual(self.js("[...document.querySelectorAll('.told')].filter((it) => it.textContent.includes('not told apart')).length"), told)
        ranks = [(row["/cluster/pools/0/cpus"], row["rank"]) for row in self.rows()]
        self.assertEqual(self.count(".ranked.tied"), sum(1 for rank in ranks if ranks.count(rank) > 1))
        before = self.text(".heat caption")
        self.js("""(() => { const chosen = document.querySelector('#figure'); chosen.selectedIndex = 1;
                   chosen.dispatchEvent(new Event('change')); return true; })()""")
        self.assertNotEqual(self.text(".heat caption"), before)
        self.assertEqual(self.browser.problems, [])

    def test_columns_sort_by_value(self):
        self.random()
        self.sweep(axes={"/cluster/pools/0/cpus": [2, 3, 4, 5, 6, 8, 10, 12, 16, 20]}, replications=3)
        self.page("swept")
        self.assertIn("ranks first by mean wait", self.text("#verdict"))
        self.assertNotIn("baseline", self.text("main"))
        self.assertEqual(self.count("#compare-table tbody tr"), 10)
        means = "[...document.querySelectorAll('#compare-table tbody tr')].map((row) => row.cells[0].textContent)"
        shown = self.js(means)
        self.assertEqual(shown, ["2", "3", "4", "5", "6", "8", "10", "12", "16", "20"])
        self.js("document.querySelector('#compare-table th button').click() || true")
        self.assertEqual(self.js(means), shown)
        self.js("document.querySelector('#compare-table th button').click() || true")
        self.assertEqual(self.js(means), shown[::-1])
        self.assertEqual(self.js("document.querySelector('#compare-table th').getAttribute('aria-sort')"), "descending")

    def test_missing_points_are_named(self):
        self.sweep("swept", "--shard", "0/2", axes={"/policies/scheduling": ["fcfs", "sjf", "easy_backfill"]})
        self.refuse(3, "report", "swept", says=("swept", "suanli merge"))
        self.expect(0, "merge", "swept", "--partial")
        self.page("swept")
        self.assertIn("1 point is missing", self.text("#missing"))
        self.assertIn("point 1: sjf", self.text("#missing"))
        self.assertEqual(self.count(".ranked"), 2)

    def test_no_name_becomes_markup(self):
        name = "</script><img src=x onerror=alert(1)>"
        self.sweep(name=name, why=name, axes={"/name": [name, "b"]}, variants=[{"name": name, "set": {"/policies/scheduling": "sjf"}}, {"name": "'\"&lt;", "set": {}}])
        self.page("swept")
        self.assertEqual(self.text("h1"), name)
        self.assertEqual(self.count("img"), 0)
        self.assertIn(name, self.text("#ranking"))
        self.assertIn("'\"&lt;", self.text("#ranking"))

    def test_damage_is_told(self):
        self.sweep()
        path = self.folder / "swept" / "compare.csv"
        kept = path.read_text(encoding="utf-8")
        for old, new, says in (("easy_backfill,", "none,", "no point none"), ("rank", "rang", 'column "rank" is missing'), ("/policies/scheduling", "/p", "/policies/scheduling")):
            path.write_text(kept.replace(old, new, 1), encoding="utf-8")
            self.refuse(3, "report", "swept", says=("compare.csv", says))
        path.write_text(kept, encoding="utf-8")
        (self.folder / "swept" / "manifest.json").write_text("{}", encoding="utf-8")
        self.refuse(3, "report", "swept", says="manifest.json")

    def test_a_phone_shows_it_without_scrolling_sideways(self):
        jobs = [{**job, "tenant": "the-tenant-with-a-name-that-is-wider-than-any-phone-" + job["id"]} for job in report_case.cli_case.JOBS]
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": jobs})
        self.sweep(axes={"/policies/scheduling": ["fcfs", "easy_backfill"], "/cluster/pools/0/cpus": [2, 3, 4, 5, 6, 8]})
        for dark in (False, True):
            self.page("swept", width=360, dark=dark)
            self.assertEqual(self.js("document.documentElement.scrollWidth"), 360)


if __name__ == "__main__":
    report_case.run()
