// spec_text.h -- specs from text, for tests.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "workloads/generate/generate.h"
#include "workloads/generate/read_law.h"

namespace suanli::test {

inline std::string texts(const std::vector<Problem>& problems) {
  std::string all;
  for (const Problem& problem : problems) all += problem.text() + "\n";
  return all;
}

inline GenerateSpec spec_of(const std::string& text) {
  std::vector<Problem> problems;
  GenerateSpec spec = parse_generate_spec(nlohmann::json::parse(text), "", ".", problems);
  INFO(texts(problems));
  REQUIRE(problems.empty());
  return spec;
}

// All problems of a spec, one a line.
inline std::string problems_of(const std::string& text, const std::string& directory = ".") {
  std::vector<Problem> problems;
  parse_generate_spec(nlohmann::json::parse(text), "", directory, problems);
  return texts(problems);
}

inline std::unique_ptr<const Workload> generated(const std::string& text, std::uint64_t seed = 1) {
  return generate(spec_of(text), seed);
}

// A spec whose one kind has the given members beside name and duration.
inline std::string one_kind(const std::string& members, const std::string& top = R"("jobs": 5)") {
  return "{" + top + R"(, "arrivals": {"law": "deterministic", "rate_per_h": 60}, "mix": [{"name": "a", )" + members + "}]}";
}

inline ValueSpec value_of(const std::string& text) {
  std::vector<Problem> problems;
  ValueSpec spec = read_value_law(nlohmann::json::parse(text), "", ".", problems);
  INFO(text, "\n", texts(problems));
  REQUIRE(problems.empty());
  return spec;
}

inline std::vector<double> drawn(const std::string& law_text, std::size_t count) {
  const ValueSpec spec = value_of(law_text);
  const auto law = spec.law->make(spec.input);
  Stream stream(42, law_text);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(law->draw(stream));
  return values;
}

inline std::vector<double> arrival_times(const std::string& law_text, std::size_t count, double rate_scale = 1) {
  std::vector<Problem> problems;
  const ArrivalSpec spec = read_arrival_law(nlohmann::json::parse(law_text), "", ".", rate_scale, problems);
  INFO(law_text, "\n", texts(problems));
  REQUIRE(problems.empty());
  const auto process = spec.law->make(spec.input);
  Stream stream(42, law_text);
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) times.push_back(process->next(stream));
  return times;
}

inline std::vector<double> gaps_of(const std::vector<double>& times) {
  std::vector<double> gaps;
  double last = 0;
  for (const double time : times) {
    gaps.push_back(time - last);
    last = time;
  }
  return gaps;
}

}  // namespace suanli::test
