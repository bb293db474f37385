// cell_value.cpp -- numbers and unknowns in cells.
#include "workloads/cell_value.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace suanli {
namespace {

constexpr std::array<std::string_view, 6> unknown_words{"none", "null", "nan", "na", "n/a", "-"};

bool same_word(std::string_view cell, std::string_view word) {
  return std::equal(cell.begin(), cell.end(), word.begin(), word.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

}  // namespace

bool is_unknown(std::string_view cell) {
  if (cell.empty()) return true;
  return std::any_of(unknown_words.begin(), unknown_words.end(), [&](std::string_view word) { return same_word(cell, word); });
}

std::optional<std::int64_t> whole_number(std::string_view cell) {
  std::int64_t value = 0;
  const char* last = cell.data() + cell.size();
  const auto [end, error] = std::from_chars(cell.data(), last, value);
  if (error != std::errc()) return std::nullopt;
  if (end == last) return value;
  if (*end != '.' || !std::all_of(end + 1, last, [](char c) { return c == '0'; })) return std::nullopt;
  return value;
}

}  // namespace suanli
