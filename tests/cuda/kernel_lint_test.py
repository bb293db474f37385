#!/usr/bin/env python3
# kernel_lint_test.py -- the kernels' code as the toolkit makes it: no operation whose bits a host can't give, no spills, few registers.
"""usage: kernel_lint_test.py COMPILE_COMMANDS.json

Compiles the kernels with the flags of the build for one device and reads what came out."""
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

KERNELS = {"make_layer_rows": 255, "make_stage_rows": 128, "search_tiles": 128, "merge_items": 64}  # and their most registers
ARCHITECTURE = "90"
COMMANDS = None


def kernel_command():
    """The build's command for the kernels, or None where it has none."""
    for entry in json.loads(pathlib.Path(COMMANDS).read_text()):
        if entry["file"].endswith("/cuda/search_kernel.cu"):
            return shlex.split(entry["command"]), entry["directory"]
    return None


def without_outputs(words):
    """The compiler and its flags, without launcher, devices, outputs and dependency files."""
    start = next(i for i, word in enumerate(words) if pathlib.Path(word).name == "nvcc")
    kept, skip = [], False
    for word in words[start:]:
        if skip:
            skip = False
        elif word in ("-MT", "-MF", "-o"):
            skip = True
        elif word not in ("-MD", "-c") and not word.startswith(("--generate-code", "-gencode", "-arch")):
            kept.append(word)
    return kept


class KernelLint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        words, directory = kernel_command()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        done = subprocess.run([*without_outputs(words), f"--generate-code=arch=compute_{ARCHITECTURE},code=sm_{ARCHITECTURE}",
                               "-Xptxas=-v", "-keep", f"-keep-dir={folder}", "-cubin", "-o", f"{folder}/kernels.cubin"],
                              cwd=directory, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.report = done.stderr
        cls.code = "\n".join(path.read_text() for path in sorted(pathlib.Path(folder).glob("*.ptx")))

    def test_operations_are_those_of_a_host(self):
        found = re.findall(r"^\s+(?:@!?%p\d+\s+)?([a-z][\w.]*)", self.code, re.MULTILINE)
        self.assertIn("mul.rn.f64", found)
        self.assertIn("div.rn.f64", found)
        for operation in set(found):
            self.assertFalse(operation.startswith(("fma", "mad.rn", "mad.f", "ex2", "lg2", "sin", "cos", "tanh", "rsqrt")), operation)
            for part in ("approx", "ftz", "full", "f32", "f16"):
                self.assertNotIn(part, operation.split("."), operation)
            if operation.startswith(("atom", "red")):
                self.assertNotRegex(operation, r"\.b?f(16|32|64)")

    def test_nothing_is_called(self):
        self.assertNotIn("__nv_", self.code)
        self.assertNotRegex(self.code, r"^\s+call", "a function was not inlined")

    def test_registers_suffice(self):
        seen = re.findall(r"Compiling entry function '\S*?\d(" + "|".join(KERNELS) + r")\w*'.*?(\d+) bytes stack frame, (\d+) bytes spill stores, "
                          r"(\d+) bytes spill loads.*?Used (\d+) registers", self.report, re.DOTALL)
        self.assertEqual(sorted(name for name, *_ in seen), sorted(KERNELS), self.report)
        for name, stack, stored, loaded, registers in seen:
            print(f"{name}: {registers} registers on sm_{ARCHITECTURE}, {stored} bytes spilled", file=sys.stderr)
            self.assertEqual((stack, stored, loaded), ("0", "0", "0"), name)
            self.assertLessEqual(int(registers), KERNELS[name], name)


if __name__ == "__main__":
    COMMANDS = sys.argv.pop(1)
    if kernel_command() is None:
        print("skipped: built without the CUDA toolkit")
        sys.exit(77)
    unittest.main()
