#!/usr/bin/env python3
# lane_objects_test.py -- objects compiled for one instruction set define their entry and nothing else that others could be linked to.
"""usage: lane_objects_test.py LIBRARY OBJECT..."""
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

LIBRARY, *OBJECTS = sys.argv[1:]


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def defined(path):
    """(type, name) of every symbol that the object defines for others: global or weak."""
    rows = [line.split(maxsplit=2) for line in output_of("nm", "--defined-only", path).splitlines() if line]
    return [(kind, name) for _, kind, name in rows if kind.isupper() or kind in "vwu"]


class LaneObjects(unittest.TestCase):
    def test_the_entry_is_all_they_define(self):
        for path in OBJECTS:
            entry = pathlib.Path(path).name.removesuffix(".o").removesuffix(".cpp").replace("lane_search_", "search_lanes_")
            with self.subTest(path=path):
                symbols = defined(path)
                self.assertEqual([kind for kind, _ in symbols], ["T"], symbols)
                self.assertIn(entry, symbols[0][1])

    def test_they_are_vectorised(self):
        wide = {"v2": r"\bminpd\b.*%xmm", "v3": r"\bvminpd\b.*%ymm", "v4": r"%zmm"}
        if "__asan" in output_of("nm", OBJECTS[0]):
            self.skipTest("checks of every access keep loops from being vectorised")
        for path in OBJECTS:
            level = pathlib.Path(path).name.removesuffix(".o").removesuffix(".cpp").split("_")[-1]
            if level in wide:
                with self.subTest(path=path):
                    self.assertRegex(output_of("objdump", "-d", "--no-show-raw-insn", path), wide[level])

    def test_products_and_sums_are_never_fused(self):
        for path in (LIBRARY, *OBJECTS):
            code = output_of("objdump", "-d", "--no-show-raw-insn", path)
            self.assertEqual(re.findall(r"\bvfn?m\w+", code), [], path)


if __name__ == "__main__":
    if not (shutil.which("nm") and shutil.which("objdump")):
        print("skipped: no nm and objdump")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
