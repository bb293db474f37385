// ledger.h -- what was cleaned, clamped or dropped while reading a trace, and why: nothing is lost silently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace suanli {

enum class LedgerAction : unsigned char { kept, corrected, dropped };
std::string_view name_of(LedgerAction action);

// One rule and how often it was applied. "kept" rows tell of oddities that were left as they are.
struct LedgerRow {
  LedgerAction action = LedgerAction::kept;
  std::string reason;        // a stated rule: "run time 0 kept as 0", "negative wait ignored"
  std::uint64_t count = 0;
  std::size_t first_line = 0;  // 1-based line (or record number) of the first case; 0 when there is none
};

class Ledger {
 public:
  // `reason` must be one of few fixed sentences, not one per record.
  void note(LedgerAction action, std::string_view reason, std::size_t line = 0, std::uint64_t count = 1);
  // A line that must be kept with the data, e.g. an SWF Acknowledge line.
  void acknowledge(std::string_view line);

  const std::vector<LedgerRow>& rows() const { return rows_; }  // in order of first use
  const std::vector<std::string>& acknowledgements() const { return acknowledgements_; }
  std::uint64_t count(std::string_view reason) const;
  std::uint64_t count(LedgerAction action) const;
  std::string table() const;  // one aligned line per row, for a person

 private:
  std::vector<LedgerRow> rows_;
  std::vector<std::string> acknowledgements_;
};

}  // namespace suanli
