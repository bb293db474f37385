// require_jobs.cpp -- telling why nothing is left.
#include "workloads/require_jobs.h"

#include <utility>
#include <vector>

#include "sim/base/check.h"

namespace suanli {

namespace {

[[noreturn]] void tell_none_left(const ImportResult& result, const std::string& file, const std::string& noun) {
  std::vector<Problem> problems;
  for (const LedgerRow& row : result.ledger.rows()) {
    if (row.action != LedgerAction::dropped) continue;
    problems.push_back({file, row.first_line, 0, "",
                        "no " + noun + " is left: " + row.reason + " (" + std::to_string(row.count) + " times)",
                        "is this the right format, and do the options leave anything?"});
  }
  if (problems.empty()) problems.push_back({file, 1, 0, "", "the file holds no " + noun, "is this the right format?"});
  throw InputError(std::move(problems));
}

}  // namespace

void require_jobs(const ImportResult& result, const std::string& file) {
  if (result.jobs.size() == 0) tell_none_left(result, file, "job");
}

void require_requests(const ImportResult& result, const std::string& file) {
  if (result.jobs.request_count() == 0) tell_none_left(result, file, "request");
}

}  // namespace suanli
