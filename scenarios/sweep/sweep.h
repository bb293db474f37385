// sweep.h -- what a sweep file asks for, as plain data: a base scenario, what varies in it, and how often each point is run.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace suanli {

inline constexpr std::string_view variant_column = "variant";

// One part of the scenario, by JSON pointer, and the values it takes.
struct SweepAxis {
  std::string pointer;
  std::vector<nlohmann::json> values;
};
using SweepAxes = std::vector<SweepAxis>;  // by pointer, each once

// Several changes under one name.
struct SweepVariant {
  std::string name;
  std::map<std::string, nlohmann::json> set;  // value by pointer
};

enum class Combine : unsigned char { product, zip };

// How often a point is run, each time with another seed. With a goal: at least `at_least` times, then until the half width of the 95 % interval of
// `metric` is at most `relative_half_width` of its mean, but no more than `at_most` times.
struct Replications {
  std::int64_t at_least = 1;
  std::int64_t at_most = 1;
  std::string metric;
  double relative_half_width = 0;
  bool has_goal() const { return !metric.empty(); }
};

// Which points the others are compared with: their value of some columns.
struct Baseline {
  std::map<std::string, nlohmann::json> values;  // by pointer or variant_column; empty: no comparison
};

struct SweepBase {
  nlohmann::json scenario;  // a path, or the scenario itself
};

struct Sweep {
  std::string name;
  std::string why;
  SweepBase base;
  SweepAxes axes;
  Combine combine = Combine::product;
  std::vector<SweepVariant> variants;
  Replications replications;
  std::uint64_t seed = 1;
  Baseline baseline;
  std::vector<std::string> metrics{"wait_s.mean", "wait_s.p95", "bounded_slowdown.mean", "utilisation.time_mean", "makespan_s.total"};
};

}  // namespace suanli
