#!/usr/bin/env python3
# capacity_test.py -- suanli capacity on services whose answer is known: replicas, rates, limits, errors.
"""usage: capacity_test.py SUANLI"""
import csv
import io

import cli_case
from cli_case import CliCase

# Every second a request of two seconds: in turns to two replicas nobody waits; behind one the queue grows without end.
REQUESTS = [{"id": i, "arrival_s": i, "duration_s": 2} for i in range(100)]


class Capacity(CliCase):
    def write_scenario(self, service=(), jobs=(), requests=REQUESTS, nodes=4, **keys):
        self.write("requests.json", {"format": "suanli-trace", "version": 1, "jobs": jobs, "requests": requests})
        pools = [{"name": "node", "zone": "here", "count": nodes, "cpus": 2, "memory_gib": 8}]
        services = [{"name": "work", "demand": {"cpus": 1}, "slo": {"latency_s": 2}, **dict(service)}]
        self.write("serve.json", {**cli_case.SCENARIO, "cluster": {"zones": [{"name": "here"}], "pools": pools},
                                  "workload": {"trace": "requests.json"}, "services": services, **keys})

    def capacity(self, code, *arguments, **changes):
        self.write_scenario(**changes)
        return self.expect(code, "capacity", "serve.json", *arguments)

    def answer(self, *arguments, **changes):
        rows = list(csv.DictReader(io.StringIO(self.capacity(0, *arguments, "--format", "csv", **changes).stdout)))
        answers = [row for row in rows if row["answer"] == "yes"]
        self.assertEqual(len(answers), 1)
        return answers[0], rows

    def test_two_replicas_do_and_one_does_not(self):
        found, rows = self.answer(service={"replicas": 6})
        self.assertEqual((found["replicas"], found["attainment"], found["replications"], found["verdict"]), ("2", "1", "1", "meets"))
        one = next(row for row in rows if row["replicas"] == "1")
        self.assertEqual((one["attainment"], one["verdict"]), ("0.01", "fails"))  # the first request alone finds it free
        text = self.capacity(0, service={"replicas": 6}).stdout
        self.assertIn("2 replicas meet it (100.0 %); 1 replica would not do (1.0 %)", text)
        self.assertIn("       1     1       1.0 %      100  fails\n       2     1     100.0 %        2  meets\n", text)
        self.assertIn("bound: 2 replicas (2) if every one were always busy", text)

    def test_a_lower_goal_needs_less(self):
        found, _ = self.answer("--attainment", "0.01", service={"replicas": 6})
        self.assertEqual(found["replicas"], "1")

    def test_the_highest_rate_of_two_replicas(self):
        # They answer one request a second; two per cent more and the queue grows.
        found, rows = self.answer("--vary", "rate", service={"replicas": 2})
        self.assertEqual((found["requests_per_s"], found["attainment"]), ("1", "1"))
        self.assertTrue(any(float(row["requests_per_s"]) > 1 and row["verdict"] == "fails" for row in rows))

    def test_jobs_that_describe_their_work_are_there_too(self):
        job = {"id": "j", "submit_s": 0, "gpus": 8, "cpus": 4, "work": {"model": "resnet-50", "steps": 5000, "batch": 2048}}
        pool = {"name": "gpu", "count": 2, "cpus": 8, "memory_gib": 512, "devices": [{"model": "a100-sxm-80gb", "count": 8}], "network_gb_per_s": 100}
        changes = {"jobs": [job], "service": {"replicas": 2}, "cluster": {"pools": [pool]}}
        self.assertEqual(self.answer(**changes)[0]["replicas"], "2")
        self.assertEqual(self.answer("--vary", "rate", **changes)[0]["requests_per_s"], "1")

    def test_more_than_the_cluster_holds(self):
        done = self.capacity(1, nodes=1, service={"slo": {"latency_s": 1.5}})
        self.assertIn("not even 2 replicas meet it", done.stdout)

    def test_the_table_is_kept(self):
        self.capacity(0, "-o", "kept")
        rows = list(csv.DictReader(io.StringIO((self.folder / "kept/capacity.csv").read_text(encoding="utf-8"))))
        self.assertEqual([row["replicas"] for row in rows if row["answer"] == "yes"], ["2"])

    def test_a_run_that_a_limit_ends_says_nothing(self):
        done = self.capacity(6, limits={"max_events": 20})
        self.assertIn("a run of the search was not finished: max_events", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_what_is_asked_wrongly(self):
        self.write_scenario()
        self.refuse(2, "capacity", "serve.json", "--attainment", "2", says="share above 0 and at most 1")
        self.refuse(2, "capacity", "serve.json", "--attainment", "0.9x", says="0.9x")
        self.refuse(2, "capacity", "serve.json", "--vary", "cost", says="replicas or rate")
        self.refuse(2, "capacity", "serve.json", "--service", "works", says='did you mean "work"')
        self.refuse(3, "capacity", "scenario.json", says="there is no service to ask about")
        self.write_scenario(requests=REQUESTS[:1])
        self.refuse(3, "capacity", "serve.json", says="has 1 requests: no rate to ask about")


if __name__ == "__main__":
    cli_case.run()
