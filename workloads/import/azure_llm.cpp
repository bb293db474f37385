// azure_llm.cpp -- imports the requests of Azure's language-model services of 2023 (Patel et al., Splitwise, ISCA 2024).
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "sim/base/check.h"
#include "workloads/civil_time.h"
#include "workloads/csv_reader.h"
#include "workloads/import/importer.h"
#include "workloads/request_rows.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry azure_llm_entry;

namespace {

constexpr std::array azure_llm_params{
    ParamSpec{.name = "service", .type = ParamType::text, .help = "the service that the requests are for; empty: the scenario's only one"},
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  if (files.size() != 1) {
    throw InputError("", "azure_llm reads one file at a time, not " + std::to_string(files.size()), "each file is of one service");
  }
  const std::string service = params.text("service");
  const CsvFile csv(files.front());
  csv.require({"TIMESTAMP", "ContextTokens", "GeneratedTokens"});
  const std::size_t timestamp = csv.column("TIMESTAMP");
  const std::size_t context = csv.column("ContextTokens");
  const std::size_t generated = csv.column("GeneratedTokens");
  ImportResult result;
  RequestRows rows;
  for (std::size_t i = 0; i < csv.row_count(); ++i) {
    const CsvRow cells = csv.row(i);
    const auto drop = [&](std::string_view reason) { result.ledger.note(LedgerAction::dropped, reason, cells.line()); };
    RequestRow row{.number = i + 1, .service = service, .line = cells.line()};
    const auto at = parse_civil_time(cells[timestamp]);
    if (!at) {
      drop("no timestamp that can be read");
      continue;
    }
    row.at = *at;
    if (!read_tokens(cells[context], row.prompt_tokens) || !read_tokens(cells[generated], row.output_tokens)) {
      drop("tokens that cannot be read");
      continue;
    }
    if (row.output_tokens == 0) result.ledger.note(LedgerAction::kept, "no generated tokens", cells.line());
    rows.add(std::move(row), result.ledger);
  }
  csv.note_quirks(result.ledger);
  rows.move_to(result.jobs, result.ledger, TimeOrigin::first);
  require_requests(result, files.front());
  return result;
}

}  // namespace

const ImporterEntry azure_llm_entry{"azure_llm", "Azure LLM inference 2023: requests of a language model with their tokens", azure_llm_params, read};

}  // namespace suanli::import
