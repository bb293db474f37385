#!/usr/bin/env python3
# toolkit_test.py -- what SUANLI_CUDA says with a toolkit, without one, and with a program that is only called nvcc.
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = f"""cmake_minimum_required(VERSION 3.25)
project(trial LANGUAGES NONE)
include("{ROOT}/tools/cmake/cuda.cmake")
message(STATUS "have: ${{SUANLI_HAVE_CUDA}}")
"""


class Toolkit(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "CMakeLists.txt").write_text(PROJECT)
        wrapper = self.folder / "nvcc"
        wrapper.write_text("#!/bin/sh\necho 'error: the real compiler is elsewhere' >&2\nexit 1\n")
        wrapper.chmod(0o755)

    def configure(self, choice):
        done = subprocess.run(["cmake", "-S", self.folder, "-B", self.folder / "build", f"-DSUANLI_CUDA={choice}",
                               f"-DSUANLI_NVCC={self.folder / 'nvcc'}"], capture_output=True, text=True, check=False)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    def test_off_does_not_look(self):
        code, said = self.configure("OFF")
        self.assertEqual(code, 0, said)
        self.assertIn("have: OFF", said)
        self.assertNotIn("nvcc", said)

    def test_auto_does_without_and_says_why(self):
        code, said = self.configure("AUTO")
        self.assertEqual(code, 0, said)
        self.assertIn("have: OFF", said)
        self.assertIn("can't build a program (error: the real compiler is elsewhere)", said)

    def test_on_insists(self):
        code, said = self.configure("ON")
        self.assertNotEqual(code, 0)
        self.assertIn("SUANLI_CUDA=ON, but", said)
        self.assertIn("the real compiler is elsewhere", said)
        self.assertIn("CUDACXX", said)

    def test_other_words_are_refused(self):
        code, said = self.configure("yes")
        self.assertNotEqual(code, 0)
        self.assertIn("SUANLI_CUDA is AUTO, ON or OFF, not yes", said)


if __name__ == "__main__":
    if not shutil.which("cmake"):
        print("skipped: no cmake")
        sys.exit(77)
    unittest.main()
