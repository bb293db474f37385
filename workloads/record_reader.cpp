// record_reader.cpp -- keys are found by the place they had in the record before; what is missing gets its default.
#include "workloads/record_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "sim/base/int128.h"
#include "workloads/json_syntax.h"
#include "workloads/plain_text.h"

namespace suanli {
namespace {

constexpr std::string_view null_is_absent = "a null is taken as not given";

std::size_t index_of_field(std::string_view name) {
  const auto readers = trace_field_readers();
  const auto found =
      std::find_if(readers.begin(), readers.end(), [&](const auto& reader) { return reader.field.name == name; });
  return static_cast<std::size_t>(found - readers.begin());
}

std::uint64_t bit(std::size_t index) {
  return std::uint64_t{1} << index;
}

}  // namespace

RecordReader::RecordReader(RecordContext& context, WorkloadBuilder& builder)
    : context_(context),
      builder_(builder),
      id_bit_(bit(index_of_field("id"))),
      submit_bit_(bit(index_of_field("submit_s"))),
      duration_bit_(bit(index_of_field("duration_s"))),
      arrival_bit_(bit(index_of_field("arrival_s"))) {
  for (std::size_t i = 0; i < trace_fields().size(); ++i) {
    const TraceField& field = trace_fields()[i];
    patterns_[i] = pattern_of(field.name);
    if (field.of == TraceRecordKind::job) job_only_ |= bit(i);
    if (field.of == TraceRecordKind::request) request_only_ |= bit(i);
  }
}

void RecordReader::fail(const char* where, std::string_view pointer, std::string what, std::string hint) {
  good_ = false;
  context_.fail(where, pointer, std::move(what), std::move(hint));
}

void RecordReader::start(const char* begin, TraceRecordKind kind) {
  problems_before_ = context_.problem_count();
  record_.clear();
  record_.job.line = record_.request.line = static_cast<std::uint32_t>(context_.advance_line(begin));
  seen_ = given_ = 0;
  kind_ = kind;
  work_ = nullptr;
  good_ = true;
}

void RecordReader::finish(const char* begin) {
  tell_kind();
  const bool is_job = kind_ == TraceRecordKind::job;
  if (given(is_job ? request_only_ : job_only_)) tell_strangers();
  if (!record_.work_text.empty()) read_work();
  if (!good_ || context_.problem_count() != problems_before_) return;
  if (is_job) {
    if (complete_job(begin)) builder_.add(record_.job);
  } else if (complete_request(begin)) {
    builder_.add_request(record_.request);
  }
}

void RecordReader::tell_kind() {
  if (kind_ != TraceRecordKind::both) return;
  const bool is_request = given(arrival_bit_) || (given(request_only_) && !given(submit_bit_));
  kind_ = is_request ? TraceRecordKind::request : TraceRecordKind::job;
}

// One field of the other kind is enough to tell.
void RecordReader::tell_strangers() {
  const bool is_job = kind_ == TraceRecordKind::job;
  const auto index = static_cast<std::size_t>(std::countr_zero(given_ & (is_job ? request_only_ : job_only_)));
  const std::string key(readers_[index].field.name);
  fail(key_at_[index], {}, '"' + key + (is_job ? "\" belongs to a request, and this is a job" : "\" belongs to a job, and this is a request"),
       "a job has submit_s, a request has arrival_s");
}

void RecordReader::read_work() {
  const std::string_view text = record_.work_text;
  std::vector<Problem> problems;
  if (kind_ == TraceRecordKind::job) {
    auto known = record_.works.find(text);
    if (known == record_.works.end()) {
      ReadWork work = parse_work(text, "/work", problems);
      if (problems.empty()) known = record_.works.emplace(std::string(text), std::move(work)).first;
    }
    if (problems.empty()) work_ = &known->second;
  } else {
    auto known = record_.kernels.find(text);
    if (known == record_.kernels.end()) {
      std::string kernel = parse_request_work(text, "/work", problems);
      if (problems.empty()) known = record_.kernels.emplace(std::string(text), std::move(kernel)).first;
    }
    if (problems.empty()) record_.request.kernel = known->second;
  }
  for (Problem& problem : problems) fail(text.data(), problem.pointer, std::move(problem.what), std::move(problem.hint));
}

bool RecordReader::read_plain(std::string_view line) {
  const std::size_t count = split_plain(line);
  if (count == 0) return false;
  start(line.data(), TraceRecordKind::both);
  for (std::size_t i = 0; i < count; ++i) {
    const TraceFieldReader& reader = readers_[plain_[i].field];
    TraceValue value(plain_[i].token, reader.field, context_, record_.spelled);
    given_ |= bit(plain_[i].field);
    key_at_[plain_[i].field] = plain_[i].key_at;
    reader.read(value, record_);
  }
  finish(line.data());
  return true;
}

// The number of fields, now in plain_; 0 when the line is not plain.
std::size_t RecordReader::split_plain(std::string_view line) {
  const char* at = line.data();
  const char* const end = at + line.size();
  std::uint64_t seen = 0;
  if (line.size() < 2 || *at != '{') return 0;
  for (std::size_t count = 0; count < max_fields && end - at > 3;) {
    if (at[1] == ' ') ++at;
    if (at[1] != '"') return 0;
    const std::size_t field = find_known(at + 2, count);
    if (field == readers_.size() || (seen & bit(field)) != 0) return 0;
    seen |= bit(field);
    const char* const key_at = at + 1;
    at += 2 + readers_[field].field.name.size() + 1;
    if (*at != ':') return 0;
    at += at[1] == ' ' ? 2 : 1;
    const char* const token = at;
    if (*at == '"') {
      at = end_of_plain_text(at + 1, end);
      if (at >= end || *at++ != '"') return 0;
    } else if ((*at >= '0' && *at <= '9') || *at == '-') {
      at = end_of_number(at, end);
    } else {
      return 0;
    }
    if (at >= end || at - token > static_cast<std::ptrdiff_t>(max_text_bytes)) return 0;
    plain_[count++] = {static_cast<std::uint8_t>(field), key_at, without_blanks({token, static_cast<std::size_t>(at - token)})};
    if (*at == '}') return at + 1 == end ? count : 0;
    if (*at != ',') return 0;
  }
  return 0;
}

void RecordReader::read(simdjson::ondemand::document& parsed, simdjson::ondemand::object object, const char* begin,
                        TraceRecordKind kind) {
  start(begin, kind);
  std::size_t place = 0;
  for (auto result : object) {
    if (result.error()) {
      const char* where = nullptr;
      if (parsed.current_location().get(where)) where = nullptr;
      report_syntax(context_, result.error(), where);
      return;
    }
    simdjson::ondemand::field&& field = std::move(result).value_unsafe();  // a copy of it costs a stalled load
    read_field(field, place++);
    if (context_.broken()) return;
  }
  finish(begin);
}

void RecordReader::read_field(simdjson::ondemand::field& field, std::size_t place) {
  const char* const key_at = field.key().raw() - 1;
  const TraceFieldReader* const found = find_field(field, place);
  if (found == nullptr) return;
  const TraceFieldReader& reader = *found;
  const std::uint64_t field_bit = bit(static_cast<std::size_t>(found - readers_.data()));
  if ((seen_ & field_bit) != 0) {
    std::string pointer = "/";
    pointer += reader.field.name;
    fail(key_at, pointer, "is given twice");
    return;
  }
  seen_ |= field_bit;
  TraceValue value(field.value(), reader.field, context_, record_.spelled);
  if (value.is_null() && !reader.field.default_value.empty()) {
    value.note(LedgerAction::kept, null_is_absent);
    return;
  }
  given_ |= field_bit;
  key_at_[static_cast<std::size_t>(found - readers_.data())] = key_at;
  reader.read(value, record_);
}

// The field whose name stands, unescaped, behind the opening quote; readers_.size() when there is none.
std::size_t RecordReader::find_known(const char* raw, std::size_t place) {
  std::uint8_t& usual = usual_[place % max_fields];
  if (is_key(raw, patterns_[usual])) return usual;
  std::size_t index = 0;
  while (index < readers_.size() && !is_key(raw, patterns_[index])) ++index;
  if (index < readers_.size()) usual = static_cast<std::uint8_t>(index);
  return index;
}

// Null, after the problem was told, when no field has the key.
const TraceFieldReader* RecordReader::find_field(simdjson::ondemand::field& field, std::size_t place) {
  const char* const raw = field.key().raw();
  const std::size_t known = find_known(raw, place);
  if (known < readers_.size()) return &readers_[known];
  std::string_view key;
  if (const auto error = field.unescaped_key().get(key)) {
    report_syntax(context_, error, raw - 1);
    return nullptr;
  }
  const std::size_t index = index_of_field(key);
  if (index < readers_.size()) return &readers_[index];
  unknown_key(key, raw - 1);
  return nullptr;
}

void RecordReader::unknown_key(std::string_view key, const char* where) {
  std::vector<std::string> known;
  for (const TraceField& field : trace_fields()) known.emplace_back(field.name);
  fail(where, {}, "unknown key \"" + std::string(key.substr(0, 64)) + "\"", did_you_mean(key, known));
}

// Fills in defaults and checks what only the whole record can tell.
bool RecordReader::complete_job(const char* begin) {
  JobRecord& job = record_.job;
  if (!given(id_bit_)) fail(begin, {}, "a job needs an id", "a text or a whole number that no other job has");
  if (!given(submit_bit_)) fail(begin, {}, "a job needs submit_s", "when it is submitted, in seconds");
  if (work_ != nullptr) take_work(begin);
  else if (!given(duration_bit_)) fail(begin, {}, "a job needs duration_s", "its run time in seconds, or describe its work");
  if (job.cpu_milli < 0) job.cpu_milli = job.gpu_milli == 0 && job.fpgas == 0 ? milli : 0;
  job.device_models = record_.device_models;
  job.zones = record_.zones;
  job.depends_on = record_.depends_on;
  if (!checked_add(job.submit, job.duration)) {
    fail(begin, "/duration_s", "submit_s + duration_s is out of range", "292 years at most");
  }
  return check_tasks(begin) && good_;
}

bool RecordReader::complete_request(const char* begin) {
  RequestRecord& request = record_.request;
  if (!given(id_bit_)) fail(begin, {}, "a request needs an id", "a text or a whole number that no other request has");
  if (!given(arrival_bit_)) fail(begin, {}, "a request needs arrival_s", "when it arrives, in seconds");
  request.prefix_hashes = record_.prefix_hashes;
  if (!checked_add(request.arrival, request.duration)) {
    fail(begin, "/duration_s", "arrival_s + duration_s is out of range", "292 years at most");
  }
  return good_;
}

void RecordReader::take_work(const char* begin) {
  JobRecord& job = record_.job;
  job.work = &work_->work;
  job.steps = work_->steps;
  if (given(duration_bit_)) {
    fail(begin, "/duration_s", "is given beside work{}, which says how long the job runs", "leave one of them out");
  }
  if (job.gpu_milli % milli != 0) fail(begin, "/gpus", "described work needs whole GPUs");
  if (job.cpu_milli == 0 && job.gpu_milli == 0 && job.fpgas == 0) fail(begin, "/work", "needs CPUs, GPUs or FPGAs to run on");
  if (!job.reference_model.empty()) fail(begin, "/reference_model", "says nothing of described work", "leave it out");
}

bool RecordReader::check_tasks(const char* begin) {
  JobRecord& job = record_.job;
  const auto overflows = [&](std::int64_t demand) {
    return static_cast<Int128>(demand) * job.tasks > std::numeric_limits<std::int64_t>::max();
  };
  if (overflows(job.cpu_milli) || overflows(job.memory_kib))
    fail(begin, "/tasks", "the demands of all tasks together are out of range");
  if (job.min_tasks == 0 && job.max_tasks == 0) return good_;
  if (job.min_tasks == 0) job.min_tasks = job.tasks;
  if (job.max_tasks == 0) job.max_tasks = job.tasks;
  if (job.min_tasks > job.tasks || job.tasks > job.max_tasks) {
    fail(begin, "/tasks", "tasks must lie between min_tasks and max_tasks",
         std::to_string(job.tasks) + " is not from " + std::to_string(job.min_tasks) + " to " + std::to_string(job.max_tasks));
  }
  return good_;
}

}  // namespace suanli
