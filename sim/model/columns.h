// columns.h -- what builders of sorted columns share: columns that stay empty, ids back to back, and the order by time and id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"

namespace suanli {

// Appends to a column that stays empty while every one of the `rows` before, and this one, has the usual value.
template <class Column, class T>
void append_optional(Column& column, std::size_t rows, const T& value, const T& usual) {
  if (column.empty() && value == usual) return;
  if (column.size() < rows) column.assign(rows, usual);
  column.push_back(value);
}

// Item i becomes what item order[i] was; an empty column stays empty.
template <class Items>
void reorder(Items& items, const std::vector<std::uint32_t>& order) {
  if (items.empty()) return;
  Items sorted;
  sorted.reserve(items.size());
  for (const std::uint32_t from : order) sorted.push_back(items[from]);
  items = std::move(sorted);
}

// Text i of those that lie back to back in `bytes`: bytes [end[i - 1], end[i]).
inline std::string_view packed_text(const std::string& bytes, const std::vector<std::uint32_t>& end, std::size_t index) {
  const std::size_t begin = index == 0 ? 0 : end[index - 1];
  return std::string_view(bytes).substr(begin, end[index] - begin);
}

// As reorder, of texts back to back.
void reorder_texts(std::string& bytes, std::vector<std::uint32_t>& end, const std::vector<std::uint32_t>& order);

// The rows by (time, id, row): numeric ids by value, before text ids by bytes (canonical_order.h).
std::vector<std::uint32_t> order_by_time_and_id(const std::vector<SimTime>& times, const std::string& id_bytes,
                                                const std::vector<std::uint32_t>& id_end);

}  // namespace suanli
