#!/usr/bin/env python3
# new_policy_test.py -- the skeletons that tools/new_policy writes compile, keep the house rules, and bad names are refused.
"""usage: new_policy_test.py COMPILER"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

FAMILIES = ("scheduling", "placement", "balancing", "scaling")
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILER = "c++"
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wno-missing-field-initializers", "-Werror"]


def new_policy(*arguments):
    return subprocess.run([ROOT / "tools/new_policy", *arguments], capture_output=True, text=True, check=False)


class NewPolicy(unittest.TestCase):
    def write(self, family):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        done = new_policy(family, "my_own_rule", "--root", str(folder))
        self.assertEqual(done.returncode, 0, done.stderr)
        files = [folder / f"policies/{family}/my_own_rule.cpp", folder / f"tests/policies/{family}/my_own_rule_test.cpp"]
        self.assertEqual([path.is_file() for path in files], [True, True])
        return folder, files

    def test_both_skeletons_compile_without_a_warning(self):
        for family in FAMILIES:
            _, files = self.write(family)
            for path in files:
                with self.subTest(path=path.name, family=family):
                    done = subprocess.run([COMPILER, *FLAGS, "-I", ROOT, path], capture_output=True, text=True, check=False)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_their_first_lines_name_them(self):
        for family in FAMILIES:
            for path in self.write(family)[1]:
                self.assertTrue(path.read_text().startswith(f"// {path.name} -- "))

    def test_nothing_is_overwritten(self):
        folder, files = self.write("scheduling")
        files[0].write_text("mine")
        done = new_policy("scheduling", "my_own_rule", "--root", str(folder))
        self.assertEqual((done.returncode, files[0].read_text()), (2, "mine"))

    def test_bad_names_and_families_are_refused(self):
        for arguments in (["scheduling"], ["scheduling", "MyRule"], ["scheduling", "../x"], ["recovery", "x"], []):
            with self.subTest(arguments=arguments):
                self.assertEqual(new_policy(*arguments).returncode, 2)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        COMPILER = sys.argv.pop(1)
    unittest.main()
