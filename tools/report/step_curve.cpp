// step_curve.cpp -- sorts the changes, walks along them, and gathers what lies between two points.
#include "tools/report/step_curve.h"

#include <algorithm>

namespace suanli::page {
namespace {

struct Step {
  double at_s;
  std::int64_t value;
};

// The values from each instant on, the first at `from_s`.
std::vector<Step> steps_of(std::vector<Change> changes, double from_s, double until_s) {
  for (Change& change : changes) change.at_s = std::clamp(change.at_s, from_s, until_s);
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.at_s < b.at_s; });
  std::vector<Step> steps{{from_s, 0}};
  for (const Change& change : changes) {
    if (change.at_s >= until_s && until_s > from_s) break;
    if (change.at_s > steps.back().at_s) steps.push_back({change.at_s, steps.back().value});
    steps.back().value += change.delta;
  }
  return steps;
}

std::vector<double> times_of(std::span<const std::vector<Step>> functions) {
  std::vector<double> times;
  for (const auto& steps : functions) {
    for (const Step& step : steps) times.push_back(step.at_s);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

// What the function does in [times[i], times[i + 1]) for each i, and its last value once more.
Curve gathered(const std::vector<Step>& steps, std::span<const double> times) {
  Curve curve;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    while (at + 1 < steps.size() && steps[at + 1].at_s <= times[i]) ++at;
    std::int64_t low = steps[at].value;
    std::int64_t high = low;
    double area = 0;
    double since = times[i];
    while (at + 1 < steps.size() && steps[at + 1].at_s < times[i + 1]) {
      area += static_cast<double>(steps[at].value) * (steps[at + 1].at_s - since);
      since = steps[++at].at_s;
      low = std::min(low, steps[at].value);
      high = std::max(high, steps[at].value);
    }
    area += static_cast<double>(steps[at].value) * (times[i + 1] - since);
    curve.low.push_back(static_cast<double>(low));
    curve.high.push_back(static_cast<double>(high));
    curve.mean.push_back(low == high ? static_cast<double>(low) : area / (times[i + 1] - times[i]));
  }
  const auto last = static_cast<double>(steps.back().value);
  curve.low.push_back(last), curve.mean.push_back(last), curve.high.push_back(last);
  return curve;
}

}  // namespace

StepCurves step_curves(std::span<const std::vector<Change>> functions, double from_s, double until_s, std::size_t most) {
  std::vector<std::vector<Step>> all;
  for (const auto& changes : functions) all.push_back(steps_of(changes, from_s, until_s));
  StepCurves found;
  found.time_s = times_of(all);
  if (found.time_s.size() > most) {
    found.exact = false;
    found.time_s.clear();
    const double width = (until_s - from_s) / static_cast<double>(most);
    for (std::size_t i = 0; i < most; ++i) found.time_s.push_back(from_s + width * static_cast<double>(i));
  }
  if (until_s > from_s) found.time_s.push_back(until_s);
  for (const auto& steps : all) found.curves.push_back(gathered(steps, found.time_s));
  return found;
}

}  // namespace suanli::page
