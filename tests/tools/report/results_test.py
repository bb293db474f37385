#!/usr/bin/env python3
# results_test.py -- directories that hold no results, or damaged ones: told with their place, and no page is written.
"""usage: results_test.py SUANLI SHARED"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "suanli"))
import cli_case  # noqa: E402


class Results(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.expect(0, "run", "scenario.json", "-o", "out")

    def test_directories_without_results(self):
        self.refuse(2, "report", says="wants a directory")
        self.refuse(3, "report", "none", says=("none", "no such directory"))
        self.refuse(3, "report", "scenario.json", says="is not a directory")
        (self.folder / "empty").mkdir()
        self.refuse(3, "report", "empty", says=("empty", "holds no run.json"))

    def test_a_file_of_the_run_is_missing(self):
        for name in ("run.json", "summary.csv", "jobs.csv", "nodes.csv"):
            with self.subTest(name):
                kept = (self.folder / "out" / name).read_bytes()
                (self.folder / "out" / name).unlink()
                self.refuse(3, "report", "out", says=("out", "holds no " + name))
                (self.folder / "out" / name).write_bytes(kept)

    def test_damaged_files_are_told_with_their_place(self):
        for name, old, new, says in (
                ("jobs.csv", "wait_s", "weight_s", ('column "wait_s" is missing',)), ("jobs.csv", "c,,,0,1,1", "c,,,0,1,one", ("jobs.csv:4", '"one" in column "cpus"')),
                ("nodes.csv", "busy_device_s", "x", ('column "busy_device_s"',)), ("jobs.csv", "node:1", "moon:1", ("jobs.csv", "moon", "nodes.csv")),
                ("summary.csv", "metric", '"metric', ("summary.csv:1", "never closed")), ("run.json", '"suanli-run"', '"other"', ("run.json", "no run.json")),
                ("run.json", '"signature"', '"sign"', ("run.json", "damaged", "signature")), ("run.json", "{", "", ("run.json:",))):
            with self.subTest(name + ": " + says[0]):
                path = self.folder / "out" / name
                kept = path.read_text(encoding="utf-8")
                self.assertIn(old, kept)
                path.write_text(kept.replace(old, new, 1), encoding="utf-8")
                self.refuse(3, "report", "out", says=says)
                path.write_text(kept, encoding="utf-8")

    def test_a_job_may_be_called_what_elsewhere_is_a_comment(self):
        jobs = [{"id": f"#{i}", "submit_s": i, "cpus": 1, "duration_s": 10} for i in range(3)]
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": jobs})
        self.expect(0, "run", "scenario.json", "-o", "hash")
        self.expect(0, "report", "hash")
        page = (self.folder / "hash/report.html").read_text(encoding="utf-8")
        for job in jobs:
            self.assertTrue(f'"{job["id"]}"' in page, job["id"])  # assertIn would print the page

    def test_the_page_may_lie_elsewhere_and_an_earlier_one_is_replaced(self):
        self.expect(0, "report", "out")
        self.expect(0, "report", "out")
        self.expect(0, "report", "out", "-o", "page.html")
        self.assertIn('["jobs.csv","out/jobs.csv"]', (self.folder / "page.html").read_text(encoding="utf-8"))
        self.assertIn('["jobs.csv","jobs.csv"]', (self.folder / "out" / "report.html").read_text(encoding="utf-8"))
        self.refuse(3, "report", "out", "-o", "none/page.html", says="none/page.html")


if __name__ == "__main__":
    cli_case.run()
