// point_file.cpp -- writes and checks the footer.
#include "tools/sweep/point_file.h"

#include <algorithm>

#include "sim/base/random.h"
#include "sim/report/signature.h"

namespace suanli::sweep {
namespace {

std::string footer_of(std::string_view rows) {
  return "#{\"rows\":" + std::to_string(std::count(rows.begin(), rows.end(), '\n')) + ",\"hash\":\"" + signature_text(fnv1a(rows)) + "\"}\n";
}

}  // namespace

std::string point_file_name(std::size_t point) {
  constexpr std::size_t digits = 7;
  const std::string number = std::to_string(point);
  return "point-" + std::string(digits - std::min(digits, number.size()), '0') + number + ".csv";
}

std::string with_footer(std::string_view rows) {
  return std::string(rows) + footer_of(rows);
}

std::optional<std::string_view> rows_of(std::string_view file) {
  if (file.empty() || file.back() != '\n') return std::nullopt;
  const std::size_t before = file.substr(0, file.size() - 1).rfind('\n');
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::string_view rows = file.substr(0, begin);
  if (file.substr(begin) != footer_of(rows)) return std::nullopt;
  return rows;
}

}  // namespace suanli::sweep
