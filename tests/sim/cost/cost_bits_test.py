#!/usr/bin/env python3
# cost_bits_test.py -- the cost formulas give the same bits from every compiler, at every level of optimisation and instruction set.
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCES = ("tests/sim/cost/cost_bits.cpp", "sim/base/random.cpp", "sim/base/portable_math.cpp", "sim/base/check.cpp")
FLAGS = ("-std=c++20", "-ffp-contract=off", f"-I{ROOT}")


def variants():
    levels = [["-O0"], ["-O3"]]
    if platform.machine() == "x86_64":
        levels.append(["-O3", "-march=x86-64-v3"])  # has fused multiply-add; the flag above keeps it out
    return [(compiler, level) for compiler in ("g++", "clang++") if shutil.which(compiler) for level in levels]


class CostBits(unittest.TestCase):
    def test_all_compilers_agree(self):
        hashes = {}
        with tempfile.TemporaryDirectory() as folder:
            for compiler, level in variants():
                program = os.path.join(folder, "cost_bits")
                subprocess.run([compiler, *FLAGS, *level, *(str(ROOT / source) for source in SOURCES), "-o", program], check=True)
                ran = subprocess.run([program], capture_output=True, text=True)
                if ran.returncode < 0 and "-march=x86-64-v3" in level:
                    continue  # a CPU without it
                self.assertEqual(ran.returncode, 0)
                hashes[" ".join([compiler, *level])] = ran.stdout
        print(hashes)
        self.assertEqual(len(set(hashes.values())), 1, hashes)


if __name__ == "__main__":
    if not shutil.which("g++"):
        print("skipped: no g++")
        sys.exit(77)
    unittest.main()
