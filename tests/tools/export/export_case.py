#!/usr/bin/env python3
# export_case.py -- what the tests of exports share: finished runs, their CSV files as rows, and scenarios with devices.
import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "suanli"))

import cli_case  # noqa: E402
from cli_case import CliCase, ROOT  # noqa: E402

# One node of 4 CPUs and 2 GPUs; by hand, first come first served:
#   whole   2 GPUs, 2 CPUs   0..10 on gpu 0 and gpu 1
#   half-1  half a GPU       10..30 on gpu 0   (waits 9 s)
#   half-2  half a GPU       10..20 on gpu 0   (waits 8 s)
#   plain-1 1 CPU            10..15            (waits 7 s)
#   plain-2 1 CPU            10..12            (waits 6 s)
#   huge    3 GPUs           rejected
#   plain-3 1 CPU            15..20 in the lane that plain-1 left
JOBS = [{"id": "whole", "submit_s": 0, "cpus": 2, "gpus": 2, "duration_s": 10, "tenant": "red"},
        {"id": "half-1", "submit_s": 1, "cpus": 0, "gpus": 0.5, "duration_s": 20, "tenant": "blue"},
        {"id": "half-2", "submit_s": 2, "cpus": 0, "gpus": 0.5, "duration_s": 10, "tenant": "blue"},
        {"id": "plain-1", "submit_s": 3, "cpus": 1, "duration_s": 5, "tenant": "red"},
        {"id": "plain-2", "submit_s": 4, "cpus": 1, "duration_s": 2, "tenant": "say \"hi\", \\ \u7b97"},
        {"id": "huge", "submit_s": 5, "cpus": 1, "gpus": 3, "duration_s": 10, "tenant": "red"},
        {"id": "007", "submit_s": 15, "cpus": 1, "duration_s": 5, "tenant": "red"}]
SCENARIO = {"name": "drawn", "why": "a case small enough to draw", "seed": 3,
            "cluster": {"pools": [{"name": "node", "count": 1, "cpus": 4, "memory_gib": 8, "devices": [{"model": "a100-sxm-80gb", "count": 2}]}]},
            "workload": {"trace": "trace.json"}, "policies": {"scheduling": "fcfs", "placement": "best_fit"}}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# Three requests of two seconds, a second apart, one after another on one replica: ends at 2, 4 and 6 s, latencies 2, 3 and 4 s. The fourth
# finds two waiting, which is all that may.
REQUESTS = [{"id": i, "arrival_s": i, "duration_s": 2} for i in range(3)] + [{"id": "late", "arrival_s": 2.5, "duration_s": 2}]
SERVICE = {"name": "work", "demand": {"cpus": 1}, "gateway": {"max_outstanding": 2}}


class ExportCase(CliCase):
    def finished(self, scenario, directory, *options):
        """A run of the scenario; the directory it wrote."""
        self.expect(0, "run", scenario, "-o", directory, "--quiet", *options)
        return self.folder / directory

    def drawn(self, directory="drawn"):
        self.write("drawn-trace.json", {"format": "suanli-trace", "version": 1, "jobs": JOBS})
        self.write("drawn.json", dict(SCENARIO, workload={"trace": "drawn-trace.json"}))
        return self.finished("drawn.json", directory)

    def served(self, directory="served"):
        self.write("served-trace.json", {"format": "suanli-trace", "version": 1, "jobs": [], "requests": REQUESTS})
        self.write("served.json", dict(SCENARIO, workload={"trace": "served-trace.json"}, services=[SERVICE]))
        return self.finished("served.json", directory)

    def quickstart(self, directory="quickstart"):
        return self.finished(ROOT / "scenarios/quickstart.json", directory)
