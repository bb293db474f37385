// swf.cpp -- imports logs of parallel machines in the Standard Workload Format of the Parallel Workloads Archive.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_set>

#include "sim/base/check.h"
#include "workloads/import/importer.h"
#include "workloads/require_jobs.h"
#include "workloads/swf_log.h"

namespace suanli::import {

extern const ImporterEntry swf_entry;

namespace {

constexpr std::int64_t most_processors = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t most_memory_kib = std::int64_t{1} << 50;
constexpr Duration one_second = std::chrono::seconds(1);

// The defaults are the input rules of the published EASY schedules of KTH-SP2 and CTC-SP2 (Gaussier et al., SC'15).
constexpr std::array swf_params{
    ParamSpec{
        .name = "processors",
        .type = ParamType::text,
        .default_value = "requested",
        .choices = "requested|allocated",
        .help = "processors of a job: field 8 (requested), or field 5 (allocated); each stands in where the other is missing"},
    ParamSpec{.name = "clamp",
              .type = ParamType::text,
              .default_value = "machine",
              .choices = "machine|none",
              .help = "machine: a job that wants more processors than there are gets them all; none: it keeps what it wants"},
    ParamSpec{.name = "run",
              .type = ParamType::text,
              .default_value = "cut",
              .choices = "cut|recorded",
              .help = "cut: no job runs longer than its requested time; recorded: field 4 as it is"},
    ParamSpec{.name = "zero",
              .type = ParamType::text,
              .default_value = "one_second",
              .choices = "one_second|keep|drop",
              .help =
                  "jobs without run time or processors: one_second makes 1 s jobs with a request of 1 s, keep takes 0 s and "
                  "1 processor for what is missing, drop leaves them out"},
    ParamSpec{.name = "missing_estimate",
              .type = ParamType::text,
              .default_value = "run",
              .choices = "run|none",
              .help = "jobs without requested time: run takes the run time for it, none sets no limit"},
    ParamSpec{.name = "origin",
              .type = ParamType::text,
              .default_value = "keep",
              .choices = "keep|zero",
              .help = "keep: submit times as in the log; zero: the first job is submitted at 0"},
    ParamSpec{.name = "status",
              .type = ParamType::text,
              .default_value = "all",
              .choices = "all|completed",
              .help = "completed: only jobs of status 1 are taken"},
    ParamSpec{
        .name = "memory",
        .type = ParamType::text,
        .default_value = "ignore",
        .choices = "ignore|use",
        .help = "use: field 10, else field 7, as the memory of each processor's task; ignore, because logs seldom say how much "
                "memory the machine had"},
    ParamSpec{.name = "machine_procs",
              .type = ParamType::integer,
              .default_value = "0",
              .unit = "1",
              .low = 0,
              .high = 1e9,
              .help = "processors of the machine; 0: MaxProcs of the header, else MaxNodes, else the largest job"},
    ParamSpec{.name = "machine_memory_gib",
              .type = ParamType::number,
              .default_value = "0",
              .unit = "GiB",
              .low = 0,
              .high = 9e8,
              .help = "memory of the whole machine, wanted with memory=use; 0: none"},
    ParamSpec{.name = "queue_as_priority",
              .type = ParamType::boolean,
              .default_value = "false",
              .help = "true: the queue number (field 15) is the priority, larger first"},
};

std::string number_text(std::int64_t number) {
  return number < 0 ? std::string() : std::to_string(number);
}

// Words of the format's status numbers. -1, and anything the format does not define, is unknown.
std::string_view status_word(std::int64_t status) {
  switch (status) {
    case 0:
      return "failed";
    case 1:
      return "completed";
    case 2:
      return "partial_continued";
    case 3:
      return "partial_completed";
    case 4:
      return "partial_failed";
    case 5:
      return "cancelled";
    default:
      return "";
  }
}

// Options as read once.
struct SwfRules {
  bool requested_first, clamp, cut, one_second, drop_zero, estimate_from_run, from_zero, completed_only, memory,
      queue_as_priority;

  explicit SwfRules(const Params& params)
      : requested_first(params.text("processors") == "requested"),
        clamp(params.text("clamp") == "machine"),
        cut(params.text("run") == "cut"),
        one_second(params.text("zero") == "one_second"),
        drop_zero(params.text("zero") == "drop"),
        estimate_from_run(params.text("missing_estimate") == "run"),
        from_zero(params.text("origin") == "zero"),
        completed_only(params.text("status") == "completed"),
        memory(params.text("memory") == "use"),
        queue_as_priority(params.flag("queue_as_priority")) {}
};

// What a line becomes on the way to a job.
struct SwfDemand {
  std::int64_t processors = 0;
  Duration run{};
  std::optional<Duration> limit;
};

class SwfImport {
 public:
  SwfImport(const std::string& file, const Params& params) : rules_(params), log_(file, result_.ledger) {
    set_machine(params);
    if (rules_.from_zero) {
      Duration first = Duration::max();
      for (const SwfLine& line : log_.lines) {
        if (line.submit >= Duration(0)) first = std::min(first, line.submit);
      }
      origin_ = log_.lines.empty() ? Duration(0) : first;
    }
    result_.jobs.reserve(log_.lines.size());
    seen_.reserve(log_.lines.size());
    for (const SwfLine& line : log_.lines) take(line);
    require_jobs(result_, file);
  }

  ImportResult result() {
    return std::move(result_);
  }

 private:
  void note(LedgerAction action, std::string_view reason, const SwfLine& line) {
    result_.ledger.note(action, reason, line.line);
  }

  std::int64_t wanted_processors(const SwfLine& line) const {
    const std::int64_t first = rules_.requested_first ? line.requested_processors : line.allocated_processors;
    const std::int64_t second = rules_.requested_first ? line.allocated_processors : line.requested_processors;
    return first > 0 ? first : second;
  }

  void set_machine(const Params& params) {
    machine_ = params.integer("machine_procs");
    if (machine_ == 0) machine_ = log_.header_number("MaxProcs");
    if (machine_ == 0 && (machine_ = log_.header_number("MaxNodes")) > 0) {
      result_.ledger.note(LedgerAction::kept, "header without MaxProcs: MaxNodes taken for the machine");
    }
    if (machine_ == 0) {
      for (const SwfLine& line : log_.lines) machine_ = std::max(machine_, wanted_processors(line));
      machine_ = std::clamp<std::int64_t>(machine_, 1, most_processors);
      result_.ledger.note(LedgerAction::kept, "header without MaxProcs: largest job taken for the machine");
    }
    Pool pool;
    pool.name = "machine";
    pool.cpus = static_cast<double>(machine_);
    pool.memory_gib = params.number("machine_memory_gib");
    result_.cluster = ClusterSpec{{}, {pool}, {}};
    if (rules_.memory && pool.memory_gib == 0) {
      result_.ledger.note(LedgerAction::kept, "memory used, but the machine's is not known: set machine_memory_gib");
    }
  }

  void take(const SwfLine& line) {
    if (is_left_out(line)) return;
    SwfDemand demand{wanted_processors(line), line.run, std::nullopt};
    note_processors(line);
    if (demand.processors > most_processors) return note(LedgerAction::dropped, "more than 2^31 processors", line);
    if (line.requested_time > Duration(0)) demand.limit = line.requested_time;
    if (demand.run <= Duration(0) || demand.processors <= 0) {
      note_zero(line, demand.processors);
      if (rules_.drop_zero) return;
      if (rules_.one_second) demand = {std::max<std::int64_t>(demand.processors, 1), one_second, one_second};
    }
    settle(line, demand);
    add(line, demand);
  }

  bool is_left_out(const SwfLine& line) {
    const auto leave_out = [&](std::string_view reason) {
      note(LedgerAction::dropped, reason, line);
      return true;
    };
    if (line.job_number < 0) return leave_out("no job number");
    if (line.submit < Duration(0)) return leave_out("no submit time");
    // Partial executions follow the summary line of their job and say nothing that it does not.
    if (!seen_.insert(line.job_number).second) {
      return leave_out(line.status >= 2 && line.status <= 4 ? "partial execution of a job above" : "job number used before");
    }
    if (rules_.completed_only && line.status != 1) return leave_out("status is not completed");
    if (line.submit < last_submit_)
      note(LedgerAction::corrected, "submitted before the job above: sorted by submit time", line);
    last_submit_ = line.submit;
    if (line.wait < Duration(0)) note(LedgerAction::kept, "no wait time (waits are not used)", line);
    return false;
  }

  void note_processors(const SwfLine& line) {
    const bool requested = line.requested_processors > 0;
    const bool allocated = line.allocated_processors > 0;
    if (rules_.requested_first && !requested && allocated) {
      note(LedgerAction::corrected, "no requested processors: the allocated taken", line);
    }
    if (!rules_.requested_first && !allocated && requested) {
      note(LedgerAction::corrected, "no allocated processors: the requested taken", line);
    }
  }

  // With zero=drop the job counts once, by the first thing it lacks.
  void note_zero(const SwfLine& line, std::int64_t processors) {
    const LedgerAction action = rules_.drop_zero ? LedgerAction::dropped : LedgerAction::corrected;
    const bool as_it_is = !rules_.drop_zero && !rules_.one_second;
    if (line.run == Duration(0)) note(as_it_is ? LedgerAction::kept : action, "run time 0", line);
    if (line.run < Duration(0)) note(action, "no run time", line);
    if (processors <= 0 && !(rules_.drop_zero && line.run <= Duration(0))) note(action, "no processors", line);
  }

  // Clamps, cuts and completes, each counted.
  void settle(const SwfLine& line, SwfDemand& demand) {
    demand.processors = std::max<std::int64_t>(demand.processors, 1);
    demand.run = std::max(demand.run, Duration(0));
    if (demand.processors > machine_) {
      note(rules_.clamp ? LedgerAction::corrected : LedgerAction::kept, "more processors than the machine has", line);
      if (rules_.clamp) demand.processors = machine_;
    }
    if (demand.limit && demand.run > *demand.limit) {
      note(rules_.cut ? LedgerAction::corrected : LedgerAction::kept, "run longer than requested", line);
      if (rules_.cut) demand.run = *demand.limit;
    }
    if (!demand.limit) {
      note(rules_.estimate_from_run ? LedgerAction::corrected : LedgerAction::kept, "no requested time", line);
      if (rules_.estimate_from_run) demand.limit = demand.run;
    }
  }

  std::int64_t memory_of(const SwfLine& line) {
    if (!rules_.memory) return 0;
    const std::int64_t kib = line.requested_memory_kb > 0 ? line.requested_memory_kb : line.used_memory_kb;
    if (kib <= 0) note(LedgerAction::kept, "no memory known", line);
    if (kib > most_memory_kib) note(LedgerAction::corrected, "more than 2^50 KiB a processor: taken as unknown", line);
    return kib <= 0 || kib > most_memory_kib ? 0 : kib;
  }

  void add(const SwfLine& line, const SwfDemand& demand) {
    const std::string id = std::to_string(line.job_number);
    const std::string user = number_text(line.user);
    const std::string tenant = number_text(line.group);
    JobRecord job;
    job.id = id;
    job.submit = SimTime(line.submit - origin_);
    job.tasks = static_cast<std::uint32_t>(demand.processors);
    job.cpu_milli = 1000;
    job.memory_kib = memory_of(line);
    job.duration = demand.run;
    job.time_limit = demand.limit;
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (rules_.queue_as_priority) job.priority = static_cast<std::int32_t>(std::clamp<std::int64_t>(line.queue, 0, most));
    job.tenant = tenant;
    job.user = user;
    job.recorded_status = status_word(line.status);
    result_.jobs.add(job);
  }

  SwfRules rules_;
  ImportResult result_;
  SwfLog log_;
  std::int64_t machine_ = 0;
  Duration origin_{};
  Duration last_submit_{};
  std::unordered_set<std::int64_t> seen_;  // looked up, never walked
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  if (files.size() != 1) {
    throw InputError("", "swf reads one log at a time, not " + std::to_string(files.size()), "a log holds one machine's jobs");
  }
  return SwfImport(files.front(), params).result();
}

}  // namespace

const ImporterEntry swf_entry{"swf", "Standard Workload Format of the Parallel Workloads Archive (.swf, .swf.gz)", swf_params,
                              read};

}  // namespace suanli::import
