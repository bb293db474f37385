#!/usr/bin/env python3
# parallel_test.py -- a sweep under GNU parallel: the same bytes as in one process, also when a shard fails and is run again.
"""usage: parallel_test.py SUANLI SHARED"""
import shutil
import sys

from cluster_case import SHARDS, ClusterCase, cli_case


class Parallel(ClusterCase):
    def shards_run(self):
        """The shards of the record, in rising order; one line each time a shard ran."""
        lines = (self.folder / "out-logs/joblog").read_text(encoding="utf-8").splitlines()[1:]
        return sorted((line.split("--shard ")[1].split("/")[0], line.split("\t")[6]) for line in lines)

    def test_all_shards_give_the_bytes_of_one_process(self):
        self.script("parallel_sweep", "sweep.json", "out", SHARDS, "--jobs", 2)
        self.assertEqual(self.joined("out"), self.whole())
        self.assertEqual(self.shards_run(), [(str(i), "0") for i in range(SHARDS)])

    def test_shards_that_start_at_the_same_moment_share_the_directory(self):
        for trial in range(5):
            self.script("parallel_sweep", "sweep.json", f"all-{trial}", 12, "--jobs", 12)
            self.assertEqual(self.joined(f"all-{trial}"), self.joined("all-0"))

    def test_a_failed_shard_is_told_and_run_again_alone(self):
        program = self.failing_once('expr " $* " : ".* 2/4 " >/dev/null')
        done = self.script("parallel_sweep", "sweep.json", "out", SHARDS, "--jobs", 2, code=1, environment=self.environment(SUANLI=str(program)))
        self.assertIn("3 of 12 points are missing or damaged: 2,6,10", done.stderr)
        self.assertIn("of 4 shards these are to be run again: 2", done.stderr)
        self.assertEqual(self.shards_run(), [("0", "0"), ("1", "0"), ("2", "7"), ("3", "0")])
        self.assertFalse((self.folder / "out/sweep.csv").exists())

        self.script("parallel_sweep", "sweep.json", "out", SHARDS, "--resume-failed", environment=self.environment(SUANLI=str(program)))
        self.assertEqual(self.joined("out"), self.whole())
        self.assertEqual(self.shards_run(), [("0", "0"), ("1", "0"), ("2", "0"), ("2", "7"), ("3", "0")])

    def test_names_with_blanks_are_kept_whole(self):
        (self.folder / "sweep.json").rename(self.folder / "my sweep's.json")
        self.script("parallel_sweep", "my sweep's.json", "my out", 2)
        self.assertTrue((self.folder / "my out/sweep.csv").exists())

    def test_arguments_are_checked(self):
        self.check_arguments("parallel_sweep")


if __name__ == "__main__":
    if shutil.which("parallel") is None:
        print("skipped: GNU parallel is not installed")
        sys.exit(77)
    cli_case.run()
