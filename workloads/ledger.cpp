// ledger.cpp -- counts applied rules in order of their first use.
#include "workloads/ledger.h"

#include <algorithm>
#include <array>

namespace suanli {

std::string_view name_of(LedgerAction action) {
  constexpr std::array<std::string_view, 3> names{"kept", "corrected", "dropped"};
  return names[static_cast<std::size_t>(action)];
}

void Ledger::note(LedgerAction action, std::string_view reason, std::size_t line, std::uint64_t count) {
  if (count == 0) return;
  const auto same = [&](const LedgerRow& row) { return row.action == action && row.reason == reason; };
  const auto found = std::find_if(rows_.begin(), rows_.end(), same);
  if (found == rows_.end()) {
    rows_.push_back({action, std::string(reason), count, line});
  } else {
    found->count += count;
  }
}

void Ledger::acknowledge(std::string_view line) {
  acknowledgements_.emplace_back(line);
}

std::uint64_t Ledger::count(std::string_view reason) const {
  std::uint64_t sum = 0;
  for (const LedgerRow& row : rows_) sum += row.reason == reason ? row.count : 0;
  return sum;
}

std::uint64_t Ledger::count(LedgerAction action) const {
  std::uint64_t sum = 0;
  for (const LedgerRow& row : rows_) sum += row.action == action ? row.count : 0;
  return sum;
}

std::string Ledger::table() const {
  std::size_t count_width = 0;
  for (const LedgerRow& row : rows_) count_width = std::max(count_width, std::to_string(row.count).size());
  std::string text;
  for (const LedgerRow& row : rows_) {
    const std::string_view action = name_of(row.action);
    const std::string count = std::to_string(row.count);
    text.append(action).append(std::string_view("corrected").size() + 2 - action.size(), ' ');
    text.append(count_width - count.size(), ' ').append(count).append("  ").append(row.reason);
    if (row.first_line > 0) text.append(" (first on line ").append(std::to_string(row.first_line)).append(")");
    text += '\n';
  }
  return text;
}

}  // namespace suanli
