// philly_job_log.cpp -- from the attempts of a Philly job to one duration and one number of GPUs.
#include "workloads/philly_job_log.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sim/base/check.h"
#include "sim/model/job.h"
#include "workloads/cell_value.h"
#include "workloads/civil_time.h"
#include "workloads/packed_input.h"
#include "workloads/utf8.h"

namespace suanli {
namespace {

using simdjson::dom::element;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string whole_text(const std::string& file, Ledger& ledger) {
  std::string text = read_whole(file);
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  if (!simdjson::validate_utf8(text) && repair_utf8(text)) {
    ledger.note(LedgerAction::corrected, "bytes that are not UTF-8 replaced");
  }
  return text;
}

// The parser in use does not tell where it stopped; the other one does, and time does not matter any more.
[[noreturn]] void fail_as_json(const std::string& file, const std::string& text, const std::string& what) {
  std::size_t line = 1;
  try {
    const auto document = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    line += static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
  }
  throw InputError({{file, line, 0, "", what, "cluster_job_log is a JSON list of jobs"}});
}

std::string_view text_of(const element& object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS || is_unknown(text)) return {};
  return text;
}

std::size_t gpus_of(const element& attempt) {
  simdjson::dom::array machines;
  std::size_t count = 0;
  if (attempt["detail"].get(machines) != simdjson::SUCCESS) return 0;
  for (const element machine : machines) {
    simdjson::dom::array gpus;
    if (machine["gpus"].get(gpus) == simdjson::SUCCESS) count += gpus.size();
  }
  return count;
}

struct Attempts {
  std::size_t count = 0;
  std::size_t incomplete = 0;
  std::size_t gpus = 0;
  Duration sum{};
  std::optional<Duration> first_start;
  std::optional<Duration> last_end;
};

Attempts read_attempts(const element& job) {
  Attempts all;
  simdjson::dom::array list;
  if (job["attempts"].get(list) != simdjson::SUCCESS) return all;
  for (const element attempt : list) {
    ++all.count;
    if (all.gpus == 0) all.gpus = gpus_of(attempt);
    const auto start = parse_civil_time(text_of(attempt, "start_time"));
    const auto end = parse_civil_time(text_of(attempt, "end_time"));
    if (!start || !end || *end < *start || *end - *start > Duration::max() - all.sum) {
      ++all.incomplete;
      continue;
    }
    all.sum += *end - *start;
    all.first_start = all.first_start ? std::min(*all.first_start, *start) : *start;
    all.last_end = all.last_end ? std::max(*all.last_end, *end) : *end;
  }
  return all;
}

void take(const element& record, std::size_t number, AttemptTime attempt_time, DatedJobs& jobs, Ledger& ledger) {
  const auto drop = [&](std::string_view reason) { ledger.note(LedgerAction::dropped, reason, number); };
  const auto submitted = parse_civil_time(text_of(record, "submitted_time"));
  const Attempts attempts = read_attempts(record);
  if (!submitted) return drop("no submit time");
  if (attempts.count == 0) return drop("no attempt: the job never ran");
  if (!attempts.first_start) return drop("no attempt with start and end");
  if (attempts.gpus == 0) return drop("no GPUs named");
  if (attempts.incomplete > 0) ledger.note(LedgerAction::corrected, "attempts without start or end not counted", number);
  DatedJob job;
  job.submitted = *submitted;
  job.duration = attempt_time == AttemptTime::sum ? attempts.sum : *attempts.last_end - *attempts.first_start;
  job.tasks = static_cast<std::uint32_t>(attempts.gpus);
  job.gpu_milli = static_cast<std::int32_t>(milli);
  job.id = text_of(record, "jobid");
  job.virtual_cluster = text_of(record, "vc");
  job.user = text_of(record, "user");
  job.status = text_of(record, "status");
  job.line = number;
  if (job.duration == Duration(0)) ledger.note(LedgerAction::kept, "duration 0", number);
  jobs.add(std::move(job), ledger);
}

}  // namespace

bool begins_like_json(const std::string& file) {
  std::array<char, 4096> bytes{};
  PackedInput input(file);
  std::string_view text(bytes.data(), input.read(bytes));
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '[' || text[first] == '{');
}

void read_philly_job_log(const std::string& file, AttemptTime attempt_time, DatedJobs& jobs, Ledger& ledger) {
  const std::string text = whole_text(file, ledger);
  simdjson::dom::parser parser;
  element document;
  if (const auto error = parser.parse(text).get(document); error != simdjson::SUCCESS) {
    fail_as_json(file, text, simdjson::error_message(error));
  }
  simdjson::dom::array records;
  if (document.get(records) != simdjson::SUCCESS) fail_as_json(file, text, "the document is not a list");
  std::size_t number = 0;
  for (const element record : records) {
    ++number;
    if (!record.is_object())
      ledger.note(LedgerAction::dropped, "record that is not an object", number);
    else
      take(record, number, attempt_time, jobs, ledger);
  }
}

}  // namespace suanli
