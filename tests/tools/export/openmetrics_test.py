#!/usr/bin/env python3
# openmetrics_test.py -- the text is OpenMetrics, and its samples are what jobs.csv and timeline.csv say.
"""usage: openmetrics_test.py SUANLI SHARED"""
import collections
import re

from export_case import ExportCase, cli_case, rows

EPOCH = 1_704_067_200  # 2024-01-01
SAMPLE = re.compile(r'(suanli_\w+)\{(.*)\} (\S+) (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)')
SUFFIXES = {"gauge": {""}, "counter": {"_total"}, "histogram": {"_bucket", "_count", "_sum"}}


class Metrics:
    """Reads the text as strictly as the standard wants it; `series` is {(name, frozenset of labels): {time: value}}."""

    def __init__(self, case, path):
        text = path.read_text(encoding="utf-8")
        case.assertTrue(text.endswith("\n# EOF\n"))
        self.series = collections.defaultdict(dict)
        self.types = {}
        family, kind, closed, last_series = None, None, set(), None
        for line in text.splitlines()[:-1]:
            if line.startswith("# TYPE "):
                family, kind = line.split()[2:]
                case.assertNotIn(family, self.types)  # each family in one piece
                self.types[family] = kind
            elif line.startswith("# UNIT "):
                _, _, name, unit = line.split()
                case.assertEqual(name, family)
                case.assertTrue(name.endswith("_" + unit), line)
            elif line.startswith("# HELP "):
                case.assertEqual(line.split()[2], family)
            else:
                name, labels, value, time = SAMPLE.fullmatch(line).groups()
                case.assertTrue(name.startswith(family) and name[len(family):] in SUFFIXES[kind], line)
                pairs = LABEL.findall(labels)
                case.assertEqual(",".join(f'{key}="{text}"' for key, text in pairs), labels)
                group = frozenset(pair for pair in pairs if pair[0] != "le")
                if group != last_series:  # a metric's samples in one piece too
                    case.assertNotIn((family, group), closed)
                    closed.add((family, group))
                    last_series = group
                points = self.series[name, frozenset(pairs)]
                case.assertTrue(not points or float(time) > next(reversed(points)), line)
                points[float(time)] = float(value)
            if line.startswith("# TYPE "):
                last_series = None

    def of(self, name, **labels):
        found = [points for (key, pairs), points in self.series.items() if key == name and set(labels.items()) <= pairs]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} series {name} {labels}")
        return {round(time - EPOCH, 3): value for time, value in found[0].items()}


class OpenMetrics(ExportCase):
    def metrics(self, directory, *options):
        self.expect(0, "export", "openmetrics", directory, *options)
        return Metrics(self, directory / "metrics.om")

    # See export_case; every second from 0 to 30.
    def test_the_drawn_case_by_hand(self):
        metrics = self.metrics(self.drawn())
        queued = metrics.of("suanli_queued_jobs", scenario="drawn", policy="fcfs", seed="3")
        self.assertEqual(len(queued), 31)
        self.assertEqual([queued[t] for t in (0, 1, 2, 3, 4, 5, 9, 10, 15, 30)], [0, 1, 2, 3, 4, 4, 4, 0, 0, 0])
        running = metrics.of("suanli_running_jobs")
        self.assertEqual([running[t] for t in (0, 9, 10, 11, 12, 15, 19, 20, 29, 30)], [1, 1, 4, 4, 3, 3, 3, 1, 1, 0])
        gpus = metrics.of("suanli_busy_devices", kind="gpu")
        self.assertEqual([gpus[t] for t in (0, 9, 10, 19, 20, 29, 30)], [2, 2, 1, 1, 0.5, 0.5, 0])
        self.assertEqual(set(metrics.of("suanli_devices", kind="cpu").values()), {4})
        self.assertEqual(metrics.of("suanli_ended_jobs_total", status="rejected")[5], 1)
        self.assertEqual(metrics.of("suanli_ended_jobs_total", status="completed")[30], 6)
        self.assertEqual(metrics.of("suanli_submitted_jobs_total")[30], 7)
        # waits 0, 9, 8, 7, 6 and 0 s
        self.assertEqual((metrics.of("suanli_wait_seconds_sum")[9], metrics.of("suanli_wait_seconds_sum")[30]), (0, 30))
        self.assertEqual([metrics.of("suanli_wait_seconds_bucket", le=le)[30] for le in ("0.0", "60.0", "+Inf")], [2, 6, 6])
        self.assertEqual(metrics.of("suanli_wait_seconds_count")[30], 6)
        self.assertNotIn("suanli_power_watts", metrics.types)

    def test_quickstart_agrees_with_the_timeline_that_the_run_sampled(self):
        directory = self.quickstart()
        metrics = self.metrics(directory)
        columns = {"queued_jobs": metrics.of("suanli_queued_jobs"), "running_jobs": metrics.of("suanli_running_jobs"),
                   "busy_gpus": metrics.of("suanli_busy_devices", kind="gpu"), "busy_cpus": metrics.of("suanli_busy_devices", kind="cpu"),
                   "busy_fpgas": metrics.of("suanli_busy_devices", kind="fpga"), "down_nodes": metrics.of("suanli_down_nodes")}
        timeline = rows(directory / "timeline.csv")
        self.assertGreater(len(timeline), 200)
        for row in timeline:
            for column, points in columns.items():
                self.assertEqual(points[float(row["time_s"])], float(row[column]), (row["time_s"], column))
        fragmentation = metrics.of("suanli_gpu_fragmentation_ratio")
        self.assertEqual(fragmentation[1215.0], float(timeline[2]["fragmentation"]))

    def test_counters_end_at_the_totals_of_the_jobs(self):
        directory = self.quickstart()
        metrics = self.metrics(directory, "--step", "977.5")
        jobs = rows(directory / "jobs.csv")
        last = max(metrics.of("suanli_queued_jobs"))
        self.assertEqual(metrics.of("suanli_submitted_jobs_total")[last], len(jobs))
        self.assertEqual(metrics.of("suanli_ended_jobs_total", status="completed")[last], len(jobs))
        self.assertAlmostEqual(metrics.of("suanli_wait_seconds_sum")[last], sum(float(row["wait_s"]) for row in jobs), places=3)
        for bound in (0, 60, 3600, 86400):
            self.assertEqual(metrics.of("suanli_wait_seconds_bucket", le=f"{bound}.0")[last], sum(float(row["wait_s"]) <= bound for row in jobs))

    def test_nodes_are_there_when_asked_for(self):
        directory = self.quickstart()
        metrics = self.metrics(directory, "--nodes", "--step", "600")
        whole = metrics.of("suanli_busy_devices", kind="gpu")
        parts = [points for (name, labels), points in metrics.series.items() if name == "suanli_node_busy_devices" and ("kind", "gpu") in labels]
        self.assertEqual(len(parts), sum(row["device_kind"] == "gpu" for row in rows(directory / "nodes.csv")))
        for time, value in whole.items():
            self.assertAlmostEqual(sum(points[time + EPOCH] for points in parts), value, places=6)

    # See export_case; every second from 0 to 6.
    def test_services_by_hand(self):
        metrics = self.metrics(self.served())
        of = lambda name, **labels: list(metrics.of(name, service="work", **labels).values())
        self.assertEqual(of("suanli_outstanding_requests"), [1, 2, 2, 2, 1, 1, 0])
        self.assertEqual(of("suanli_replicas"), [1, 1, 1, 1, 1, 1, 1])
        self.assertEqual(of("suanli_arrived_requests_total"), [1, 2, 3, 4, 4, 4, 4])
        self.assertEqual(of("suanli_ended_requests_total", status="completed"), [0, 0, 1, 1, 2, 2, 3])
        self.assertEqual(of("suanli_ended_requests_total", status="rejected"), [0, 0, 0, 1, 1, 1, 1])
        self.assertEqual([of("suanli_latency_seconds_bucket", le=le)[-1] for le in ("1.0", "2.0", "5.0", "+Inf")], [0, 1, 3, 3])
        self.assertEqual(of("suanli_latency_seconds_sum"), [0, 0, 2, 2, 5, 5, 9])
        self.assertNotIn("suanli_replicas", self.metrics(self.drawn()).types)

    def test_epoch_step_and_labels_are_the_users(self):
        self.drawn()
        self.write("odd.json", (self.folder / "drawn.json").read_text(encoding="utf-8").replace('"drawn"', '"a \\"b\\" \\\\ c"'))
        directory = self.finished("odd.json", "odd")
        metrics = self.metrics(directory, "--epoch", "1970-01-02T00:00:00+01:00", "--step", "0.5")
        points = next(points for (name, _), points in metrics.series.items() if name == "suanli_queued_jobs")
        self.assertEqual((min(points), max(points), len(points)), (82800, 82830, 61))
        self.assertIn('scenario="a \\"b\\" \\\\ c"', (directory / "metrics.om").read_text(encoding="utf-8"))

    def test_the_default_step_keeps_to_ten_thousand_samples_and_is_told(self):
        directory = self.quickstart()
        done = self.expect(0, "export", "openmetrics", directory)
        self.assertIn("one every 15 s", done.stderr)
        done = self.expect(0, "export", "openmetrics", directory, "--step", "600")
        self.assertIn("--query.lookback-delta=600s", done.stderr)

    def test_what_cannot_be(self):
        directory = self.drawn()
        for option, value in (("--step", "0"), ("--step", "0.001"), ("--step", "often"), ("--epoch", "yesterday"), ("--epoch", "2024-13-01")):
            self.refuse(2, "export", "openmetrics", directory, option, value, says=option)
        self.refuse(2, "export", "perfetto", directory, "--nodes", says="--nodes is for export openmetrics only")
        self.refuse(2, "export", "openmetrics", self.quickstart(), "--step", "0.02", says="more than 20 million samples")
        served = self.served()
        self.refuse(2, "export", "openmetrics", served, "--step", "0.00001", says="--step")
        (served / "replicas.csv").write_text("service,started_s,ended_s\nplay,0,\n", encoding="utf-8")
        self.refuse(3, "export", "openmetrics", served, says=("replicas.csv:2", "a service of run.json"))
        (directory / "timeline.csv").write_text("time_s\nx\n", encoding="utf-8")
        self.refuse(3, "export", "openmetrics", directory, says='no column "power_w"')


if __name__ == "__main__":
    cli_case.run()
