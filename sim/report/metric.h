// metric.h -- what a metric is: a family of rows computed from a finished run. A file in metrics/ is a family.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/time.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/better.h"
#include "sim/report/job_groups.h"
#include "sim/report/request_groups.h"
#include "sim/report/run_result.h"

namespace suanli {

// A figure: a count or a time, both exact, or a number.
class MetricValue {
 public:
  MetricValue(std::int64_t count) : value_(count) {}
  MetricValue(Duration seconds) : value_(seconds) {}
  MetricValue(double number) : value_(number) {}

  // In the row's unit; a time in seconds.
  double number() const;
  // As it stands in summary.csv: exact for counts and times, else the shortest text that reads back as the same double.
  void append_text(std::string& out) const;
  bool operator==(const MetricValue&) const = default;

 private:
  std::variant<std::int64_t, Duration, double> value_;
};

// A row of summary.csv. No value: an empty cell, because such a figure does not exist.
struct MetricRow {
  std::string_view metric;
  std::string device_kind;  // cpu, gpu, fpga, node, all; "gpu:<model>" and "gpu@<pool>" where the kind has several of them
  std::string tenant;       // a tenant's name or "all"; of metrics about requests also "service:<name>" and "priority:<number>"
  std::string_view stat;
  std::optional<MetricValue> value;
  std::string_view unit;
};

// For `suanli list metrics`, and for the order of rows.
struct MetricSpec {
  int order = 0;  // section x 100 + place in the section's table
  std::string_view name;
  std::string_view unit;
  std::string_view stats;  // "mean, sd, p50": in the order of the rows; the first is meant when none is named
  std::string_view help;
  Better better = Better::neither;
};

struct MetricInput {
  const RunResult& run;
  const Workload& workload;
  const Cluster& cluster;
  const JobGroups& groups;
  const RequestGroups& requests;  // no groups in a run without services
};

// Where a family puts its rows: by metric, then device kind (cpu, gpu, fpga, node, all), then tenant (`all` first), then stat.
class RowSink {
 public:
  explicit RowSink(std::vector<MetricRow>& rows) : rows_(rows) {}

  // The rows that follow belong to this metric and this group.
  RowSink& of(const MetricSpec& spec, std::string device_kind = "all", std::string tenant = "all") {
    spec_ = &spec;
    device_kind_ = std::move(device_kind);
    tenant_ = std::move(tenant);
    return *this;
  }
  RowSink& add(std::string_view stat, std::optional<MetricValue> value) { return add(stat, value, spec_->unit); }
  // A figure about the metric in a unit of its own, such as a count.
  RowSink& add(std::string_view stat, std::optional<MetricValue> value, std::string_view unit) {
    rows_.push_back({spec_->name, device_kind_, tenant_, stat, value, unit});
    return *this;
  }

 private:
  std::vector<MetricRow>& rows_;
  const MetricSpec* spec_ = nullptr;
  std::string device_kind_;
  std::string tenant_;
};

// An entry of the table made from the file names in sim/report/metrics/.
struct MetricFamily {
  std::string_view name;
  std::span<const MetricSpec> metrics;
  void (*compute)(const MetricInput& input, RowSink& rows);
};

namespace metrics {
std::span<const MetricFamily* const> entries();  // by name
}

}  // namespace suanli
