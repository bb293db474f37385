// job_rows.cpp -- reads the cells of a job, among them where it ran and on which devices.
#include "tools/export/job_rows.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace suanli::exports {
namespace {

constexpr std::array<std::string_view, 14> column_names{"job_id", "tenant",  "user",  "tasks",  "cpus",  "gpus",        "fpgas",
                                                        "submit_s", "start_s", "end_s", "status", "nodes", "wait_reason", "devices"};

// Takes a whole number off the front of the text.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// Up to the separator, which is dropped too.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t at = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

// Takes "NAME:TASKS" and the semicolon behind it; a name may hold colons and semicolons itself.
std::optional<std::pair<std::string_view, std::int64_t>> take_place(std::string_view& text) {
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
    std::string_view rest = text.substr(colon + 1);
    const auto tasks = take_number(rest);
    if (!tasks || (!rest.empty() && rest.front() != ';')) continue;
    const std::string_view name = text.substr(0, colon);
    take(rest, ';');
    text = rest;
    return std::pair(name, *tasks);
  }
  return std::nullopt;
}

}  // namespace

std::optional<DeviceMasks> parse_devices(std::string_view text) {
  DeviceMasks masks;
  if (text.ends_with('+')) return std::nullopt;
  while (!text.empty()) {
    std::string_view part = take_until(text, '+');
    if (part.empty() || (part[0] != 'g' && part[0] != 'f')) return std::nullopt;
    std::uint64_t& mask = part[0] == 'g' ? masks.gpus : masks.fpgas;
    part.remove_prefix(1);
    const auto first = take_number(part);
    const auto last = take(part, '-') ? take_number(part) : first;
    if (!first || !last || !part.empty() || *last < *first || *last > 63) return std::nullopt;
    for (std::int64_t device = *first; device <= *last; ++device) mask |= std::uint64_t{1} << device;
  }
  return masks;
}

JobRows::JobRows(const std::string& directory, const NodeList& node_list) : table_(directory + "/jobs.csv"), node_list_(node_list) {
  for (std::size_t i = 0; i < column_count; ++i) columns_[i] = table_.column(column_names[i]);
}

void JobRows::read_places() {
  row_.places.clear();
  std::string_view left = table_[columns_[nodes]];
  std::string_view devices_left = table_[columns_[devices]];
  while (!left.empty()) {
    const auto place = take_place(left);
    if (!place) table_.fail(columns_[nodes], "node:tasks;node:tasks");
    const std::size_t node = node_list_.find(place->first);
    if (node == node_list_.size()) table_.fail("node \"" + std::string(place->first) + "\" is not in nodes.csv");
    const auto held = parse_devices(take_until(devices_left, ';'));
    if (!held) table_.fail(columns_[devices], "devices as g0-7;g0-3+f1");
    row_.places.push_back({node, place->second, *held});
  }
}

bool JobRows::next() {
  if (!table_.next()) return false;
  row_.id = table_[columns_[job_id]];
  row_.tenant = table_[columns_[tenant]];
  row_.user = table_[columns_[user]];
  row_.wait_reason = table_[columns_[wait_reason]];
  const auto word = std::find(job_status_names.begin(), job_status_names.end(), table_[columns_[status]]);
  if (word == job_status_names.end()) table_.fail(columns_[status], "how a job can end");
  row_.status = static_cast<JobStatus>(word - job_status_names.begin());
  row_.tasks = table_.whole(columns_[tasks]);
  row_.milli = {table_.milli(columns_[cpus]), table_.milli(columns_[gpus]), table_.whole(columns_[fpgas]) * milli};
  constexpr std::int64_t most = 1'000'000'000'000'000;  // sums of 9000 such demands have a number
  for (const std::int64_t demand : row_.milli) {
    if (row_.tasks < 1 || demand < 0 || demand > most / row_.tasks) table_.fail("no job of a run has this demand");
  }
  const auto submitted = table_.seconds(columns_[submit]);
  if (!submitted || *submitted < Duration(0)) table_.fail(columns_[submit], "a time in seconds");
  row_.submit = *submitted;
  row_.start = table_.seconds(columns_[start]);
  row_.end = table_.seconds(columns_[end]);
  if (row_.start.value_or(row_.submit) < row_.submit) table_.fail("the job starts before it is submitted");
  if (row_.end && (!row_.start || *row_.end < *row_.start)) table_.fail("the job ends before it starts");
  read_places();
  return true;
}

}  // namespace suanli::exports
