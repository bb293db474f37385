# sweep_case.py -- what the tests of sweeps share: a small random sweep in a fresh directory, and its files as bytes.
import csv

from cli_case import CliCase, SCENARIO

# A machine of 8 CPUs kept busy by jobs drawn at random; three policies on two machines, and the same on other jobs.
RANDOM = {**SCENARIO, "name": "random", "cluster": {"pools": [{"name": "node", "count": 1, "cpus": 8}]},
          "workload": {"generate": {"preset": "kth-like", "jobs": 150}}, "policies": {"scheduling": "fcfs", "placement": "first_fit"}}
SWEEP = {"name": "sweep", "base": "random.json", "replications": 3, "seed": 7,
         "axes": {"/policies/scheduling": ["fcfs", "sjf", "easy_backfill"], "/cluster/pools/0/cpus": [100, 120],
                  "/workload/generate/jobs": [120, 150]},
         "baseline": {"/policies/scheduling": "fcfs"}}
POINTS = 12


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class SweepCase(CliCase):
    def setUp(self):
        super().setUp()
        self.write("random.json", RANDOM)
        self.write("sweep.json", SWEEP)

    def joined(self, directory):
        return {name: (self.folder / directory / name).read_bytes() for name in ("sweep.csv", "compare.csv")}

    def point_files(self, directory):
        return sorted((self.folder / directory / "points").glob("point-*.csv"))

    def whole(self):
        """The results of one process and one thread, which all others must equal."""
        self.expect(0, "sweep", "sweep.json", "-o", "whole", "-j", 1)
        return self.joined("whole")
