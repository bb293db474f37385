#!/usr/bin/env python3
# slurm_test.py -- a real Slurm on the loopback runs a sweep as an array job, one task fails, the hole is filled: the bytes of one process.
"""usage: slurm_test.py SUANLI SHARED"""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from cluster_case import SHARDS, ClusterCase, cli_case

PROGRAMS = ("munged", "munge", "slurmctld", "slurmd", "sbatch", "scontrol", "scancel", "setpriv")
CONFIGURATION = """ClusterName=lab
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/munge
AuthInfo=socket={work}/munge/munge.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation={work}/state
SlurmdSpoolDir={work}/spool
SlurmctldPidFile={work}/slurmctld.pid
SlurmdPidFile={work}/slurmd.pid
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,sched_interval=1,bf_interval=1
DefMemPerCPU=100
ReturnToService=2
MpiDefault=none
MailProg=/bin/true
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
MinJobAge=300
EpilogMsgTime=0
CompleteWait=0
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=1000 State=UNKNOWN
PartitionName=debug Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slurm:
    """munged, slurmctld and slurmd as children of this process, which end with it."""

    def __init__(self):
        self.daemons = []
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="suanli-slurm-"))
        self.work.chmod(0o711)  # munged, another user, must get through
        for name in ("munge", "state", "spool"):
            (self.work / name).mkdir(mode=0o711)
        self.configuration = self.work / "slurm.conf"
        self.environment = {"SLURM_CONF": str(self.configuration)}
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self):
        key = self.work / "munge/munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        for path in (self.work / "munge", key):
            shutil.chown(path, "munge", "munge")
        self.configuration.write_text(CONFIGURATION.format(host=socket.gethostname().split(".")[0], work=self.work, controller_port=free_port(),
                                                           node_port=free_port(), cpus=min(2, os.cpu_count())), encoding="utf-8")
        munge = self.work / "munge"
        self.daemon("munged", "--foreground", "--force", f"--socket={munge}/munge.socket", f"--key-file={key}", f"--pid-file={munge}/munged.pid",
                    f"--seed-file={munge}/munged.seed", "--num-threads=2", user=("--reuid=munge", "--regid=munge", "--clear-groups"))
        self.wait("munge", lambda: (munge / "munge.socket").exists())
        self.daemon("slurmctld", "-D", "-f", self.configuration)
        self.daemon("slurmd", "-D", "-f", self.configuration)
        self.wait("an idle node", lambda: "State=IDLE" in self.scontrol("show", "node"))

    def daemon(self, program, *arguments, user=()):
        log = open(self.work / f"{program}.out", "w", encoding="utf-8")
        self.daemons.append((subprocess.Popen(["setpriv", *user, "--pdeathsig", "KILL", program, *map(str, arguments)], stdout=log, stderr=log,
                                              env={**os.environ, **self.environment}), log))

    def scontrol(self, *words):
        return subprocess.run(["scontrol", "--oneliner", *words], env={**os.environ, **self.environment}, capture_output=True, text=True, check=False,
                              timeout=30).stdout

    def wait(self, what, there, seconds=30):
        end = time.monotonic() + seconds
        while not there():
            dead = [daemon.args for daemon, _ in self.daemons if daemon.poll() is not None]
            if dead or time.monotonic() > end:
                logs = "\n".join(path.read_text(encoding="utf-8")[-2000:] for path in sorted(self.work.glob("*.out")))
                raise RuntimeError(f"no {what} after {seconds} s; ended: {dead}\n{logs}")
            time.sleep(0.1)

    def outcome(self, job):
        """State and exit code of a job, once it has ended."""
        def fields():
            text = self.scontrol("show", "job", job).splitlines()[-1]
            return dict(word.split("=", 1) for word in text.split() if "=" in word)
        self.wait(f"end of job {job}", lambda: fields()["JobState"] not in ("PENDING", "RUNNING", "COMPLETING"), 100)
        return fields()["JobState"], fields()["ExitCode"]

    def stop(self):
        if len(self.daemons) == 3:
            subprocess.run(["scancel", "--user=root", "--quiet"], env={**os.environ, **self.environment}, capture_output=True, check=False, timeout=30)
        for daemon, log in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
            log.close()
        shutil.rmtree(self.work, ignore_errors=True)


class Arguments(ClusterCase):
    def test_arguments_are_checked(self):
        self.check_arguments("slurm_sweep")
        for indices, says in (("4", "index 4 is not below SHARDS (4)"), ("1,9-10", "index 10 is not below"), ("x", "indices as 3,7 or 0-15"),
                              ("1,,2", "indices as 3,7 or 0-15")):
            self.assertIn(says, self.script("slurm_sweep", f"--array={indices}", "sweep.json", "out", SHARDS, code=2).stderr)


class RealSlurm(ClusterCase):
    def setUp(self):
        super().setUp()
        self.slurm = Slurm()
        self.addCleanup(self.slurm.stop)

    def submit(self, program, *arguments):
        """Submits and waits; the merge's outcome and what it said."""
        done = self.script("slurm_sweep", *arguments, "--mem=50", environment=self.environment(SUANLI=str(program), **self.slurm.environment))
        _, tasks, _, merge = done.stdout.split()
        outcome = self.slurm.outcome(merge)
        return tasks, outcome, (self.folder / f"out-logs/merge-{merge}.log").read_text(encoding="utf-8")

    def test_a_failed_task_leaves_a_hole_that_the_merge_names_and_its_index_fills(self):
        program = self.failing_once('[ "$SLURM_ARRAY_TASK_ID" = 2 ]')
        tasks, outcome, told = self.submit(program, "sweep.json", "out", SHARDS)
        self.assertEqual(outcome, ("FAILED", "1:0"))
        self.assertIn("3 of 12 points are missing or damaged: 2,6,10", told)
        self.assertIn("of 4 shards these are to be run again: 2 (Slurm: --array=2)", told)
        self.assertIn("ExitCode=7:0", self.slurm.scontrol("show", "job", f"{tasks}_2"))
        self.assertFalse((self.folder / "out/sweep.csv").exists())
        before = {path: path.stat().st_mtime_ns for path in self.point_files("out")}
        self.assertEqual(len(before), 9)

        _, outcome, told = self.submit(program, "--array=2", "sweep.json", "out", SHARDS)
        self.assertEqual(outcome, ("COMPLETED", "0:0"), told)
        self.assertEqual(self.joined("out"), self.whole())
        self.assertEqual({path: path.stat().st_mtime_ns for path in before}, before)  # nothing was computed twice


def reason_to_skip():
    missing = [program for program in PROGRAMS if shutil.which(program) is None and not pathlib.Path("/usr/sbin", program).exists()]
    if missing:
        return f"{', '.join(missing)} not installed"
    return "" if os.geteuid() == 0 else "Slurm's daemons are to be started as root"


if __name__ == "__main__":
    if why := reason_to_skip():
        print(f"skipped: {why}")
        sys.exit(77)
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    cli_case.run()
