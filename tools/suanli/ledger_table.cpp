// ledger_table.cpp -- one row per rule that was applied.
#include "tools/suanli/ledger_table.h"

namespace suanli::cli {

OutputTable ledger_table(const Ledger& ledger) {
  OutputTable table{{{"action"}, {"count", true}, {"first_line", true}, {"reason"}}, {}, {}};
  for (const LedgerRow& row : ledger.rows()) {
    table.rows.push_back({std::string(name_of(row.action)), std::to_string(row.count),
                          row.first_line == 0 ? std::string() : std::to_string(row.first_line), row.reason});
  }
  if (table.rows.empty()) table.note = "nothing had to be cleaned\n";
  return table;
}

}  // namespace suanli::cli
