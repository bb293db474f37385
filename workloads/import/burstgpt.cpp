// burstgpt.cpp -- imports BurstGPT, requests to ChatGPT and GPT-4 (Wang et al., 2024), in the schema of its versions 1 to 3.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "sim/base/check.h"
#include "workloads/cell_value.h"
#include "workloads/csv_reader.h"
#include "workloads/import/importer.h"
#include "workloads/request_rows.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry burstgpt_entry;

namespace {

constexpr std::array burstgpt_params{
    ParamSpec{.name = "service",
              .type = ParamType::text,
              .help = "the service that all requests are for; empty: one of the name of each model"},
    ParamSpec{.name = "failed",
              .type = ParamType::text,
              .default_value = "drop",
              .choices = "drop|keep",
              .help = "requests without response tokens, which failed: leave them out, or keep them with no output"},
};

class BurstgptImport {
 public:
  BurstgptImport(const std::string& file, const Params& params)
      : csv_(file), service_(params.text("service")), drop_failed_(params.text("failed") == "drop") {
    csv_.require({"Timestamp", "Model", "Request tokens", "Response tokens", "Log Type"});
    for (std::size_t i = 0; i < csv_.row_count(); ++i) take(csv_.row(i), i + 1);
    csv_.note_quirks(result_.ledger);
    rows_.move_to(result_.jobs, result_.ledger, TimeOrigin::zero);
    require_requests(result_, file);
  }

  ImportResult result() {
    return std::move(result_);
  }

 private:
  void note(LedgerAction action, std::string_view reason, const CsvRow& cells) {
    result_.ledger.note(action, reason, cells.line());
  }

  void take(const CsvRow& cells, std::size_t number) {
    const auto drop = [&](std::string_view reason) { note(LedgerAction::dropped, reason, cells); };
    RequestRow row{.number = number, .line = cells.line()};
    const auto at = parse_seconds(cells[csv_.column("Timestamp")]);
    if (!at) return drop("no timestamp that can be read");
    row.at = *at;
    if (!read_tokens(cells[csv_.column("Request tokens")], row.prompt_tokens) ||
        !read_tokens(cells[csv_.column("Response tokens")], row.output_tokens)) {
      return drop("tokens that cannot be read");
    }
    if (row.output_tokens == 0 && drop_failed_) return drop("no response tokens: the request failed");
    if (row.output_tokens == 0) note(LedgerAction::kept, "no response tokens: the request failed", cells);
    std::uint32_t total = 0;
    const bool has_total = read_tokens(cells[csv_.find("Total tokens")], total);
    if (has_total && total != std::uint64_t{row.prompt_tokens} + row.output_tokens) {
      note(LedgerAction::kept, "total tokens are not the sum of both", cells);
    }
    row.service = service_.empty() ? cells[csv_.column("Model")] : std::string_view(service_);
    row.tenant = cells[csv_.column("Log Type")];
    row.session = cells[csv_.find("Session ID")];
    if (is_unknown(row.session)) row.session = {};
    rows_.add(std::move(row), result_.ledger);
  }

  CsvFile csv_;
  std::string service_;
  bool drop_failed_;
  RequestRows rows_;
  ImportResult result_;
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  if (files.size() != 1) {
    throw InputError("", "burstgpt reads one file at a time, not " + std::to_string(files.size()), "their times begin anew");
  }
  return BurstgptImport(files.front(), params).result();
}

}  // namespace

const ImporterEntry burstgpt_entry{"burstgpt", "BurstGPT: requests to ChatGPT and GPT-4; log types are tenants", burstgpt_params, read};

}  // namespace suanli::import
