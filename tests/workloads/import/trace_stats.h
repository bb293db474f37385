// trace_stats.h -- the published statistics of the real traces, and comparing with them by their own rules.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/shared.h"

namespace suanli::test {

inline nlohmann::json trace_stats(const std::string& file) {
  std::ifstream in(shared("traces/STATS.json"));
  const auto all = nlohmann::json::parse(in);
  REQUIRE(all.contains(file));
  return all.at(file);
}

// They are rounded to six decimals.
inline bool nearly(double ours, double theirs) {
  return std::fabs(ours - theirs) <= 6e-7 + 1e-13 * std::fabs(theirs);
}

// n, sum, mean and all quantiles x[floor(q (n - 1))] of the sorted values.
inline void check_distribution(const std::string& what, std::vector<double> values, const nlohmann::json& expected) {
  CAPTURE(what);
  std::sort(values.begin(), values.end());
  REQUIRE(values.size() == expected.at("n").get<std::size_t>());
  if (values.empty()) return;
  long double sum = 0;
  for (const double value : values) sum += static_cast<long double>(value);
  const auto count = static_cast<double>(values.size());
  CHECK(nearly(static_cast<double>(sum), expected.at("sum").get<double>()));
  CHECK(nearly(static_cast<double>(sum / static_cast<long double>(count)), expected.at("mean").get<double>()));
  for (const auto& item : expected.at("q").items()) {
    const std::string q = item.key();
    CAPTURE(q);
    const double at = std::floor(std::stod(q) * (count - 1));
    CHECK(nearly(values[static_cast<std::size_t>(at)], item.value().get<double>()));
  }
}

template <class Key>
void check_histogram(const std::string& what, const std::map<Key, std::size_t>& counts, const nlohmann::json& expected) {
  CAPTURE(what);
  CHECK(counts.size() == expected.size());
  for (const auto& [key, count] : counts) {
    std::string text;
    if constexpr (std::is_same_v<Key, std::string>)
      text = key;
    else
      text = std::to_string(key);
    CAPTURE(text);
    REQUIRE(expected.contains(text));
    CHECK(count == expected.at(text).template get<std::size_t>());
  }
}

inline std::vector<double> gaps(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::vector<double> between;
  for (std::size_t i = 1; i < times.size(); ++i) between.push_back(times[i] - times[i - 1]);
  return between;
}

// The most weight at once and the first time of it; ends come before starts at the same time.
struct Peak {
  double weight = 0, at_s = 0;
};

struct Stay {
  double begin_s = 0, end_s = 0, weight = 0;
};

inline Peak peak_of(const std::vector<Stay>& stays) {
  std::vector<std::tuple<double, int, double>> events;
  for (const Stay& stay : stays) {
    if (stay.end_s <= stay.begin_s || stay.weight <= 0) continue;
    events.emplace_back(stay.begin_s, 1, stay.weight);
    events.emplace_back(stay.end_s, 0, -stay.weight);
  }
  std::sort(events.begin(), events.end());
  double now = 0;
  Peak peak;
  for (const auto& [at, is_start, weight] : events) {
    now += weight;
    if (now > peak.weight) peak = {now, at};
  }
  return peak;
}

inline void check_peak(const std::string& what, const std::vector<Stay>& stays, const nlohmann::json& expected) {
  CAPTURE(what);
  const Peak peak = peak_of(stays);
  CHECK(peak.weight == expected.at("peak").get<double>());
  if (peak.weight > 0) CHECK(peak.at_s == expected.at("at_s").get<double>());
}

}  // namespace suanli::test
