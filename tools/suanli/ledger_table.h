// ledger_table.h -- what was cleaned while reading a trace, as a table.
#pragma once

#include "tools/suanli/output_table.h"
#include "workloads/ledger.h"

namespace suanli::cli {

OutputTable ledger_table(const Ledger& ledger);

}  // namespace suanli::cli
