// axis_range.cpp -- the fields of a range and the values they stand for.
#include "scenarios/sweep/axis_range.h"

#include <cmath>

#include "sim/base/portable_math.h"

namespace suanli {
namespace {

constexpr double most_values = 100'000;
constexpr double most_exact = 0x1p53;

enum class Scale : unsigned char { linear, log };

struct AxisRange {
  double from = 0;
  double to = 0;
  std::optional<double> step;
  std::optional<std::int64_t> count;
  Scale scale = Scale::linear;
};

using R = Of<AxisRange>;
constexpr Field<AxisRange> range_table[] = {
    R::field<&AxisRange::from>({.key = "from", .low = -most_exact, .high = most_exact, .required = true, .help = "first value"}),
    R::field<&AxisRange::to>({.key = "to", .low = -most_exact, .high = most_exact, .required = true, .help = "last value, or what none passes"}),
    R::field<&AxisRange::step>({.key = "step", .help = "difference of neighbours; null: by count"}),
    R::field<&AxisRange::count>({.key = "count", .low = 2, .high = most_values, .help = "number of values, first and last included; null: by step"}),
    R::field<&AxisRange::scale>({.key = "scale", .choices = "linear|log", .help = "with a count: equal differences or equal ratios"}),
};

bool is_whole(double value) {
  return value == std::floor(value);
}

nlohmann::json number(double value, bool whole) {
  if (whole) return static_cast<std::int64_t>(value);
  return value;
}

std::vector<nlohmann::json> by_step(const Node& node, const AxisRange& range) {
  const double step = *range.step;
  if (step == 0 || (range.to - range.from) / step < 0) {
    node.complain("the step does not lead from \"from\" to \"to\"");
    return {};
  }
  const double steps = std::floor((range.to - range.from) / step * (1 + 1e-12));
  if (steps >= most_values) return node.complain("stands for more than 100000 values"), std::vector<nlohmann::json>{};
  const bool whole = is_whole(range.from) && is_whole(step);
  std::vector<nlohmann::json> values;
  for (double i = 0; i <= steps; ++i) values.push_back(number(range.from + i * step, whole));
  return values;
}

std::vector<nlohmann::json> by_count(const Node& node, const AxisRange& range) {
  const bool log = range.scale == Scale::log;
  if (log && (range.from <= 0 || range.to <= 0)) return node.complain("a logarithmic scale wants numbers above 0"), std::vector<nlohmann::json>{};
  const bool whole = is_whole(range.from) && is_whole(range.to);
  const auto last = static_cast<double>(*range.count - 1);
  std::vector<nlohmann::json> values;
  for (double i = 0; i <= last; ++i) {
    double value = i == last ? range.to
                   : log     ? range.from * portable_pow(range.to / range.from, i / last)
                             : range.from + (range.to - range.from) * i / last;
    const bool rounded = whole && (log || is_whole((range.to - range.from) / last));
    if (rounded) value = std::floor(value + 0.5);
    nlohmann::json next = number(value, rounded);
    if (values.empty() || values.back() != next) values.push_back(std::move(next));
  }
  return values;
}

}  // namespace

template <>
std::span<const Field<AxisRange>> fields_of<AxisRange>() {
  return range_table;
}

std::vector<nlohmann::json> read_axis_range(const Node& node) {
  AxisRange range;
  const std::size_t before = node.context.problems.size();
  read_object(node, range);
  if (node.context.problems.size() > before) return {};
  if (range.step.has_value() == range.count.has_value()) {
    node.complain("a range has either \"step\" or \"count\"", R"(as in {"from": 8, "to": 64, "step": 8})");
    return {};
  }
  if (range.step && range.scale == Scale::log) return node.complain("a logarithmic scale goes with \"count\""), std::vector<nlohmann::json>{};
  return range.step ? by_step(node, range) : by_count(node, range);
}

Json axis_range_schema() {
  return object_schema<AxisRange>();
}

}  // namespace suanli
