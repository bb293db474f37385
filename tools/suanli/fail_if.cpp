// fail_if.cpp -- reads and checks conditions.
#include "tools/suanli/fail_if.h"

#include <charconv>

#include "sim/base/check.h"
#include "sim/report/metrics.h"
#include "tools/suanli/exit_code.h"

namespace suanli::cli {
namespace {

struct Sign {
  std::string_view text;
  Comparison comparison;
};
// The longer ones first.
constexpr Sign signs[] = {{">=", Comparison::greater_equal}, {"<=", Comparison::less_equal}, {"==", Comparison::equal},
                          {"!=", Comparison::not_equal},     {">", Comparison::greater},     {"<", Comparison::less}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool holds(double value, Comparison comparison, double bound) {
  switch (comparison) {
    case Comparison::greater: return value > bound;
    case Comparison::greater_equal: return value >= bound;
    case Comparison::less: return value < bound;
    case Comparison::less_equal: return value <= bound;
    case Comparison::equal: return value == bound;
    case Comparison::not_equal: return value != bound;
  }
  return false;
}

void require_known(const std::string& key, const std::string& option) {
  const std::string name = key.substr(0, key.find('.'));
  std::vector<std::string> known;
  for (const MetricSpec* spec : metric_specs()) {
    if (spec->name == name) return;
    known.emplace_back(spec->name);
  }
  const std::string near = did_you_mean(name, known);
  throw UsageError(option + ": no metric \"" + name + '"', near.empty() ? "see suanli list metrics" : near);
}

}  // namespace

std::vector<Condition> fail_if_conditions(const CommandLine& line) {
  std::vector<Condition> conditions;
  for (const std::string& text : line.all("fail-if")) conditions.push_back(parse_condition(text));
  return conditions;
}

bool holds(const Condition& condition, double value) {
  return holds(value, condition.comparison, condition.bound);
}

Condition parse_condition(std::string_view text) {
  const std::string option = "--fail-if '" + std::string(text) + "'";
  const std::size_t at = text.find_first_of("<>=!");
  for (const Sign& sign : signs) {
    if (at == std::string_view::npos || !text.substr(at).starts_with(sign.text)) continue;
    Condition condition{std::string(text), std::string(trimmed(text.substr(0, at))), sign.comparison, 0};
    const std::string_view number = trimmed(text.substr(at + sign.text.size()));
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), condition.bound);
    if (number.empty() || error != std::errc() || end != number.data() + number.size() || !(condition.bound - condition.bound == 0)) {
      throw UsageError(option + ": \"" + std::string(number) + "\" is not a number");
    }
    if (condition.metric.empty()) break;
    require_known(condition.metric, option);
    return condition;
  }
  throw UsageError(option + ": not a condition", "the form is 'METRIC>VALUE', as in 'wait_s.p99>3600'; also >= < <= == !=");
}

std::optional<std::string> failure(const Condition& condition, std::span<const MetricRow> rows) {
  std::optional<MetricValue> value;
  try {
    value = find_metric(rows, condition.metric);
  } catch (const InputError& error) {
    throw UsageError("--fail-if '" + condition.text + "': " + error.what());
  }
  if (!value) return "--fail-if '" + condition.text + "': this run has no value of " + condition.metric;
  if (!holds(value->number(), condition.comparison, condition.bound)) return std::nullopt;
  std::string text;
  value->append_text(text);
  return "--fail-if '" + condition.text + "': the value is " + text;
}

}  // namespace suanli::cli
