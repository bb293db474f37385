#!/usr/bin/env python3
# plot_services.py -- draws a run with services as one SVG: GPUs of jobs and services, replicas, and requests a second.
"""usage: plot_services.py OUT.svg DIR UNTIL_S"""
import csv
import json
import pathlib
import sys

from plot_timelines import draw

STEP_S = 120  # between the points of a line


def rows(directory, name):
    with open(directory / name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def held(spans, times):
    """How much of the spans (from, until, amount) is held at each time."""
    changes = sorted([(begin, amount) for begin, _, amount in spans] + [(end, -amount) for _, end, amount in spans])
    values, now, at = [], 0, 0
    for time in times:
        while at < len(changes) and changes[at][0] <= time:
            now += changes[at][1]
            at += 1
        values.append(now)
    return values


def panels_of(directory, times):
    """(title, {name: values}) of each panel."""
    services = json.loads((directory / "run.json").read_text(encoding="utf-8"))["scenario"]["services"]
    end = times[-1] + STEP_S
    jobs = [(float(job["start_s"]), float(job["end_s"] or end), float(job["tasks"]) * float(job["gpus"])) for job in rows(directory, "jobs.csv") if job["start_s"]]
    replicas = list(rows(directory, "replicas.csv"))
    gpus, counts, rates = {"jobs": held(jobs, times)}, {}, {}
    arrivals = {service["name"]: [0] * len(times) for service in services}
    for request in rows(directory, "requests.csv"):
        place = int(float(request["arrival_s"]) // STEP_S)
        if place < len(times):
            arrivals[request["service"]][place] += 1
    for service in services:
        name, demand = service["name"], service["demand"]
        spans = [(float(it["started_s"]), float(it["ended_s"] or end), 1) for it in replicas if it["service"] == name]
        counts[name] = held(spans, times)
        gpus[name] = [demand["gpus"] * demand.get("tasks", 1) * count for count in counts[name]]
        rates[name] = [count / STEP_S for count in arrivals[name]]
    return [("GPUs held", gpus), ("replicas", counts), ("requests a second", rates)]


def main():
    out, directory, until = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
    times = [STEP_S * i for i in range(int(until / STEP_S))]
    draw(out, [(title, {name: (times, values) for name, values in curves.items()}) for title, curves in panels_of(directory, times)], until)


if __name__ == "__main__":
    main()
