// whole_number.h -- whole numbers as values of options.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace suanli::cli {

// [UsageError] naming the option when the text is no whole number within the range.
std::uint64_t whole_number(std::string_view option, const std::string& text, std::uint64_t low = 0,
                           std::uint64_t high = std::numeric_limits<std::uint64_t>::max());

}  // namespace suanli::cli
