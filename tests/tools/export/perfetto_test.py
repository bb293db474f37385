#!/usr/bin/env python3
# perfetto_test.py -- the trace says what the CSV files say, on tracks where slices nest.
"""usage: perfetto_test.py SUANLI SHARED"""
import collections
import json
from decimal import Decimal

from export_case import ExportCase, JOBS, SCENARIO, cli_case, rows

CLUSTER, QUEUE = 1, 2  # process ids


def device_count(cell):
    """How many devices "g0-7+f1" names."""
    count = 0
    for part in cell.split("+"):
        first, _, last = part[1:].partition("-")
        count += int(last or first) - int(first) + 1
    return count


class Trace:
    def __init__(self, path):
        self.document = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        self.events = self.document["traceEvents"]
        self.processes = {e["pid"]: e["args"]["name"] for e in self.events if e["name"] == "process_name" and e["ph"] == "M"}
        self.threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in self.events if e["name"] == "thread_name"}
        self.slices = [e for e in self.events if e["ph"] == "X"]
        self.on_nodes = [e for e in self.slices if e["pid"] > QUEUE]

    def track(self, event):
        return self.processes[event["pid"]], self.threads[event["pid"], event["tid"]]

    def counter(self, name):
        return [(e["ts"], list(e["args"].values())) for e in self.events if e["ph"] == "C" and e["name"] == name]


class PerfettoCase(ExportCase):
    def trace(self, directory, *options):
        self.expect(0, "export", "perfetto", directory, *options)
        return Trace(directory / "trace.perfetto.json")

    def assert_nested(self, trace):
        """On each track any two slices lie apart or one within the other."""
        tracks = collections.defaultdict(list)
        for event in trace.slices:
            tracks[event["pid"], event["tid"]].append((event["ts"], -event["dur"]))
        for track, slices in tracks.items():
            open_ends = []
            for start, minus_length in sorted(slices):
                while open_ends and open_ends[-1] <= start:
                    open_ends.pop()
                self.assertTrue(not open_ends or start - minus_length <= open_ends[-1], (track, start))
                open_ends.append(start - minus_length)
        # numbers of processes and threads are one space
        self.assertEqual(len({tid for _, tid in trace.threads}), len(trace.threads))
        self.assertFalse({tid for _, tid in trace.threads} & set(trace.processes))
        self.assertEqual(len({e["args"]["sort_index"] for e in trace.events if e["name"] == "thread_sort_index"}), len(trace.threads))

    def assert_agrees(self, trace, directory):
        """With jobs.csv and nodes.csv, for a run of whole seconds that is measured whole."""
        jobs = [row for row in rows(directory / "jobs.csv") if row["start_s"]]
        held = sum(device_count(cell) for row in jobs for cell in row["devices"].split(";") if cell)
        plain = sum(len(row["nodes"].split(";")) for row in jobs if not row["devices"])
        self.assertEqual(len(trace.on_nodes), held + plain)
        self.assert_nested(trace)
        busy = collections.Counter()
        cpu_parts = {}
        cpus = {row["job_id"]: float(row["cpus"]) for row in jobs}
        tasks = {(row["job_id"], place.rpartition(":")[0]): int(place.rpartition(":")[2]) for row in jobs for place in row["nodes"].split(";")}
        for event in trace.on_nodes:
            node, name = trace.track(event)
            kind = name.split()[0]
            self.assertEqual(event["cat"], kind)
            busy[node, kind] += 0 if kind == "cpu" else event["dur"] * event["args"]["held"]
            cpu_parts[event["args"]["job"], node] = event["dur"]
        for (job, node), length in cpu_parts.items():
            busy[node, "cpu"] += length * Decimal(cpus[job]) * tasks[job, node]
        seen = 0
        for row in rows(directory / "nodes.csv"):
            self.assertAlmostEqual(float(busy[row["node"], row["device_kind"]]), float(row["busy_device_s"]) * 1e6, delta=1, msg=row)
            seen += row["device_kind"] != "cpu" and float(row["busy_device_s"]) > 0
        return seen


class Drawn(PerfettoCase):
    # See export_case: what is on which track, in seconds.
    def test_the_drawn_case_is_what_was_drawn(self):
        trace = self.trace(self.drawn())
        found = sorted((*trace.track(e), e["name"], e["ts"] // 10**6, e["dur"] // 10**6, e["args"]["held"]) for e in trace.on_nodes)
        self.assertEqual(found, [("node", "cpu 0", "007", 15, 5, 1), ("node", "cpu 0", "plain-2", 10, 2, 1), ("node", "cpu 1", "plain-1", 10, 5, 1),
                                 ("node", "gpu 0", "half-2", 10, 10, Decimal("0.5")), ("node", "gpu 0", "whole", 0, 10, 1),
                                 ("node", "gpu 0 (2)", "half-1", 10, 20, Decimal("0.5")), ("node", "gpu 1", "whole", 0, 10, 1)])
        whole = next(e for e in trace.on_nodes if e["name"] == "plain-2")
        self.assertEqual(whole["args"], {"job": "plain-2", "tenant": 'say "hi", \\ \u7b97', "user": "", "tasks": 1, "submit_s": 4, "wait_s": 6,
                                         "wait_reason": "priority", "status": "completed", "held": 1})

    def test_counters_and_waits(self):
        trace = self.trace(self.drawn())
        self.assertEqual(trace.counter("running jobs")[0], (0, [1]))
        self.assertEqual([value for _, (value,) in trace.counter("queued jobs")], [0, 1, 2, 3, 4, 0])
        self.assertEqual(trace.counter("busy gpus"), [(0, [2]), (10 * 10**6, [1]), (20 * 10**6, [Decimal("0.5")]), (30 * 10**6, [0])])
        waits = sorted((e["name"], e["ts"] // 10**6, e["dur"] // 10**6) for e in trace.slices if e["pid"] == QUEUE)
        self.assertEqual(waits, [("half-1", 1, 9), ("half-2", 2, 8), ("plain-1", 3, 7), ("plain-2", 4, 6)])
        self.assertEqual(trace.processes[CLUSTER], "cluster")
        self.assertEqual(trace.document["otherData"], {"scenario": "drawn", "scheduling": "fcfs", "placement": "best_fit", "seed": 3})

    def test_counters_of_services(self):
        trace = self.trace(self.served())
        self.assertEqual([(at // 10**6, value) for at, (value,) in trace.counter("requests of work")], [(0, 1), (1, 2), (4, 1), (6, 0)])
        self.assertEqual(trace.counter("replicas of work"), [(0, [1])])

    def test_the_drawn_case_agrees_with_its_files(self):
        directory = self.drawn()
        self.assertEqual(self.assert_agrees(self.trace(directory), directory), 1)

    def test_the_limit_cuts_slices_not_counters_and_is_told(self):
        directory = self.drawn()
        whole = self.trace(directory)
        done = self.expect(0, "export", "perfetto", directory, "--limit", "2")
        self.assertIn("only the first 2 of 6 jobs that ran are drawn", done.stderr)
        cut = Trace(directory / "trace.perfetto.json")
        self.assertEqual({e["name"] for e in cut.on_nodes}, {"whole", "half-1"})
        self.assertEqual(cut.counter("running jobs"), whole.counter("running jobs"))
        self.refuse(2, "export", "perfetto", directory, "--limit", "0", says="--limit")
        self.refuse(2, "export", "sqlite", directory, "--limit", "2", says="--limit is for export perfetto only")


class Runs(PerfettoCase):
    def test_quickstart_agrees_with_its_files(self):
        directory = self.quickstart()
        trace = self.trace(directory)
        self.assertGreater(self.assert_agrees(trace, directory), 10)
        self.assertIn("fpga 1", trace.threads.values())

    def test_shares_agree_with_their_files(self):
        directory = self.finished(cli_case.ROOT / "scenarios/gpu-sharing.json", "shares", "--set", "/workload/generate/jobs=1500")
        trace = self.trace(directory)
        self.assert_nested(trace)
        jobs = [row for row in rows(directory / "jobs.csv") if row["start_s"]]
        self.assertGreater(sum(name.endswith("(2)") for name in trace.threads.values()), 1)
        for kind, index in (("gpu", "gpus"), ("fpga", "fpgas")):
            expected = sum(float(row[index]) * int(row["tasks"]) * float(row["run_s"]) for row in jobs)
            found = sum(e["dur"] * e["args"]["held"] for e in trace.on_nodes if e["cat"] == kind)
            self.assertAlmostEqual(float(found) / 1e6, expected, delta=1e-4 + 1e-6 * len(trace.on_nodes))

    def test_more_waits_than_lanes_are_told(self):
        jobs = [{"id": str(i), "submit_s": 0, "cpus": 4, "duration_s": 1 + i % 3} for i in range(200)]
        self.write("many.json", {"format": "suanli-trace", "version": 1, "jobs": jobs})
        self.write("queue.json", dict(SCENARIO, workload={"trace": "many.json"}))
        directory = self.finished("queue.json", "queue")
        done = self.expect(0, "export", "perfetto", directory)
        self.assertIn("135 of 199 waits found no lane", done.stderr)
        trace = Trace(directory / "trace.perfetto.json")
        self.assertEqual(len([e for e in trace.slices if e["pid"] == QUEUE]), 64)
        self.assert_agrees(trace, directory)

    def test_times_near_the_end_of_simulated_time_stay_exact(self):
        century = 3_155_760_000
        jobs = [dict(JOBS[0], id=f"late-{i}", submit_s=2.91 * century + i, duration_s=0.0000015) for i in range(3)]
        jobs += [{"id": "nothing", "submit_s": 2.91 * century, "cpus": 1, "duration_s": 0}]
        self.write("late.json", {"format": "suanli-trace", "version": 1, "jobs": jobs})
        self.write("late-scenario.json", dict(SCENARIO, workload={"trace": "late.json"}))
        directory = self.finished("late-scenario.json", "late")
        trace = self.trace(directory)
        self.assert_nested(trace)
        starts = {row["job_id"]: Decimal(row["start_s"]) for row in rows(directory / "jobs.csv")}
        for event in trace.on_nodes:
            self.assertIsInstance(event["ts"], int)
            self.assertEqual(event["ts"], int(starts[event["name"]] * 10**6))
        self.assertGreater(max(event["ts"] for event in trace.on_nodes), 2**53)

    def test_jobs_cut_off_by_the_end_run_until_then(self):
        self.drawn()
        done = self.suanli("run", "drawn.json", "-o", "cut", "--quiet", "--set", "/limits/max_simulated_s=12")
        self.assertEqual(done.returncode, 6, done.stderr)
        trace = self.trace(self.folder / "cut")
        end = json.loads((self.folder / "cut/run.json").read_text(encoding="utf-8"))["end_s"]
        half = next(e for e in trace.on_nodes if e["name"] == "half-1")
        self.assertEqual((half["ts"] + half["dur"], half["args"]["status"]), (end * 10**6, "unfinished"))
        self.assert_nested(trace)

    def test_equal_runs_give_equal_bytes(self):
        first, second = self.drawn("a"), self.drawn("b")
        self.trace(first)
        self.expect(0, "export", "perfetto", second, "-o", "elsewhere.json")
        self.assertEqual((first / "trace.perfetto.json").read_bytes(), (self.folder / "elsewhere.json").read_bytes())
        self.assertFalse((second / "trace.perfetto.json").exists())


class Errors(PerfettoCase):
    def test_what_is_no_run_and_what_is_damaged(self):
        directory = self.drawn()
        (self.folder / "empty").mkdir()
        self.refuse(3, "export", "perfetto", "nowhere", says="no such directory")
        self.refuse(3, "export", "perfetto", "empty", says=("holds no jobs.csv", "holds no nodes.csv", "holds no run.json"))
        whole = (directory / "jobs.csv").read_text(encoding="utf-8")
        for old, new, says in (("node:1", "edon:1", 'node "edon" is not in nodes.csv'), ("node:1", "node", "node:tasks;node:tasks is wanted"),
                               ("g0-1", "g1-0", "devices as g0-7;g0-3+f1 is wanted"), ("completed", "complete", "how a job can end"),
                               ("whole,red,,0,1,", "whole,red,,0,-1,", "no job of a run has this demand"),
                               ("whole,red,,0,1,2,", "whole,red,,0,4000000,4000000000,", "no job of a run has this demand"),
                               (",devices", ",device", 'no column "devices"'), ("whole,red,,0,1,2,2,0,0,0,10", "whole,red,,0,1,2,2,0,0,10,0", "ends before"),
                               ("\nhalf-1,blue,,0,1,0,0.5", "\nhalf-1,blue,,0,1,0,0.5e-5", "at most three decimals")):
            self.assertIn(old, whole)
            (directory / "jobs.csv").write_text(whole.replace(old, new), encoding="utf-8")
            self.refuse(3, "export", "perfetto", directory, says=says)


if __name__ == "__main__":
    cli_case.run()
