#!/usr/bin/env python3
# kubernetes_test.py -- the manifest is consistent, and its commands with the environment of an Indexed Job give the bytes of one process.
"""usage: kubernetes_test.py SUANLI SHARED"""
import subprocess
import sys

from cluster_case import CLUSTER, SHARDS, ClusterCase, cli_case

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)


class Kubernetes(ClusterCase):
    def setUp(self):
        super().setUp()
        text = (CLUSTER / "kubernetes_sweep.yaml").read_text(encoding="utf-8")
        self.shards, self.merge = yaml.safe_load_all(text)

    @staticmethod
    def container(job):
        (container,) = job["spec"]["template"]["spec"]["containers"]
        return container

    def environment_of(self, job):
        return {variable["name"]: variable["value"] for variable in self.container(job)["env"]}

    def test_the_parts_agree(self):
        for job in (self.shards, self.merge):
            self.assertEqual((job["apiVersion"], job["kind"]), ("batch/v1", "Job"))
            pod = job["spec"]["template"]["spec"]
            self.assertIn(pod["restartPolicy"], ("OnFailure", "Never"))
            self.assertEqual({mount["name"] for mount in self.container(job)["volumeMounts"]}, {volume["name"] for volume in pod["volumes"]})
            self.assertEqual(self.environment_of(job), {"SUANLI_SHARDS": str(self.shards["spec"]["completions"])})
            self.assertTrue(all(isinstance(word, str) for word in self.container(job)["command"]))
            self.assertRegex(job["metadata"]["name"], r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        self.assertEqual(self.shards["spec"]["completionMode"], "Indexed")
        self.assertLessEqual(self.shards["spec"]["parallelism"], self.shards["spec"]["completions"])
        self.assertEqual(self.container(self.shards)["image"], self.container(self.merge)["image"])
        (mount,) = self.container(self.shards)["volumeMounts"]
        self.assertIn(f"{mount['mountPath']}/results", self.container(self.shards)["command"])
        threads = self.container(self.shards)["command"][self.container(self.shards)["command"].index("-j") + 1]
        self.assertEqual(threads, self.container(self.shards)["resources"]["requests"]["cpu"])

    def pod(self, job, **environment):
        """What a pod does, with the test's folder as its volume."""
        command = [word.replace("/sweeps/", f"{self.folder}/") for word in self.container(job)["command"]]
        self.assertEqual(command[0], "suanli")
        return subprocess.run([cli_case.SUANLI, *command[1:]], cwd="/", env=self.environment(**environment), capture_output=True, text=True,
                              check=False, timeout=120)

    def test_all_pods_and_the_merge_give_the_bytes_of_one_process(self):
        count = {"SUANLI_SHARDS": str(SHARDS)}
        self.assertNotEqual(self.pod(self.merge, **count).returncode, 0)  # nothing is there yet: it is started again
        for index in (3, 0, 2):
            done = self.pod(self.shards, JOB_COMPLETION_INDEX=str(index), **count)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.pod(self.merge, **count).returncode, 1)
        self.assertEqual(self.pod(self.shards, JOB_COMPLETION_INDEX="1", **count).returncode, 0)
        self.assertEqual(self.pod(self.merge, **count).returncode, 0)
        self.assertEqual(self.joined("results"), self.whole())

    def test_an_index_without_a_count_is_an_error(self):
        self.assertEqual(self.pod(self.shards, JOB_COMPLETION_INDEX="1").returncode, 3)


if __name__ == "__main__":
    cli_case.run()
