// philly.cpp -- imports the deep-learning jobs of Microsoft's Philly clusters, as CSV or as the original log, and their
// machines.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "sim/base/check.h"
#include "sim/model/job.h"
#include "workloads/cell_value.h"
#include "workloads/civil_time.h"
#include "workloads/csv_reader.h"
#include "workloads/dated_jobs.h"
#include "workloads/import/importer.h"
#include "workloads/machine_pools.h"
#include "workloads/philly_job_log.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry philly_entry;

namespace {

constexpr double gpu_time_tolerance_s = 1e-6;

constexpr std::array philly_params{
    ParamSpec{.name = "cluster",
              .type = ParamType::text,
              .help = "take only the jobs of this virtual cluster, e.g. ee9e8c; empty: all"},
    ParamSpec{
        .name = "from",
        .type = ParamType::text,
        .help =
            "take only jobs submitted at this time or later, in the trace's own clock: 2017-10-03 or \"2017-10-03 12:00:00\""},
    ParamSpec{.name = "until", .type = ParamType::text, .help = "take only jobs submitted before this time"},
    ParamSpec{.name = "truncate",
              .type = ParamType::boolean,
              .default_value = "false",
              .help = "true: durations are cut to whole seconds"},
    ParamSpec{
        .name = "attempts",
        .type = ParamType::text,
        .default_value = "sum",
        .choices = "sum|span",
        .help = "cluster_job_log only, duration of a job with several attempts: sum of their run times, or span from the first "
                "start to the last end"},
};

class PhillyImport {
 public:
  explicit PhillyImport(const Params& params)
      : jobs_(DatedJobFilter(params)),
        truncate_(params.flag("truncate")),
        attempt_time_(params.text("attempts") == "sum" ? AttemptTime::sum : AttemptTime::span) {}

  void read(const std::string& file) {
    if (begins_like_json(file)) {
      name_job_file(file);
      return read_philly_job_log(file, attempt_time_, jobs_, result_.ledger);
    }
    const CsvFile csv(file);
    if (csv.has({"machineId"})) {
      read_machines(csv);
    } else {
      csv.require({"timestamp", "duration", "num_gpus", "cluster"});
      name_job_file(file);
      for (std::size_t i = 0; i < csv.row_count(); ++i) take(csv, csv.row(i));
    }
    csv.note_quirks(result_.ledger);
  }

  ImportResult result() {
    if (job_file_.empty()) throw InputError("", "no file with jobs was given", "give the jobs first, machine lists after them");
    jobs_.move_to(result_.jobs, job_file_);
    require_jobs(result_, job_file_);
    return std::move(result_);
  }

 private:
  void name_job_file(const std::string& file) {
    if (!job_file_.empty())
      throw InputError(file, "a second file with jobs; the first is " + job_file_, "import them one by one");
    job_file_ = file;
  }

  void take(const CsvFile& csv, const CsvRow& row) {
    const auto note = [&](LedgerAction action, std::string_view reason) { result_.ledger.note(action, reason, row.line()); };
    const auto submitted = parse_civil_time(row[csv.column("timestamp")]);
    if (!submitted) return note(LedgerAction::dropped, "no submit time that can be read");
    auto duration = parse_seconds(row[csv.column("duration")]);
    if (!duration) return note(LedgerAction::dropped, "no duration that can be read");
    const auto gpus = whole_number(row[csv.column("num_gpus")]);
    if (!gpus || *gpus < 0 || *gpus > std::numeric_limits<std::int32_t>::max()) {
      return note(LedgerAction::dropped, "no number of GPUs that can be read");
    }
    check_gpu_time(csv, row, *duration, *gpus);
    if (*duration == Duration(0)) note(LedgerAction::kept, "duration 0");
    if (*duration < Duration(0)) {
      note(LedgerAction::corrected, "negative duration taken as 0");
      duration = Duration(0);
    }
    if (*gpus == 0) note(LedgerAction::kept, "job without GPUs: one task that needs none");
    DatedJob job;
    job.submitted = *submitted;
    job.duration = truncated(*duration, row.line());
    job.tasks = *gpus == 0 ? 1 : static_cast<std::uint32_t>(*gpus);
    job.gpu_milli = *gpus == 0 ? 0 : static_cast<std::int32_t>(milli);
    job.virtual_cluster = row[csv.column("cluster")];
    job.line = row.line();
    jobs_.add(std::move(job), result_.ledger);
  }

  Duration truncated(Duration duration, std::size_t line) {
    const Duration whole = std::chrono::floor<std::chrono::seconds>(duration);
    if (!truncate_ || whole == duration) return duration;
    result_.ledger.note(LedgerAction::corrected, "duration cut to whole seconds", line);
    return whole;
  }

  void check_gpu_time(const CsvFile& csv, const CsvRow& row, Duration duration, std::int64_t gpus) {
    const auto gpu_time = parse_seconds(row[csv.find("gpu_time")]);
    if (!gpu_time) return;
    const double expected = to_seconds(duration) * static_cast<double>(gpus);
    if (std::fabs(to_seconds(*gpu_time) - expected) <= gpu_time_tolerance_s) return;
    result_.ledger.note(LedgerAction::kept, "gpu_time is not duration times GPUs (gpu_time is not used)", row.line());
  }

  // cluster_machine_list tells the memory of a GPU, revised_machine_list.csv does not; neither tells models, CPUs or memory.
  void read_machines(const CsvFile& csv) {
    csv.require({"machineId", "number of GPUs"});
    if (!result_.cluster) result_.cluster.emplace();
    for (std::size_t i = 0; i < csv.row_count(); ++i) {
      const CsvRow row = csv.row(i);
      const auto gpus = whole_number(row[csv.column("number of GPUs")]);
      if (!gpus || *gpus < 0 || *gpus > 64) {
        result_.ledger.note(LedgerAction::dropped, "machine without a number of GPUs from 0 to 64", row.line());
      } else if (*gpus == 0) {
        result_.ledger.note(LedgerAction::dropped, "machine with 0 GPUs left out of the cluster", row.line());
      } else {
        add(static_cast<std::int32_t>(*gpus), row[csv.find("single GPU mem")]);
      }
    }
    if (result_.cluster->pools.empty())
      throw InputError({{csv.path(), csv.header_line(), 0, "", "no machine with GPUs is listed", ""}});
  }

  void add(std::int32_t gpus, std::string_view memory) {
    if (memory.ends_with("GB")) memory.remove_suffix(2);
    const auto gib = whole_number(memory);
    const std::string kind = gib ? "gpu-" + std::to_string(*gib) + "gb" : "gpu";
    Pool pool;
    pool.name = std::to_string(gpus) + "x-" + kind;
    pool.devices = {{"philly-" + kind, gpus}};
    add_machine(*result_.cluster, pool);
    DeviceModel model;
    model.name = "philly-" + kind;
    model.memory_gib = gib ? static_cast<double>(*gib) : 0;
    model.source = "Philly machine list; it tells no model, so the speed is 1";
    add_model(result_.device_models, std::move(model));
  }

  ImportResult result_;
  DatedJobs jobs_;
  bool truncate_;
  AttemptTime attempt_time_;
  std::string job_file_;
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  PhillyImport importer(params);
  for (const std::string& file : files) importer.read(file);
  return importer.result();
}

}  // namespace

const ImporterEntry philly_entry{"philly", "Microsoft Philly 2017: philly.csv or cluster_job_log, and machine lists",
                                 philly_params, read};

}  // namespace suanli::import
