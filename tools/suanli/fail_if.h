// fail_if.h -- conditions of --fail-if: METRIC, a comparison, a number.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/metric.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {

enum class Comparison : unsigned char { greater, greater_equal, less, less_equal, equal, not_equal };

inline constexpr OptionSpec fail_if_option{.name = "fail-if", .value = "'METRIC>VALUE'", .repeatable = true,
                                           .help = "exit 1 when that holds or the figure does not exist; > >= < <= == !=; names: suanli list metrics"};

struct Condition {
  std::string text;    // as given
  std::string metric;  // metric[.stat[.device_kind[.tenant]]]
  Comparison comparison = Comparison::greater;
  double bound = 0;
};

// Of --fail-if. [UsageError]
std::vector<Condition> fail_if_conditions(const CommandLine& line);

// "wait_s.p99>3600". [UsageError] when it has no such form or there is no metric of that name.
Condition parse_condition(std::string_view text);

// Whether a value of the metric lets the condition hold.
bool holds(const Condition& condition, double value);

// Why the run fails the condition: it holds, or the figure does not exist. Nothing when it passes. [UsageError] when the rows
// have no such stat, device kind or tenant.
std::optional<std::string> failure(const Condition& condition, std::span<const MetricRow> rows);

}  // namespace suanli::cli
