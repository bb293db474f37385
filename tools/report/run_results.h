// run_results.h -- a run's directory read back: its document, its figures, its jobs, its nodes and its services.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/run_document.h"
#include "workloads/csv_reader.h"

namespace suanli::page {

// A row of jobs.csv; text is that of the file.
struct JobRow {
  std::string_view id, tenant, user, status, wait_reason, nodes;
  double submit_s = 0;
  std::optional<double> start_s, end_s, wait_s, run_s, bounded_slowdown;
  std::int64_t tasks = 1;
  std::int64_t cpu_milli = 0, gpu_milli = 0, fpga_milli = 0;  // of all tasks together
  bool came_back = false;                                     // was preempted or restarted
};

struct NodeRow {
  std::string_view node, pool, kind, model;
  std::int64_t milli_units = 0;
  double busy_s = 0, allocated_s = 0, idle_s = 0, down_s = 0;
  std::optional<double> energy_j, cost_usd;
};

// A row of requests.csv.
struct RequestRow {
  std::string_view service, status;
  double arrival_s = 0;
  std::optional<double> end_s;
};

// A row of replicas.csv.
struct ReplicaRow {
  std::string_view service;
  double started_s = 0;
  std::optional<double> ended_s;
};

struct SummaryRow {
  std::string_view metric, kind, tenant, stat, unit;
  std::optional<double> value;
};

struct RunResults {
  std::string directory;
  RunDocument document;
  std::vector<JobRow> jobs;  // by submit, then id
  std::vector<NodeRow> nodes;
  std::vector<RequestRow> requests;  // none of a run without services
  std::vector<ReplicaRow> replicas;
  std::vector<SummaryRow> summary;
  // Waits, slowdowns and shares are of these: completed, submitted inside the measured window.
  bool counts(const JobRow& job) const;

  std::vector<std::unique_ptr<const CsvFile>> files;  // what the text above points into
};

// [InputError] when a file is missing, damaged, or lacks a column.
RunResults read_run_results(const std::string& directory);

}  // namespace suanli::page
