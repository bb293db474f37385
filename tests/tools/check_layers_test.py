#!/usr/bin/env python3
# check_layers_test.py -- each rule of tools/check_layers.py must fail on a planted violation and stay quiet on a clean house.
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import check_layers  # noqa: E402

HEAD = "// {} -- a planted file.\n"
# (file, what is planted, the rule that must speak)
PLANTED = [
    ("sim/base/a.h", '#include "sim/engine/engine.h"', "include"),
    ("policies/scheduling/a.cpp", '#include "workloads/ledger.h"', "include"),
    ("workloads/a.cpp", '#include "policies/registry.h"', "include"),
    ("sim/model/a.h", '#include "sim/model/none.h"', "include"),
    ("sim/model/a.h", '#include "../base/check.h"', "relative"),
    ("sim/report/a.cpp", "#include <nlohmann/json.hpp>", "json"),
    ("tools/suanli/a.cpp", "#include <simdjson.h>", "json"),
    ("sim/cost/a.cpp", "#include <cuda_runtime.h>", "cuda"),
    ("sim/engine/a.cpp", 'void f() { std::cerr << "x"; }', "printing"),
    ("workloads/a.cpp", 'void f() { printf("x"); }', "printing"),
    ("scenarios/a.cpp", "void f() { std::exit(1); }", "exiting"),
    ("policies/placement/a.cpp", "void f(EventQueue& q);", "events"),
    ("sim/engine/a.h", "std::shared_ptr<int> f();", "ownership"),
    ("sim/engine/a.cpp", "thread_local const int a = 1;", "state"),
    ("sim/engine/a.cpp", "int next() {\n  static int counter = 0;\n  return ++counter;\n}", "state"),
    ("sim/engine/a.cpp", "static std::vector<int> known;", "state"),
    ("sim/engine/a.cpp", "int counter = 0;", "state"),
    ("sim/engine/a.cpp", "inline std::map<int, int> table_of_all;", "state"),
    ("sim/base/a.cpp", "#include <random>", "random"),
    ("sim/engine/a.cpp", "auto f() { return std::chrono::steady_clock::now(); }", "clock"),
    ("workloads/a.cpp", "void f(const std::locale& here);", "locale"),
    ("sim/engine/a.cpp", "double f(double x) { return std::exp(x); }", "libm"),
    ("sim/engine/a.cpp", "void f(std::unordered_map<int, int> seen) {\n  for (auto& [k, v] : seen) use(k, v);\n}", "unordered"),
    ("sim/engine/a.cpp", "void f() {\n" + "  work();\n" * 60 + "}", "function-length"),
    ("sim/engine/a.cpp", "using a = int;\n" * 401, "file-length"),
]
CLEAN = [
    ("sim/base/check.h", "class InternalError;"),
    ("sim/engine/engine.h", '#include "sim/base/check.h"\nclass Engine;  // "std::cout << x" and printf( are only words here'),
    ("sim/engine/a.cpp", '#include "sim/engine/engine.h"\nnamespace {\nconstexpr int big = 1\'000\'000;\n'
                         'const char* text = "static int x = std::exit(1);";\n}\nvoid f() { static constexpr int table[] = {1, 2}; }\n'
                         "int g(std::unordered_set<int>& seen) { return seen.contains(3); }"),
    ("tools/suanli/main.cpp", "#include <iostream>\nint main() { std::cout << 1; }"),
    ("tests/engine_test.cpp", '#include "sim/engine/engine.h"\nint counter = 0;'),
]


class CheckLayers(unittest.TestCase):
    def house(self, files):
        root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, body in files:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(HEAD.format(path.name) + body + "\n")
        return root

    def rules(self, root):
        return [f"{name}: {rule}" for name, _, rule, _ in check_layers.check(root)]

    def test_a_clean_house_is_quiet(self):
        self.assertEqual(check_layers.check(self.house(CLEAN)), [])

    def test_every_planted_violation_is_found(self):
        for name, body, rule in PLANTED:
            with self.subTest(rule=rule, body=body[:60]):
                targets = [("sim/engine/engine.h", ""), ("workloads/ledger.h", ""), ("policies/registry.h", ""), ("sim/base/check.h", "")]
                self.assertEqual(self.rules(self.house(targets + [(name, body)])), [f"{name}: {rule}"])

    def test_every_rule_has_a_planted_violation(self):
        planted = {rule for _, _, rule in PLANTED}
        self.assertEqual({rule for rule, *_ in check_layers.FORBIDDEN} - planted, set())

    def test_the_first_line_names_the_file(self):
        root = self.house([])
        (root / "sim").mkdir()
        (root / "sim/a.h").write_text("#pragma once\n")
        (root / "tools").mkdir()
        (root / "tools/go").write_text("#!/bin/sh\necho\n")
        self.assertEqual(self.rules(root), ["sim/a.h: first-line", "tools/go: first-line"])


if __name__ == "__main__":
    unittest.main()
