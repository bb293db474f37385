// readable_number.cpp -- short decimal text.
#include "tools/suanli/readable_number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace suanli::cli {

std::string fixed(double value, int decimals) {
  std::array<char, 400> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

std::string rounded(double value) {
  const double size = std::abs(value);
  if (size >= 1e15) {
    std::array<char, 40> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific, 3);
    return {text.data(), end.ptr};
  }
  if (size >= 1000 || size == std::floor(size)) return fixed(value, 0);
  if (size >= 100) return fixed(value, 1);
  if (size >= 1) return fixed(value, 2);
  return fixed(value, 4);
}

std::string with_prefix(double value) {
  if (value >= 1e9) return fixed(value / 1e9, 1) + " G";
  if (value >= 1e6) return fixed(value / 1e6, 1) + " M";
  if (value >= 1e3) return fixed(value / 1e3, 1) + " k";
  return fixed(value, 0);
}

}  // namespace suanli::cli
