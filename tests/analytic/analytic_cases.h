// analytic_cases.h -- the published closed forms, to hold our formulas against.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/reference_files.h"
#include "tests/support/shared.h"

namespace suanli::test {

// The figure of verification/analytic_cases.json, where it is on this machine; our formula must agree with it.
inline void agrees_with_file(const std::string& id, const std::string& key, double ours) {
  SUANLI_NEEDS_SHARED("verification/analytic_cases.json");
  const auto file = nlohmann::json::parse(read_whole(shared("verification/analytic_cases.json")));
  for (const auto& one : file["cases"]) {
    if (one["id"] != id) continue;
    CHECK(ours == doctest::Approx(one["expected"][key].get<double>()).epsilon(1e-8));
    return;
  }
  FAIL("no such case: " << id);
}

}  // namespace suanli::test
