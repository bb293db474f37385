#!/usr/bin/env python3
# prometheus_test.py -- a real Prometheus takes the exports, answers with the numbers of jobs.csv and feeds every panel of the dashboard.
"""usage: prometheus_test.py SUANLI SHARED"""
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from export_case import ExportCase, ROOT, cli_case, rows

EPOCH = 1_704_067_200  # 2024-01-01
START_S = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Prometheus:
    """A server on the loopback over blocks that are there already."""

    def __init__(self, folder, data):
        config = folder / "prometheus.yml"
        config.write_text("global: {}\n", encoding="utf-8")
        self.address = f"127.0.0.1:{free_port()}"
        self.log = open(folder / "prometheus.log", "w", encoding="utf-8")
        self.server = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "prometheus", f"--config.file={config}", f"--storage.tsdb.path={data}",
                                        "--storage.tsdb.retention.time=100y", f"--web.listen-address={self.address}"], stdout=self.log, stderr=self.log)
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def wait_until_ready(self):
        for _ in range(START_S * 10):
            if self.server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("prometheus did not start:\n" + pathlib.Path(self.log.name).read_text(encoding="utf-8"))

    def stop(self):
        self.server.kill()
        self.server.wait()
        self.log.close()

    def query(self, expression, at):
        """The series of an instant query, at seconds of simulated time."""
        query = urllib.parse.urlencode({"query": expression, "time": EPOCH + at})
        try:
            with urllib.request.urlopen(f"http://{self.address}/api/v1/query?{query}", timeout=20) as answer:
                return json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{expression}: {error.read().decode()}") from error

    def value(self, expression, at):
        found = self.query(expression, at)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} series for {expression}")
        return float(found[0]["value"][1])


class RealPrometheus(ExportCase):
    def setUp(self):
        super().setUp()
        self.easy = self.quickstart("easy")
        self.fcfs = self.finished(ROOT / "scenarios/quickstart.json", "fcfs", "--policy", "scheduling=fcfs")
        data = self.folder / "data"
        for directory in (self.easy, self.fcfs):
            self.expect(0, "export", "openmetrics", directory, "--step", "30")
            done = subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h", directory / "metrics.om", data],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.server = Prometheus(self.folder, data)
        self.addCleanup(self.server.stop)

    def test_it_answers_what_the_files_say(self):
        for directory, policy in ((self.easy, "easy_backfill"), (self.fcfs, "fcfs")):
            jobs = [{key: float(row[key]) for key in ("submit_s", "start_s", "end_s", "gpus", "tasks", "wait_s")} for row in rows(directory / "jobs.csv")]
            only = f'{{policy="{policy}",scenario="quickstart",seed="1"}}'
            for at in (0, 30, 36_000, 60_030, 90_000, 120_000):
                queued = sum(job["submit_s"] <= at < job["start_s"] for job in jobs)
                running = [job for job in jobs if job["start_s"] <= at < job["end_s"]]
                self.assertEqual(self.server.value("suanli_queued_jobs" + only, at), queued, at)
                self.assertEqual(self.server.value("suanli_running_jobs" + only, at), len(running), at)
                self.assertAlmostEqual(self.server.value('suanli_busy_devices{kind="gpu",' + only[1:], at),
                                       sum(job["gpus"] * job["tasks"] for job in running), places=6)
                self.assertEqual(self.server.value('suanli_ended_jobs_total{status="completed",' + only[1:], at), sum(job["end_s"] <= at for job in jobs))
                started = [job["wait_s"] for job in jobs if job["start_s"] <= at]
                self.assertAlmostEqual(self.server.value("suanli_wait_seconds_sum" + only, at), sum(started), places=3)
                self.assertEqual(self.server.value('suanli_wait_seconds_bucket{le="3600.0",' + only[1:], at), sum(wait <= 3600 for wait in started))

        # within one step of any sample the answer is that of the sample: the look-back of five minutes finds it
        self.assertEqual(self.server.value('suanli_devices{policy="fcfs",kind="gpu"}', 60_044), 80)
        self.check_dashboard()

    def check_dashboard(self):
        board = json.loads((ROOT / "tools/export/grafana_dashboard.json").read_text(encoding="utf-8"))
        variables = {variable["name"] for variable in board["templating"]["list"]}
        self.assertEqual(variables, {"datasource", "scenario", "policy", "seed"})
        self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
        for panel in board["panels"]:
            self.assertEqual(panel["gridPos"].keys(), {"x", "y", "w", "h"})
            self.assertEqual(panel["datasource"]["uid"], "${datasource}")
            self.assertTrue(panel["targets"])
            for target in panel["targets"]:
                expression = target["expr"].replace("$__range", "2d")
                for name in ("scenario", "policy", "seed"):
                    expression = expression.replace(f'"${name}"', '".*"')
                self.assertNotIn("$", expression)
                found = self.server.query(expression, 90_000)
                self.assertEqual({series["metric"]["policy"] for series in found}, {"easy_backfill", "fcfs"}, expression)
                self.assertTrue(any(float(series["value"][1]) > 0 for series in found), expression)
        for variable in board["templating"]["list"][1:]:
            # label_values(SERIES, LABEL): the label has values for the series
            series, label = variable["definition"].removeprefix("label_values(").removesuffix(")").rsplit(", ", 1)
            for name in ("scenario", "policy"):
                series = series.replace(f'"${name}"', '".*"')
            self.assertTrue(all(found["metric"][label] for found in self.server.query(series, 90_000)))


if __name__ == "__main__":
    for program in ("prometheus", "promtool"):
        if shutil.which(program) is None:
            print(f"skipped: {program} is not installed")
            sys.exit(77)
    cli_case.run()
