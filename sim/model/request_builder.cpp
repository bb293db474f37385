// request_builder.cpp -- requests that come in order, as most do, are neither sorted nor looked up.
#include "sim/model/request_builder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/base/check.h"
#include "sim/model/canonical_order.h"
#include "sim/model/columns.h"
#include "sim/model/hash_index.h"

namespace suanli {

void RequestBuilder::reserve(std::size_t requests) {
  columns_.arrival.reserve(requests);
  columns_.service.reserve(requests);
  columns_.prompt_tokens.reserve(requests);
  columns_.output_tokens.reserve(requests);
  columns_.tenant.reserve(requests);
  id_end_.reserve(requests);
}

std::string_view RequestBuilder::id(std::size_t row) const {
  return packed_text(id_bytes_, id_end_, row);
}

void RequestBuilder::add(const RequestRecord& record, TenantId tenant, NameTable& names) {
  SUANLI_ASSERT(!record.id.empty(), "a request has an id");
  SUANLI_ASSERT(record.arrival >= time_zero && record.duration >= Duration::zero(), "a request's times are not negative");
  const std::uint64_t number = id_number(record.id);
  const std::size_t rows = size();
  if (rows > 0) {
    const SimTime last = columns_.arrival[static_cast<RequestId>(rows - 1)];
    const bool id_rises = id_less(last_number_, id(rows - 1), number, record.id);
    ids_rising_ = ids_rising_ && id_rises;
    sorted_ = sorted_ && (record.arrival > last || (record.arrival == last && id_rises));
  }
  last_number_ = number;
  id_bytes_ += record.id;
  id_end_.push_back(static_cast<std::uint32_t>(id_bytes_.size()));
  columns_.arrival.push_back(record.arrival);
  columns_.service.push_back(names.intern(record.service));
  columns_.prompt_tokens.push_back(record.prompt_tokens);
  columns_.output_tokens.push_back(record.output_tokens);
  columns_.tenant.push_back(tenant);
  append_optional(columns_.duration, rows, record.duration, Duration::zero());
  append_optional(columns_.session, rows, names.intern(record.session), NameId{});
  append_optional(columns_.priority, rows, record.priority, std::int32_t{0});
  append_optional(columns_.kernel, rows, names.intern(record.kernel), NameId{});
  append_optional(lines_, rows, record.line, 0U);
  if (record.prefix_hashes.empty() && columns_.prefix_begin.empty()) return;
  if (columns_.prefix_begin.empty()) columns_.prefix_begin.assign(rows + 1, 0);
  columns_.prefix_hashes.insert(columns_.prefix_hashes.end(), record.prefix_hashes.begin(), record.prefix_hashes.end());
  columns_.prefix_begin.push_back(columns_.prefix_hashes.size());
}

void RequestBuilder::sort() {
  const auto order = order_by_time_and_id(columns_.arrival.items(), id_bytes_, id_end_);
  if (!columns_.prefix_begin.empty()) {
    const IdVector<RequestId, std::uint64_t> begin = std::exchange(columns_.prefix_begin, {});
    const std::vector<std::uint64_t> hashes = std::exchange(columns_.prefix_hashes, {});
    columns_.prefix_begin.reserve(begin.size());
    columns_.prefix_begin.push_back(0);
    columns_.prefix_hashes.reserve(hashes.size());
    for (const std::uint32_t from : order) {
      const auto first = static_cast<std::ptrdiff_t>(begin.items()[from]);
      const auto last = static_cast<std::ptrdiff_t>(begin.items()[from + 1]);
      columns_.prefix_hashes.insert(columns_.prefix_hashes.end(), hashes.begin() + first, hashes.begin() + last);
      columns_.prefix_begin.push_back(columns_.prefix_hashes.size());
    }
  }
  reorder_texts(id_bytes_, id_end_, order);
  reorder(columns_.arrival.items(), order);
  reorder(columns_.service.items(), order);
  reorder(columns_.prompt_tokens.items(), order);
  reorder(columns_.output_tokens.items(), order);
  reorder(columns_.tenant.items(), order);
  reorder(columns_.duration.items(), order);
  reorder(columns_.session.items(), order);
  reorder(columns_.priority.items(), order);
  reorder(columns_.kernel.items(), order);
  reorder(lines_, order);
}

void RequestBuilder::tell_repeated_ids(const std::string& file, ProblemList& problems) const {
  const auto line = [&](std::size_t row) -> std::size_t { return lines_.empty() ? 0 : lines_[row]; };
  HashIndex index;
  index.reserve(size());
  for (std::size_t row = 0; row < size(); ++row) {
    const auto next = static_cast<std::uint32_t>(row);
    const auto same = [&](std::uint32_t other) { return id(other) == id(row); };
    const std::uint32_t found = index.find_or_insert(lookup_hash(id(row)), next, same);
    if (found == next) continue;
    const auto [first, second] = std::minmax({line(found), line(row)});
    problems.add({file, second, 0, {}, "the id \"" + std::string(id(row)) + "\" is used by two requests",
                  first > 0 ? "first on line " + std::to_string(first) : "ids of requests must be unique"});
  }
}

void RequestBuilder::move_to(Workload& workload, ProblemList& problems) {
  const std::string& file = workload.provenance.source;
  if (size() > std::size_t{1} << 31) throw InputError(file, "there are more than 2^31 requests");
  if (id_bytes_.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw InputError(file, "the ids of all requests take more than 4 GiB together", "use shorter ids");
  }
  if (!sorted_) sort();
  if (!ids_rising_) tell_repeated_ids(file, problems);
  workload.requests = std::move(columns_);
  workload.request_id_bytes = std::move(id_bytes_);
  workload.request_id_end = std::move(id_end_);
}

}  // namespace suanli
