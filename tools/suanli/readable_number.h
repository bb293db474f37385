// readable_number.h -- numbers for a person to read; files and --format csv and json have them exact.
#pragma once

#include <string>

namespace suanli::cli {

// Without locale or exponent: fixed(12.345, 1) == "12.3".
std::string fixed(double value, int decimals);

// Four digits or so: "0.0123", "1.5", "123.4", "86400".
std::string rounded(double value);

// With a factor of a thousand: "950", "3.2 k", "1.8 M".
std::string with_prefix(double value);

}  // namespace suanli::cli
