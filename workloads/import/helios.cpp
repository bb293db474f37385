// helios.cpp -- imports the jobs of SenseTime's Helios clusters: the original cluster_log.csv, or the cut made by DIR-LAB.
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "sim/base/check.h"
#include "sim/model/job.h"
#include "workloads/cell_value.h"
#include "workloads/civil_time.h"
#include "workloads/csv_reader.h"
#include "workloads/dated_jobs.h"
#include "workloads/import/importer.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry helios_entry;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() / milli;

constexpr std::array helios_params{
    ParamSpec{.name = "zero_gpus",
              .type = ParamType::text,
              .default_value = "keep",
              .choices = "keep|drop",
              .help = "jobs that use no GPU: keep them as CPU jobs, or drop them"},
    ParamSpec{.name = "cluster",
              .type = ParamType::text,
              .help = "cluster_log.csv only: take only the jobs of this virtual cluster (column vc); empty: all"},
    ParamSpec{.name = "from",
              .type = ParamType::text,
              .help = "cluster_log.csv only: take only jobs submitted at this time or later, e.g. 2020-04-01 or "
                      "\"2020-04-01 12:00:00\""},
    ParamSpec{
        .name = "until", .type = ParamType::text, .help = "cluster_log.csv only: take only jobs submitted before this time"},
};

struct Gang {
  std::uint32_t tasks = 1;
  std::int32_t gpu_milli = 0;
  std::int64_t cpu_milli = 0;
};

class HeliosImport {
 public:
  HeliosImport(const std::string& file, const Params& params)
      : csv_(file), drop_zero_gpus_(params.text("zero_gpus") == "drop"), filter_(params) {
    if (csv_.has({"interval"})) {
      read_cut();
    } else {
      read_log();
    }
    csv_.note_quirks(result_.ledger);
    require_jobs(result_, file);
  }

  ImportResult result() {
    return std::move(result_);
  }

 private:
  void note(LedgerAction action, std::string_view reason, const CsvRow& row) {
    result_.ledger.note(action, reason, row.line());
  }

  // A whole number from 0 to what a job may ask for.
  std::optional<std::int64_t> demand(const CsvRow& row, std::string_view column) const {
    const auto number = whole_number(row[csv_.column(column)]);
    return number && *number >= 0 && *number <= most ? number : std::nullopt;
  }

  // A task per node where the GPUs divide among the nodes, else a task per GPU.
  std::optional<Gang> gang_of(const CsvRow& row) {
    const auto drop = [&](std::string_view reason) {
      note(LedgerAction::dropped, reason, row);
      return std::nullopt;
    };
    const auto gpus = demand(row, "gpu_num");
    const auto cpus = demand(row, "cpu_num");
    auto nodes = demand(row, "node_num");
    if (!gpus || !cpus || !nodes) return drop("GPUs, CPUs or nodes cannot be read");
    if (*gpus == 0 && drop_zero_gpus_) return drop("job without GPUs");
    if (*gpus == 0) note(LedgerAction::kept, "job without GPUs", row);
    if (*nodes == 0) {
      note(LedgerAction::corrected, "0 nodes taken as 1", row);
      nodes = 1;
    }
    std::int64_t tasks = *nodes;
    if (*gpus % tasks != 0) {
      note(LedgerAction::corrected, "GPUs do not divide among the nodes: a task per GPU", row);
      tasks = *gpus;
    }
    if (*cpus * milli % tasks != 0) note(LedgerAction::corrected, "CPUs of a task cut to a thousandth", row);
    return Gang{static_cast<std::uint32_t>(tasks), static_cast<std::int32_t>(*gpus / tasks * milli), *cpus * milli / tasks};
  }

  std::optional<Duration> not_negative(std::optional<Duration> duration, const CsvRow& row) {
    if (!duration) {
      note(LedgerAction::dropped, "no run time that can be read", row);
    } else if (*duration == Duration(0)) {
      note(LedgerAction::kept, "run time 0", row);
    } else if (*duration < Duration(0)) {
      note(LedgerAction::corrected, "negative run time taken as 0", row);
      duration = Duration(0);
    }
    return duration;
  }

  // Submit times are running sums of the intervals, also over rows that are dropped.
  void read_cut() {
    csv_.require({"u_id", "user", "gpu_num", "cpu_num", "node_num", "interval", "run_time", "wall_time", "new_status"});
    if (!filter_.virtual_cluster.empty() || filter_.from || filter_.until) {
      throw InputError(csv_.path(), "this cut has neither virtual clusters nor dates", "leave out cluster, from and until");
    }
    result_.jobs.reserve(csv_.row_count());
    SimTime now = time_zero;
    for (std::size_t i = 0; i < csv_.row_count(); ++i) {
      const CsvRow row = csv_.row(i);
      const auto interval = parse_seconds(row[csv_.column("interval")]);
      const auto next = interval && *interval >= Duration(0) ? checked_add(now, *interval) : std::nullopt;
      if (!next) note(LedgerAction::corrected, "no interval, or a negative one: taken as 0", row);
      now = next.value_or(now);
      take_cut(row, now);
    }
  }

  void take_cut(const CsvRow& row, SimTime submit) {
    const std::string_view id = row[csv_.column("u_id")];
    if (is_unknown(id)) return note(LedgerAction::dropped, "no id", row);
    if (!seen_.insert(std::string(id)).second) return note(LedgerAction::dropped, "id used before", row);
    const auto gang = gang_of(row);
    if (!gang) return;
    const auto duration = not_negative(parse_seconds(row[csv_.column("run_time")]), row);
    if (!duration) return;
    auto limit = parse_seconds(row[csv_.column("wall_time")]);
    if (!limit || *limit <= Duration(0)) {
      note(LedgerAction::kept, "no requested time (wall_time 0): no limit", row);
      limit.reset();
    } else if (*duration > *limit) {
      note(LedgerAction::kept, "run longer than requested", row);
    }
    JobRecord job;
    job.id = id;
    job.submit = submit;
    job.tasks = gang->tasks;
    job.cpu_milli = gang->cpu_milli;
    job.gpu_milli = gang->gpu_milli;
    job.duration = *duration;
    job.time_limit = limit;
    job.user = row[csv_.column("user")];
    job.recorded_status = row[csv_.column("new_status")];
    result_.jobs.add(job);
  }

  void read_log() {
    csv_.require({"job_id", "user", "vc", "gpu_num", "cpu_num", "node_num", "state", "submit_time", "start_time", "end_time",
                  "duration"});
    DatedJobs jobs(filter_);
    for (std::size_t i = 0; i < csv_.row_count(); ++i) take_log(csv_.row(i), jobs);
    jobs.move_to(result_.jobs, csv_.path());
  }

  void take_log(const CsvRow& row, DatedJobs& jobs) {
    const std::string_view id = row[csv_.column("job_id")];
    if (is_unknown(id)) return note(LedgerAction::dropped, "no id", row);
    const auto submitted = parse_civil_time(row[csv_.column("submit_time")]);
    if (!submitted) return note(LedgerAction::dropped, "no submit time that can be read", row);
    const auto gang = gang_of(row);
    if (!gang) return;
    const auto duration = not_negative(logged_duration(row), row);
    if (!duration) return;
    DatedJob job;
    job.submitted = *submitted;
    job.duration = *duration;
    job.tasks = gang->tasks;
    job.cpu_milli = gang->cpu_milli;
    job.gpu_milli = gang->gpu_milli;
    job.id = id;
    job.virtual_cluster = row[csv_.column("vc")];
    job.user = row[csv_.column("user")];
    job.status = row[csv_.column("state")];
    job.line = row.line();
    jobs.add(std::move(job), result_.ledger);
  }

  std::optional<Duration> logged_duration(const CsvRow& row) {
    if (const auto duration = parse_seconds(row[csv_.column("duration")])) return duration;
    const auto start = parse_civil_time(row[csv_.column("start_time")]);
    const auto end = parse_civil_time(row[csv_.column("end_time")]);
    if (!start || !end) return std::nullopt;
    note(LedgerAction::corrected, "no duration: end_time - start_time taken", row);
    return *end - *start;
  }

  CsvFile csv_;
  bool drop_zero_gpus_;
  DatedJobFilter filter_;
  ImportResult result_;
  std::unordered_set<std::string> seen_;  // looked up, never walked
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  if (files.size() != 1) {
    throw InputError("", "helios reads one log at a time, not " + std::to_string(files.size()), "each log is of one cluster");
  }
  return HeliosImport(files.front(), params).result();
}

}  // namespace

const ImporterEntry helios_entry{"helios", "SenseTime Helios 2020: cluster_log.csv, or the 15,000-job cut of DIR-LAB",
                                 helios_params, read};

}  // namespace suanli::import
