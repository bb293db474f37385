// metrics.cpp -- runs all families, puts rows in order, and looks figures up by name.
#include "sim/report/metrics.h"

#include <algorithm>
#include <map>
#include <string>

#include "sim/base/check.h"

namespace suanli {
namespace {

// The key of a row with its last parts left out, down to metric.stat.
std::string key_of(const MetricRow& row, int parts) {
  std::string key(row.metric);
  key.append(".").append(row.stat);
  if (parts >= 3) key.append(".").append(row.device_kind);
  if (parts >= 4) key.append(".").append(row.tenant);
  return key;
}

// The row is what the key means when it is said in this many parts.
bool is_meant(const MetricRow& row, std::string_view key, int parts) {
  if (!key.starts_with(row.metric)) return false;
  if (parts < 4 && row.tenant != "all") return false;
  return key == key_of(row, parts);
}

// Of the rows of all tenants that differ in device kind alone: the one for all kinds, or the only one with a value.
const MetricRow* over_kinds(const std::vector<const MetricRow*>& candidates) {
  const MetricRow* only = nullptr;
  for (const MetricRow* row : candidates) {
    if (row->device_kind == "all") return row;
  }
  for (const MetricRow* row : candidates) {
    if (!row->value || row->device_kind.find_first_of(":@") != std::string::npos) continue;
    if (only != nullptr) return nullptr;
    only = row;
  }
  return only;
}

[[noreturn]] void no_such_figure(std::span<const MetricRow> rows, std::string_view key) {
  const std::string_view metric = key.substr(0, key.find('.'));
  std::vector<std::string> metrics;
  std::vector<std::string> keys;
  std::vector<std::string> near;
  for (const MetricRow& row : rows) {
    if (metrics.empty() || metrics.back() != row.metric) metrics.emplace_back(row.metric);
    if (row.metric != metric || row.tenant != "all") continue;
    keys.push_back(key_of(row, 3));
    near.push_back(key_of(row, row.device_kind == "all" ? 2 : 3));
  }
  const std::string quoted = '"' + std::string(key) + '"';
  if (keys.empty()) {
    std::string hint = did_you_mean(metric, metrics);
    if (hint.empty()) hint = "suanli list metrics names them";
    throw InputError({}, "no metric named " + quoted, std::move(hint));
  }
  std::string hint = did_you_mean(key, near);
  if (hint.empty() || key.find('.') == std::string_view::npos) {
    hint = "one of " + keys.front();
    for (std::size_t i = 1; i < std::min<std::size_t>(keys.size(), 12); ++i) hint += ", " + keys[i];
    if (keys.size() > 12) hint += ", ...";
  }
  throw InputError({}, quoted + " is not one figure of this run", std::move(hint));
}

}  // namespace

std::vector<const MetricSpec*> metric_specs() {
  std::vector<const MetricSpec*> specs;
  for (const MetricFamily* family : metrics::entries()) {
    for (const MetricSpec& spec : family->metrics) specs.push_back(&spec);
  }
  std::sort(specs.begin(), specs.end(), [](const MetricSpec* a, const MetricSpec* b) { return a->order < b->order; });
  return specs;
}

std::vector<MetricRow> compute_metrics(const RunResult& run, const Workload& workload, const Cluster& cluster) {
  const JobGroups groups(run, workload);
  const RequestGroups requests(run, workload);
  const MetricInput input{run, workload, cluster, groups, requests};
  std::vector<MetricRow> rows;
  RowSink sink(rows);
  for (const MetricFamily* family : metrics::entries()) family->compute(input, sink);

  std::map<std::string_view, int> order;
  for (const MetricSpec* spec : metric_specs()) order.emplace(spec->name, spec->order);
  std::vector<std::pair<int, std::size_t>> places;
  for (const MetricRow& row : rows) places.emplace_back(order.at(row.metric), places.size());
  std::sort(places.begin(), places.end());
  std::vector<MetricRow> sorted;
  sorted.reserve(rows.size());
  for (const auto& [metric, place] : places) sorted.push_back(std::move(rows[place]));
  return sorted;
}

const MetricRow& find_metric_row(std::span<const MetricRow> rows, std::string_view key) {
  for (const int parts : {4, 3}) {
    for (const MetricRow& row : rows) {
      if (is_meant(row, key, parts)) return row;
    }
  }
  std::vector<const MetricRow*> candidates;
  for (const MetricRow& row : rows) {
    if (is_meant(row, key, 2)) candidates.push_back(&row);
  }
  if (candidates.empty()) {
    for (const MetricRow& row : rows) {
      if (row.metric != key || row.tenant != "all") continue;
      if (candidates.empty() || row.stat == candidates.front()->stat) candidates.push_back(&row);
    }
  }
  const MetricRow* row = over_kinds(candidates);
  if (row == nullptr) no_such_figure(rows, key);
  return *row;
}

std::optional<MetricValue> find_metric(std::span<const MetricRow> rows, std::string_view key) {
  return find_metric_row(rows, key).value;
}

}  // namespace suanli
