// trace_fields.cpp -- the table of fields: each row is a field's description and its reader.
#include "workloads/trace_fields.h"

#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "workloads/trace_record.h"

namespace suanli {
namespace {

constexpr std::int64_t billionths_per_milli = 1'000'000;
constexpr std::int64_t max_count = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t min_priority = std::numeric_limits<std::int32_t>::min();

constexpr std::string_view rounded = "an amount of CPUs or GPUs finer than a thousandth was rounded to a thousandth";
constexpr std::string_view no_limit = "a time_limit_s that is not above 0 is taken as unknown";

// Nearest milli-unit; an amount above 0 never becomes 0.
bool read_milli(TraceValue& value, std::int64_t& into) {
  std::int64_t amount = 0;
  if (!value.billionths(amount)) return false;
  into = amount / billionths_per_milli + (amount % billionths_per_milli >= billionths_per_milli / 2 ? 1 : 0);
  if (into == 0 && amount > 0) {
    value.fail("must be 0 or at least 0.001");
    return false;
  }
  if (into * billionths_per_milli != amount) value.note(LedgerAction::corrected, rounded);
  return true;
}

template <class Number>
void read_whole(TraceValue& value, std::int64_t low, Number& into) {
  std::int64_t number = 0;
  if (value.whole(low, max_count, number)) into = static_cast<Number>(number);
}

void read_id(TraceValue& value, TraceRecord& record) {
  if (value.id(record.job.id)) record.request.id = record.job.id;
}

void read_submit(TraceValue& value, TraceRecord& record) {
  std::int64_t time = 0;
  if (value.billionths(time)) record.job.submit = SimTime(Duration(time));
}

void read_tasks(TraceValue& value, TraceRecord& record) {
  read_whole(value, 1, record.job.tasks);
}

void read_cpus(TraceValue& value, TraceRecord& record) {
  read_milli(value, record.job.cpu_milli);
}

void read_memory(TraceValue& value, TraceRecord& record) {
  std::int64_t gib = 0;
  if (!value.billionths(gib)) return;
  // Whole GiB and the rest apart: together they would need 128 bits.
  constexpr std::int64_t kib_per_gib = 1 << 20;
  record.job.memory_kib = gib / billion * kib_per_gib + (gib % billion * kib_per_gib + billion / 2) / billion;
}

void read_gpus(TraceValue& value, TraceRecord& record) {
  std::int64_t gpus = 0;
  if (!read_milli(value, gpus)) return;
  if (gpus > max_count || (gpus > milli && gpus % milli != 0)) {
    value.fail("must be a share below 1, or a whole number of GPUs up to 2147483");
    return;
  }
  record.job.gpu_milli = static_cast<std::int32_t>(gpus);
}

void read_fpgas(TraceValue& value, TraceRecord& record) {
  read_whole(value, 0, record.job.fpgas);
}

void read_device_model(TraceValue& value, TraceRecord& record) {
  value.texts(record.device_models);
}

void read_duration(TraceValue& value, TraceRecord& record) {
  std::int64_t time = 0;
  if (value.billionths(time)) record.job.duration = record.request.duration = Duration(time);
}

void read_time_limit(TraceValue& value, TraceRecord& record) {
  std::int64_t limit = 0;
  if (!value.signed_billionths(limit)) return;
  if (limit > 0) {
    record.job.time_limit = Duration(limit);
  } else {
    value.note(LedgerAction::kept, no_limit);
  }
}

void read_tenant(TraceValue& value, TraceRecord& record) {
  if (value.text(record.job.tenant)) record.request.tenant = record.job.tenant;
}

void read_user(TraceValue& value, TraceRecord& record) {
  value.text(record.job.user);
}

void read_priority(TraceValue& value, TraceRecord& record) {
  read_whole(value, min_priority, record.job.priority);
  record.request.priority = record.job.priority;
}

void read_deadline(TraceValue& value, TraceRecord& record) {
  std::int64_t time = 0;
  if (value.billionths(time)) record.job.deadline = SimTime(Duration(time));
}

void read_depends_on(TraceValue& value, TraceRecord& record) {
  value.ids(record.depends_on);
}

void read_zones(TraceValue& value, TraceRecord& record) {
  value.texts(record.zones);
}

void read_min_tasks(TraceValue& value, TraceRecord& record) {
  read_whole(value, 1, record.job.min_tasks);
}

void read_max_tasks(TraceValue& value, TraceRecord& record) {
  read_whole(value, 1, record.job.max_tasks);
}

// Which kind of work it is, and so what it may say, is told by the whole record.
void read_work(TraceValue& value, TraceRecord& record) {
  value.object(record.work_text);
}

void read_status(TraceValue& value, TraceRecord& record) {
  value.text(record.job.recorded_status);
}

void read_reference_model(TraceValue& value, TraceRecord& record) {
  value.text(record.job.reference_model);
}

void read_work_kind(TraceValue& value, TraceRecord& record) {
  std::size_t choice = 0;
  if (value.choice(choice)) record.job.work_kind = static_cast<WorkKind>(choice);
}

void read_arrival(TraceValue& value, TraceRecord& record) {
  std::int64_t time = 0;
  if (value.billionths(time)) record.request.arrival = SimTime(Duration(time));
}

void read_service(TraceValue& value, TraceRecord& record) {
  value.text(record.request.service);
}

void read_prompt_tokens(TraceValue& value, TraceRecord& record) {
  read_whole(value, 0, record.request.prompt_tokens);
}

void read_output_tokens(TraceValue& value, TraceRecord& record) {
  read_whole(value, 0, record.request.output_tokens);
}

void read_session(TraceValue& value, TraceRecord& record) {
  value.text(record.request.session);
}

void read_prefix_hashes(TraceValue& value, TraceRecord& record) {
  value.hashes(record.prefix_hashes);
}

using enum TraceType;
constexpr TraceRecordKind both = TraceRecordKind::both;
constexpr TraceRecordKind request = TraceRecordKind::request;

constexpr std::array readers{
    TraceFieldReader{{"id", id, "", "", "a text or a whole number that no other job has", "", both,
                      "a text or a whole number that no other request has"}, read_id},
    TraceFieldReader{{"submit_s", number, "s", "", "when the job is submitted, from the start of the trace"}, read_submit},
    TraceFieldReader{{"tasks", whole_number, "1", "1", "tasks of the gang, placed all or none; demands are per task"},
                     read_tasks},
    TraceFieldReader{{"cpus", number, "1", "1 when no device is asked for, else 0", "CPUs per task, to a thousandth"},
                     read_cpus},
    TraceFieldReader{{"memory_gib", number, "GiB", "0", "memory per task, kept to a KiB"}, read_memory},
    TraceFieldReader{{"gpus", number, "1", "0", "GPUs per task: whole, or a share below 1 of one GPU"}, read_gpus},
    TraceFieldReader{{"fpgas", whole_number, "1", "0", "FPGAs per task"}, read_fpgas},
    TraceFieldReader{{"device_model", texts, "", "any", "device models the tasks may use"}, read_device_model},
    TraceFieldReader{{"duration_s", number, "s", "none beside work", "run time on the reference model, or on any device when there is none; needed unless there is work", "", both,
                      "work on the reference device, for services that are no language model", "0"},
                     read_duration},
    TraceFieldReader{{"time_limit_s", number, "s", "none", "what the user asked for; 0 or less: unknown"}, read_time_limit},
    TraceFieldReader{{"tenant", text, "", "none", "who pays: a project, group or queue", "", both}, read_tenant},
    TraceFieldReader{{"user", text, "", "none", "who submitted it"}, read_user},
    TraceFieldReader{{"priority", whole_number, "1", "0", "larger is more important", "", both}, read_priority},
    TraceFieldReader{{"deadline_s", number, "s", "none", "when the job should have ended, from the start of the trace"},
                     read_deadline},
    TraceFieldReader{{"depends_on", ids, "", "none", "ids of jobs that must have completed first"}, read_depends_on},
    TraceFieldReader{{"zones", texts, "", "any", "zones the tasks may run in"}, read_zones},
    TraceFieldReader{{"min_tasks", whole_number, "1", "tasks", "fewest tasks an elastic job can run with"}, read_min_tasks},
    TraceFieldReader{{"max_tasks", whole_number, "1", "tasks", "most tasks an elastic job can use"}, read_max_tasks},
    TraceFieldReader{{"work_kind", text, "", "batch", "which of a device's speeds counts", "batch|training|inference"},
                     read_work_kind},
    TraceFieldReader{{"reference_model", text, "", "any", "the device model that duration_s was measured on"},
                     read_reference_model},
    TraceFieldReader{{"status", text, "", "none", "how the job ended in the record; kept, never acted on"}, read_status},
    TraceFieldReader{{"work", object, "", "none", "training steps, a bag of tasks or a pipeline instead of duration_s", "", both,
                      "what else its answer needs: the kernel that a device must be configured for"},
                     read_work},
    TraceFieldReader{{"arrival_s", number, "s", "", "when the request arrives, from the start of the trace; it makes a record a request", "", request},
                     read_arrival},
    TraceFieldReader{{"service", text, "", "the only one", "name of the service that it is for", "", request}, read_service},
    TraceFieldReader{{"prompt_tokens", whole_number, "1", "0", "tokens of its prompt", "", request}, read_prompt_tokens},
    TraceFieldReader{{"output_tokens", whole_number, "1", "0", "tokens that it will produce", "", request}, read_output_tokens},
    TraceFieldReader{{"session", text, "", "none", "the conversation it is a turn of", "", request}, read_session},
    TraceFieldReader{{"prefix_hashes", hashes, "", "none", "of the blocks of its prompt, the first block first: equal hashes, equal prompts up to there",
                      "", request}, read_prefix_hashes},
};

constexpr auto fields = [] {
  std::array<TraceField, readers.size()> all{};
  for (std::size_t i = 0; i < readers.size(); ++i) all[i] = readers[i].field;
  return all;
}();

}  // namespace

std::span<const TraceField> trace_fields() {
  return fields;
}

std::span<const TraceFieldReader> trace_field_readers() {
  return readers;
}

void TraceRecord::clear() {
  job = {};
  job.cpu_milli = -1;
  request = {};
  prefix_hashes.clear();
  device_models.clear();
  zones.clear();
  depends_on.clear();
  spelled.clear();
  work_text = {};
}

}  // namespace suanli
