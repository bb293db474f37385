// request_rows.cpp -- rows keep the order of the file; the builder sorts.
#include "workloads/request_rows.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "sim/base/int128.h"
#include "workloads/cell_value.h"

namespace suanli {
namespace {

// at - origin, when it is from 0 to 2^63 - 1 nanoseconds.
std::optional<SimTime> since(Duration at, Duration origin) {
  const Int128 difference = static_cast<Int128>(at.count()) - origin.count();
  if (difference < 0 || difference > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return SimTime(Duration(static_cast<std::int64_t>(difference)));
}

}  // namespace

bool read_tokens(std::string_view cell, std::uint32_t& into) {
  const auto number = whole_number(cell);
  if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max()) return false;
  into = static_cast<std::uint32_t>(*number);
  return true;
}

void RequestRows::add(RequestRow row, Ledger& ledger, const std::vector<std::uint64_t>& hashes) {
  if (!rows_.empty() && row.at < rows_.back().at) {
    ledger.note(LedgerAction::corrected, "arrived before the request above: sorted by arrival", row.line);
  } else if (!rows_.empty() && row.at == rows_.back().at) {
    ledger.note(LedgerAction::kept, "arrived with the request above", row.line);
  }
  hashes_.insert(hashes_.end(), hashes.begin(), hashes.end());
  hashes_end_.push_back(hashes_.size());
  rows_.push_back(std::move(row));
}

void RequestRows::move_to(WorkloadBuilder& builder, Ledger& ledger, TimeOrigin origin) {
  if (rows_.empty()) return;
  const auto earlier = [](const RequestRow& a, const RequestRow& b) { return a.at < b.at; };
  const Duration start = origin == TimeOrigin::zero ? Duration(0) : std::min_element(rows_.begin(), rows_.end(), earlier)->at;
  builder.reserve_requests(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const RequestRow& row = rows_[i];
    const auto arrival = since(row.at, start);
    if (!arrival || !checked_add(*arrival, row.duration)) {
      ledger.note(LedgerAction::dropped, arrival ? "ends beyond 292 years" : "arrival before time 0, or beyond 292 years", row.line);
      continue;
    }
    const std::string number = std::to_string(row.number);
    const std::size_t begin = i == 0 ? 0 : hashes_end_[i - 1];
    RequestRecord record;
    record.id = row.id.empty() ? std::string_view(number) : std::string_view(row.id);
    record.arrival = *arrival;
    record.service = row.service;
    record.prompt_tokens = row.prompt_tokens;
    record.output_tokens = row.output_tokens;
    record.duration = row.duration;
    record.session = row.session;
    record.tenant = row.tenant;
    record.priority = row.priority;
    record.prefix_hashes = std::span(hashes_).subspan(begin, hashes_end_[i] - begin);
    record.line = static_cast<std::uint32_t>(row.line);
    builder.add_request(record);
  }
}

}  // namespace suanli
