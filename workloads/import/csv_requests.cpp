// csv_requests.cpp -- imports requests from any table: options name the columns.
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"
#include "workloads/cell_value.h"
#include "workloads/civil_time.h"
#include "workloads/csv_reader.h"
#include "workloads/import/importer.h"
#include "workloads/request_rows.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry csv_requests_entry;

namespace {

constexpr ParamSpec column_param(std::string_view name, std::string_view help) {
  return {.name = name, .type = ParamType::text, .help = help};
}

constexpr std::array csv_requests_params{
    column_param("arrival_s", "column of the arrivals; empty: the column arrival_s"),
    column_param("id", "column of the ids; empty: the column id, or the row's number where there is none"),
    column_param("prompt_tokens", "column of the prompts' tokens; empty: the column prompt_tokens, if any"),
    column_param("output_tokens", "column of the outputs' tokens; empty: the column output_tokens, if any"),
    column_param("duration_s", "column of the work on the reference device; empty: the column duration_s, if any"),
    column_param("service", "column of the services; empty: the column service, if any"),
    column_param("session", "column of the sessions; empty: the column session, if any"),
    column_param("tenant", "column of the tenants; empty: the column tenant, if any"),
    column_param("priority", "column of the priorities; empty: the column priority, if any"),
    ParamSpec{.name = "time_unit",
              .type = ParamType::text,
              .default_value = "s",
              .choices = "s|ms|us|ns|date",
              .help = "of the arrivals: a number of seconds, milli-, micro- or nanoseconds, or a date with a time"},
    ParamSpec{.name = "duration_unit",
              .type = ParamType::text,
              .default_value = "s",
              .choices = "s|ms|us|ns",
              .help = "of the durations"},
    ParamSpec{.name = "origin",
              .type = ParamType::text,
              .default_value = "first",
              .choices = "first|zero",
              .help = "time 0 of the trace: the first arrival, or the 0 of the column"},
};

// Decimal text in the unit, exact to the nanosecond; smaller units by moving the decimal exponent.
std::optional<Duration> time_of(std::string_view cell, std::string_view unit) {
  if (unit == "date") return parse_civil_time(cell);
  if (unit == "s") return parse_seconds(cell);
  if (cell.find_first_of("eE") != std::string_view::npos) {
    const auto plain = parse_seconds(cell);  // in the unit
    if (!plain) return std::nullopt;
    const std::int64_t divisor = unit == "ms" ? 1'000 : unit == "us" ? 1'000'000 : 1'000'000'000;
    return Duration((plain->count() + (plain->count() < 0 ? -divisor / 2 : divisor / 2)) / divisor);
  }
  return parse_seconds(std::string(cell) + (unit == "ms" ? "e-3" : unit == "us" ? "e-6" : "e-9"));
}

class CsvImport {
 public:
  CsvImport(const std::string& file, const Params& params)
      : csv_(file),
        params_(params),
        arrival_(column("arrival_s")),
        id_(column("id")),
        prompt_(column("prompt_tokens")),
        output_(column("output_tokens")),
        duration_(column("duration_s")),
        service_(column("service")),
        session_(column("session")),
        tenant_(column("tenant")),
        priority_(column("priority")) {
    if (!arrival_) problems_.push_back(missing("arrival_s", "arrival_s"));
    if (!problems_.empty()) throw InputError(std::move(problems_));
    for (std::size_t i = 0; i < csv_.row_count(); ++i) take(csv_.row(i), i + 1);
    csv_.note_quirks(result_.ledger);
    rows_.move_to(result_.jobs, result_.ledger, params.text("origin") == "first" ? TimeOrigin::first : TimeOrigin::zero);
    require_requests(result_, file);
  }

  ImportResult result() {
    return std::move(result_);
  }

 private:
  Problem missing(std::string_view name, const std::string& option) const {
    return {csv_.path(), csv_.header_line(), 0, {}, "column \"" + std::string(name) + "\" is missing",
            "name it by --option " + option + "=COLUMN; there are: " + csv_.header_text()};
  }

  // The column that the option names, or the one of the option's name.
  std::optional<std::size_t> column(const std::string& option) {
    const std::string& asked = params_.text(option);
    const auto found = csv_.find(asked.empty() ? option : asked);
    if (!found && !asked.empty()) problems_.push_back(missing(asked, option));
    return found;
  }

  std::string_view text(const CsvRow& cells, std::optional<std::size_t> column) const {
    const std::string_view cell = cells[column];
    return is_unknown(cell) ? std::string_view{} : cell;
  }

  // An unknown is 0; false for what is no number of tokens.
  bool tokens(const CsvRow& cells, std::optional<std::size_t> column, std::uint32_t& into) const {
    const std::string_view cell = text(cells, column);
    return cell.empty() || read_tokens(cell, into);
  }

  void take(const CsvRow& cells, std::size_t number) {
    const auto drop = [&](std::string_view reason) { result_.ledger.note(LedgerAction::dropped, reason, cells.line()); };
    RequestRow row{.number = number, .line = cells.line()};
    const auto at = time_of(cells[arrival_], params_.text("time_unit"));
    if (!at) return drop("no arrival that can be read");
    row.at = *at;
    if (!tokens(cells, prompt_, row.prompt_tokens) || !tokens(cells, output_, row.output_tokens)) return drop("tokens that cannot be read");
    if (const std::string_view cell = text(cells, duration_); !cell.empty()) {
      const auto duration = time_of(cell, params_.text("duration_unit"));
      if (!duration || *duration < Duration(0)) return drop("no duration that can be read");
      row.duration = *duration;
    }
    if (const std::string_view cell = text(cells, priority_); !cell.empty()) {
      const auto priority = whole_number(cell);
      if (!priority || *priority != static_cast<std::int32_t>(*priority)) return drop("no priority that can be read");
      row.priority = static_cast<std::int32_t>(*priority);
    }
    row.id = text(cells, id_);
    if (id_ && row.id.empty()) return drop("no id");
    row.service = text(cells, service_);
    row.session = text(cells, session_);
    row.tenant = text(cells, tenant_);
    rows_.add(std::move(row), result_.ledger);
  }

  CsvFile csv_;
  const Params& params_;
  std::vector<Problem> problems_;
  std::optional<std::size_t> arrival_, id_, prompt_, output_, duration_, service_, session_, tenant_, priority_;
  RequestRows rows_;
  ImportResult result_;
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  if (files.size() != 1) throw InputError("", "csv_requests reads one table at a time, not " + std::to_string(files.size()));
  return CsvImport(files.front(), params).result();
}

}  // namespace

const ImporterEntry csv_requests_entry{"csv_requests", "requests from any table of comma-separated values; options name the columns", csv_requests_params, read};

}  // namespace suanli::import
