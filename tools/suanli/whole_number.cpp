// whole_number.cpp -- reads digits and nothing else.
#include "tools/suanli/whole_number.h"

#include <charconv>

#include "tools/suanli/exit_code.h"

namespace suanli::cli {

std::uint64_t whole_number(std::string_view option, const std::string& text, std::uint64_t low, std::uint64_t high) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    throw UsageError(std::string(option) + ' ' + text + ": not a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

}  // namespace suanli::cli
