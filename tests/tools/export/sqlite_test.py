#!/usr/bin/env python3
# sqlite_test.py -- results as a database hold what the CSV files hold.
"""usage: sqlite_test.py SUANLI SHARED"""
import csv
import json
import re
import resource
import shutil
import sqlite3
import subprocess

from export_case import ExportCase, cli_case, rows


class Sqlite(ExportCase):
    def database(self, directory, *options):
        self.expect(0, "export", "sqlite", directory, *options)
        connection = sqlite3.connect(directory / "results.sqlite")
        self.addCleanup(connection.close)
        return connection

    def test_every_cell_of_every_file_is_there_with_its_type(self):
        directory = self.quickstart()
        database = self.database(directory)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        tables = sorted(name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        self.assertEqual(tables, ["jobs", "nodes", "run", "summary", "timeline"])
        for table in ("jobs", "nodes", "summary", "timeline"):
            with open(directory / f"{table}.csv", newline="", encoding="utf-8") as file:
                header, *expected = list(csv.reader(file))
            found = database.execute(f"SELECT * FROM {table} ORDER BY rowid")
            self.assertEqual([column[0] for column in found.description], header)
            count = 0
            for row, cells in zip(found, expected, strict=True):
                count += 1
                for value, cell in zip(row, cells):
                    self.assertEqual("" if value is None else type(value)(cell), "" if value is None else value)
                    self.assertEqual(value is None, cell == "")
            self.assertGreater(count, 10)

    def test_sums_are_those_of_the_files(self):
        directory = self.quickstart()
        database = self.database(directory)
        jobs = rows(directory / "jobs.csv")
        count, wait, priorities = database.execute("SELECT count(*), sum(wait_s), sum(priority) FROM jobs").fetchone()
        self.assertEqual(count, len(jobs))
        self.assertAlmostEqual(wait, sum(float(row["wait_s"]) for row in jobs), places=3)
        self.assertEqual(priorities, sum(int(row["priority"]) for row in jobs))
        busy = database.execute("SELECT sum(busy_device_s) FROM nodes WHERE device_kind = 'gpu'").fetchone()[0]
        self.assertAlmostEqual(busy, sum(float(row["busy_device_s"]) for row in rows(directory / "nodes.csv") if row["device_kind"] == "gpu"),
                               places=3)

    def test_the_run_is_there_with_its_scenario(self):
        directory = self.quickstart()
        members = dict(self.database(directory).execute("SELECT key, value FROM run"))
        run = json.loads((directory / "run.json").read_text(encoding="utf-8"))
        self.assertEqual(members.keys(), run.keys())
        self.assertEqual(json.loads(members["scenario"]), run["scenario"])
        self.assertEqual(members["signature"], run["signature"])
        self.assertEqual(members["seed"], "1")
        name = self.database(directory).execute("SELECT json_extract(value, '$.name') FROM run WHERE key = 'scenario'").fetchone()[0]
        self.assertEqual(name, "quickstart")

    def test_ids_stay_text_and_text_stays_as_it_is(self):
        database = self.database(self.drawn())
        self.assertEqual(database.execute("SELECT typeof(job_id), run_s FROM jobs WHERE job_id = '007'").fetchall(), [("text", 5.0)])
        self.assertEqual(database.execute("SELECT tenant FROM jobs WHERE job_id = 'plain-2'").fetchone()[0], 'say "hi", \\ \u7b97')
        self.assertEqual(database.execute("SELECT start_s, reject_reason FROM jobs WHERE job_id = 'huge'").fetchone(), (None, "too_large"))
        # 9 s of waiting per 20 s of running: no division of whole numbers
        self.assertEqual(database.execute("SELECT wait_s / run_s FROM jobs WHERE job_id = 'half-1'").fetchone()[0], 0.45)

    def test_equal_runs_give_equal_content(self):
        first = self.database(self.drawn("a"))
        second = self.database(self.drawn("b"))
        self.assertEqual(list(first.iterdump()), list(second.iterdump()))

    def test_the_query_of_the_help_works(self):
        directory = self.quickstart()
        self.database(directory)
        text = self.expect(0, "export", "--help").stdout
        query = re.search(r'sqlite3 DIR/results.sqlite "(.*?)"', text, re.DOTALL)
        self.assertIsNotNone(query)
        sql = " ".join(query.group(1).split())
        found = sqlite3.connect(directory / "results.sqlite").execute(sql).fetchall()
        jobs = [row for row in rows(directory / "jobs.csv") if row["status"] == "completed"]
        self.assertEqual([row[0] for row in found], sorted({row["tenant"] for row in jobs}))
        self.assertEqual(sum(row[1] for row in found), len(jobs))
        if shutil.which("sqlite3"):
            done = subprocess.run(["sqlite3", str(directory / "results.sqlite"), sql], capture_output=True, text=True, check=True)
            self.assertEqual(len(done.stdout.splitlines()), len(found))

    def test_a_sweep_is_a_database_until_it_is_joined_again(self):
        self.write("sweep.json", {"base": "scenario.json", "axes": {"/policies/scheduling": ["fcfs", "easy_backfill"], "/cluster/pools/0/cpus": [2, 4]}})
        self.expect(0, "sweep", "sweep.json", "-o", "swept", "--quiet")
        directory = self.folder / "swept"
        database = self.database(directory)
        for table in ("sweep", "compare"):
            self.assertEqual(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0], len(rows(directory / f"{table}.csv")))
        # By hand (cli_case.JOBS): on two CPUs the mean wait is 9 s under fcfs, 3 s under easy_backfill.
        waits = dict(database.execute("""SELECT "/policies/scheduling", value FROM sweep WHERE metric = 'wait_s' AND stat = 'mean'
                                         AND device_kind = 'all' AND tenant = 'all' AND "/cluster/pools/0/cpus" = 2"""))
        self.assertEqual(waits, {"fcfs": 9, "easy_backfill": 3})
        self.expect(0, "merge", "swept", "--quiet")
        self.assertFalse((directory / "results.sqlite").exists())

    def test_any_directory_of_csv_files_will_do(self):
        (self.folder / "sweep").mkdir()
        self.write("sweep/sweep.csv", "point,replication,seed,/policies/scheduling,/cluster/pools/0/count,metric,value,unit\n"
                                      "0,0,7,fcfs,8,wait_s,1.5,s\n1,0,7,sjf,16,wait_s,,s\n")
        self.write("sweep/compare.csv", "/cluster/pools/0/count,odd,metric,mean\n8,1,wait_s,1.5\n0x8,007,wait_s,2\n")
        database = self.database(self.folder / "sweep")
        self.assertEqual(database.execute('SELECT "/policies/scheduling", value FROM sweep WHERE "/cluster/pools/0/count" > 8').fetchall(), [("sjf", None)])
        self.assertEqual(database.execute('SELECT "/cluster/pools/0/count", odd, mean FROM compare').fetchall(), [("8", "1", 1.5), ("0x8", "007", 2.0)])

    def test_a_million_cells_take_a_moment_only(self):
        (self.folder / "big").mkdir()
        header = (self.drawn() / "jobs.csv").read_text(encoding="utf-8").splitlines()[0]
        line = ",red,ann,0,1,4,1,0,1.5,2,7.25,0.5,5.25,5.75,1,completed,0,0,0,node:1,,,,capacity,,g0\n"
        self.write("big/jobs.csv", header + "\n" + "".join(f"{i}{line}" for i in range(40_000)))
        self.assertEqual(self.database(self.folder / "big").execute("SELECT count(*), sum(run_s) FROM jobs").fetchone(), (40_000, 210_000.0))


class Errors(ExportCase):
    def test_usage(self):
        self.refuse(2, "export", says="a format and a result directory")
        self.refuse(2, "export", "sqlite", says="a format and a result directory")
        self.refuse(2, "export", "sqlit", "x", says='did you mean "sqlite"')
        self.refuse(2, "export", "parquet", "x", says="sqlite")

    def test_what_is_no_result_directory(self):
        (self.folder / "empty").mkdir()
        self.refuse(3, "export", "sqlite", "nowhere", says="no such directory")
        self.refuse(3, "export", "sqlite", "empty", says="is no result directory")
        self.refuse(3, "export", "sqlite", "scenario.json", says="is not a directory")

    def test_damaged_files_are_named_with_their_line(self):
        directory = self.drawn()
        whole = (directory / "jobs.csv").read_text(encoding="utf-8")
        lines = whole.splitlines(keepends=True)
        for broken, says in ((whole[:-20], "jobs.csv:8: the last line is cut"), ("".join(lines[:3]) + "x,y\n", "jobs.csv:4: the row has 2 cells"),
                             ("", "the file is empty"), (whole.replace(",red,", ',"red"x,', 1), "jobs.csv:2: text follows a closing quote"),
                             (whole.replace("half-1,blue,,0,", "half-1,blue,,zero,"), 'jobs.csv:3: priority is "zero"')):
            (directory / "jobs.csv").write_text(broken, encoding="utf-8")
            self.refuse(3, "export", "sqlite", directory, says=says)
        (directory / "jobs.csv").write_text(whole, encoding="utf-8")
        (directory / "run.json").write_text("{}", encoding="utf-8")
        self.refuse(3, "export", "sqlite", directory, says="is no run.json")

    def test_an_output_that_cannot_be_written(self):
        directory = self.drawn()
        self.refuse(3, "export", "sqlite", directory, "-o", "nowhere/x.sqlite", says="nowhere/x.sqlite")
        self.refuse(3, "export", "sqlite", directory, "-o", ".", says="is a directory")

    def test_a_full_disk_leaves_nothing_behind(self):
        directory = self.quickstart()
        before = self.everything()
        for output in ("sqlite", "openmetrics", "perfetto"):
            done = self.expect(3, "export", output, directory, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)))
            self.assertIn("suanli: error: ", done.stderr)
            self.assertEqual(self.everything(), before)

    def test_a_new_run_removes_the_exports_of_the_old_one(self):
        directory = self.drawn()
        self.expect(0, "export", "sqlite", directory)
        (directory / "notes.sqlite").write_text("mine", encoding="utf-8")
        self.assertTrue((directory / "results.sqlite").exists())
        self.drawn()
        self.assertEqual(sorted(path.name for path in directory.iterdir()), ["jobs.csv", "nodes.csv", "notes.sqlite", "run.json", "summary.csv"])

    def test_a_directory_with_exports_alone_is_not_taken(self):
        (self.folder / "other").mkdir()
        self.write("other/metrics.om", "# EOF\n")
        self.refuse(3, "run", "scenario.json", "-o", "other", says="holds a metrics.om of unknown origin")


if __name__ == "__main__":
    cli_case.run()
