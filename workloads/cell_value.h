// cell_value.h -- what a cell of a public trace says: a number, or one of the many ways to write "unknown".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace suanli {

// Empty, "None", "null", "nan", "NA", "N/A", "-", in any case. (-1 is not among them: it is a number, and its meaning the
// format's.)
bool is_unknown(std::string_view cell);

// A whole number, also when written with decimals of zero ("8.0"). Empty for anything else.
std::optional<std::int64_t> whole_number(std::string_view cell);

}  // namespace suanli
