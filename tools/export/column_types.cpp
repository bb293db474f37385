// column_types.cpp -- the known columns by name or unit, the others by their cells.
#include "tools/export/column_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "tools/export/result_table.h"

namespace suanli::exports {
namespace {

constexpr std::array<std::string_view, 24> text_columns{
    "job_id", "tenant", "user",  "status",      "nodes",  "wait_reason", "reject_reason", "devices", "node", "pool",     "zone",
    "model",  "metric", "stat",  "device_kind", "unit",   "kind",        "request_id",    "service", "key",  "scenario", "replica",
    "fault",  "device_model"};
constexpr std::array<std::string_view, 22> integer_columns{"priority",     "tasks",           "preemptions", "restarts",
                                                           "fpgas",        "queued_jobs",     "running_jobs", "queued_requests",
                                                           "down_nodes",   "prompt_tokens",   "output_tokens", "jobs_hit",
                                                           "point",        "replication",     "seed",         "n",
                                                           "attempts",     "hedged",          "slo_met",      "iterations",
                                                           "cached_tokens", "requests_completed"};
constexpr std::array<std::string_view, 11> real_columns{"cpus",  "gpus",      "bounded_slowdown", "utilisation", "value",
                                                        "count", "busy_gpus", "busy_cpus",        "busy_fpgas",  "fragmentation",
                                                        "batch_mean"};
constexpr std::array<std::string_view, 5> units{"_s", "_j", "_usd", "_g", "_w"};

template <class Names>
bool has(const Names& names, std::string_view column) {
  return std::find(names.begin(), names.end(), column) != names.end();
}

std::optional<ColumnType> known_type(std::string_view column) {
  if (column.starts_with('/')) return std::nullopt;  // an axis, named by its JSON pointer
  if (has(text_columns, column)) return ColumnType::text;
  if (has(integer_columns, column)) return ColumnType::integer;
  const auto is_unit_of = [&](std::string_view unit) { return column.ends_with(unit); };
  if (has(real_columns, column) || std::any_of(units.begin(), units.end(), is_unit_of)) return ColumnType::real;
  return std::nullopt;
}

// As a number is written: "7", "-0.5", "1e-05"; not "007", which as a number would lose its zeros.
bool is_number(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return false;
  const std::string_view digits = cell.substr(cell.starts_with('-') ? 1 : 0);
  return digits.size() < 2 || digits[0] != '0' || digits[1] == '.' || digits[1] == 'e';
}

}  // namespace

std::vector<ColumnType> column_types(const std::string& path) {
  ResultTable table(path);
  std::vector<ColumnType> types;
  std::vector<std::size_t> unknown;
  for (const std::string& column : table.columns()) {
    const auto type = known_type(column);
    if (!type) unknown.push_back(types.size());
    types.push_back(type.value_or(ColumnType::numeric));
  }
  while (!unknown.empty() && table.next()) {
    std::erase_if(unknown, [&](std::size_t column) {
      if (table[column].empty() || is_number(table[column])) return false;
      types[column] = ColumnType::text;
      return true;
    });
  }
  return types;
}

}  // namespace suanli::exports
