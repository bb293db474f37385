#!/usr/bin/env python3
# sweep_faults_test.py -- sweeps that are killed, interrupted, damaged, doubled or out of disk go on and end with the same bytes.
"""usage: sweep_faults_test.py SUANLI"""
import os
import random
import resource
import signal
import subprocess
import time

import cli_case
import sweep_case
from sweep_case import POINTS, SWEEP, SweepCase

SLOW = {**SWEEP, "replications": 4, "axes": {**SWEEP["axes"], "/workload/generate/jobs": [4000, 6000]}}


class Faults(SweepCase):
    def start(self, *arguments, **options):
        return subprocess.Popen([cli_case.SUANLI, "sweep", "sweep.json", "-o", "out", *map(str, arguments)], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **options)

    def slow(self):
        self.write("sweep.json", SLOW)
        return self.whole()

    def test_kill_at_any_moment_and_the_rest_goes_on(self):
        whole = self.slow()
        moments = random.Random(5)
        killed = 0
        for _ in range(400):  # a fast machine is often done before the moment comes, and then begins again
            process = self.start("-j", 2)
            time.sleep(moments.uniform(0, 0.12))
            process.kill()
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
            if killed == 20:
                break
            if len(self.point_files("out")) == POINTS:
                subprocess.run(["rm", "-r", str(self.folder / "out")], check=True)
        self.assertEqual(killed, 20)
        self.expect(0, "sweep", "sweep.json", "-o", "out", "-j", 2)
        self.assertEqual(self.joined("out"), whole)
        left = [name for name in self.everything() if name.endswith(".tmp")]
        self.assertEqual(left, [])

    def test_signals_end_it_soon_and_keep_what_is_finished(self):
        whole = self.slow()
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=number):
                subprocess.run(["rm", "-rf", str(self.folder / "out")], check=True)
                process = self.start("-j", 1)
                end = time.monotonic() + 60
                while not (self.folder / "out/points").exists() or (len(self.point_files("out")) < 2 and time.monotonic() < end):
                    time.sleep(0.002)
                process.send_signal(number)
                _, told = process.communicate(timeout=60)
                if process.returncode == 0:
                    self.skipTest("the sweep was over before the signal came")
                self.assertEqual(process.returncode, code)
                self.assertIn("the same command goes on with what is missing", told)
                kept = {path.name: path.stat().st_mtime_ns for path in self.point_files("out")}
                self.assertGreaterEqual(len(kept), 2)
                self.expect(0, "sweep", "sweep.json", "-o", "out")
                self.assertEqual(self.joined("out"), whole)
                self.assertEqual({path.name: path.stat().st_mtime_ns for path in self.point_files("out") if path.name in kept}, kept)

    def test_damaged_points_are_found_and_computed_again(self):
        whole = self.whole()
        self.expect(0, "sweep", "sweep.json", "-o", "out")
        files = self.point_files("out")
        text = files[1].read_bytes()
        damages = {0: b"", 1: text[:len(text) // 2], 2: files[2].read_bytes().replace(b",120,", b",121,", 1), 3: files[3].read_bytes() + b"x\n",
                   4: files[4].read_bytes().rsplit(b"#", 1)[0], 5: b"\0" * 5000}
        for number, damage in damages.items():
            self.assertNotEqual(files[number].read_bytes(), damage)
            files[number].write_bytes(damage)
        self.assertIn("6 of 12 points are missing or damaged: 0,1,2,3,4,5", self.expect(1, "merge", "out").stderr)
        self.assertIn("6 are done already", self.expect(0, "sweep", "sweep.json", "-o", "out").stderr)
        self.assertEqual(self.joined("out"), whole)

    def test_two_writers_of_one_directory_do_no_harm(self):
        whole = self.slow()
        for _ in range(5):
            ended = [(process.communicate(timeout=120)[1], process.returncode) for process in [self.start("-j", 1) for _ in range(3)]]
            self.assertEqual([code for _, code in ended], [0, 0, 0], ended)
            self.assertEqual(self.joined("out"), whole)
            self.assertEqual([name for name in self.everything() if name.endswith(".tmp")], [])
            subprocess.run(["rm", "-r", str(self.folder / "out")], check=True)

    def test_a_full_disk_stops_it_with_a_word_and_room_lets_it_go_on(self):
        whole = self.whole()
        disk = self.folder / "disk"
        disk.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True, check=False).returncode != 0:
            self.skipTest("a small file system can't be mounted here")
        try:
            done = self.expect(3, "sweep", "sweep.json", "-o", "disk/out")
            self.assertIn("No space left on device", done.stderr)
            self.assertIn("finished points are whole and kept", done.stderr)
            kept = len(self.point_files("disk/out"))
            self.assertGreater(kept, 0)
            self.assertLess(kept, POINTS)
            subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
            done = self.expect(0, "sweep", "sweep.json", "-o", "disk/out")
            self.assertIn(f"{kept} are done already", done.stderr)
            self.assertEqual(self.joined("disk/out"), whole)
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_a_limit_on_file_size_and_few_descriptors(self):
        done = self.expect(3, "sweep", "sweep.json", "-o", "out", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)))
        self.assertIn("suanli: error: out/", done.stderr)
        self.assertEqual([name for name in self.everything() if name.endswith(".tmp")], [])
        self.expect(0, "sweep", "sweep.json", "-o", "few", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)))

    def test_a_directory_that_can_not_be_written_to(self):
        self.write("file", "")
        self.refuse(3, "sweep", "sweep.json", "-o", "file", says="file")
        self.refuse(3, "sweep", "sweep.json", "-o", "file/out", says="file")
        (self.folder / "broken").mkdir()
        (self.folder / "broken/manifest.json").write_text('{"format": "suanli-sweep", "points": "many"}')
        self.refuse(3, "sweep", "sweep.json", "-o", "broken", says="manifest")
        self.refuse(3, "merge", "broken", says="manifest")


if __name__ == "__main__":
    cli_case.run()
