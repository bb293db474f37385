// point_file.h -- the rows of one point as a file that says itself whether it is whole.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace suanli::sweep {

// "point-0000012.csv".
std::string point_file_name(std::size_t point);

// The rows and the footer: a line #{"rows":N,"hash":"16 hexadecimal digits"}, the hash over the bytes of the rows.
std::string with_footer(std::string_view rows);

// The rows before the footer; nothing when there is no footer, it is not the last thing, or it does not fit the rows.
std::optional<std::string_view> rows_of(std::string_view file);

}  // namespace suanli::sweep
