#!/usr/bin/env python3
# host_code_test.py -- no fused multiply-add in what the host calculates, whatever its instruction set: a device's bits have none.
"""usage: host_code_test.py PROGRAM

Disassembles a program that has the whole search in it."""
import platform
import re
import shutil
import subprocess
import sys
import unittest

PROGRAM = None


class HostCode(unittest.TestCase):
    def test_nothing_is_fused(self):
        code = subprocess.run(["objdump", "-d", "-C", "--no-show-raw-insn", PROGRAM], capture_output=True, text=True, check=True).stdout
        symbol, fused, vectors = "", {}, 0
        for line in code.splitlines():
            if line.endswith(">:"):
                symbol = line
            elif "suanli" in symbol:
                vectors += "\tvmulpd" in line
                if re.search(r"\tvfn?m(add|sub)", line):
                    fused[symbol] = line
        self.assertEqual(fused, {})
        self.assertGreater(vectors, 0, "the search for AVX is not in this program: nothing was tested")


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    if platform.machine() != "x86_64" or not shutil.which("objdump"):
        print("skipped: needs an x86-64 and objdump")
        sys.exit(77)
    unittest.main()
