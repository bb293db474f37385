// time.cpp -- seconds in and out of nanoseconds, exactly.
#include "sim/base/time.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace suanli {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;

struct Decimal {
  bool negative = false;
  std::string digits;   // without leading zeros
  std::int64_t power = 0;  // value = digits x 10^power
};

std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal decimal;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) decimal.negative = text[at++] == '-';
  bool any = false;
  bool after_point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (c < '0' || c > '9') break;
    any = true;
    if (after_point) --decimal.power;
    if (c != '0' || !decimal.digits.empty()) decimal.digits += c;
  }
  if (!any) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::int64_t exponent = 0;
    const char* first = text.data() + at + 1;
    const char* last = text.data() + text.size();
    if (last - first > 1 && *first == '+' && first[1] != '-') ++first;
    const auto [end, error] = std::from_chars(first, last, exponent);
    if (error != std::errc() || end != last || exponent > 100'000 || exponent < -100'000) return std::nullopt;
    decimal.power += exponent;
    at = text.size();
  }
  if (at != text.size()) return std::nullopt;
  return decimal;
}

// Whole numbers of up to nine decimals, the common form, without the general reader's string.
std::optional<std::int64_t> read_plain(std::string_view text) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  std::int64_t whole = 0;
  std::size_t at = 0;
  for (; at < text.size() && text[at] != '.'; ++at) {
    if (text[at] < '0' || text[at] > '9' || at >= 9) return std::nullopt;
    whole = whole * 10 + (text[at] - '0');
  }
  if (at == 0) return std::nullopt;
  std::int64_t fraction = 0;
  std::int64_t scale = ns_per_second;
  if (at < text.size()) {
    if (at + 1 == text.size()) return std::nullopt;
    for (++at; at < text.size(); ++at) {
      if (text[at] < '0' || text[at] > '9' || scale == 1) return std::nullopt;
      scale /= 10;
      fraction += (text[at] - '0') * scale;
    }
  }
  return whole * ns_per_second + fraction;
}

}  // namespace

std::optional<Duration> to_duration(double seconds) {
  const double nanoseconds = seconds * 1e9;
  if (!(nanoseconds > -9.2233720368547748e18 && nanoseconds < 9.2233720368547748e18)) return std::nullopt;
  return Duration(std::llround(nanoseconds));
}

std::optional<Duration> parse_seconds(std::string_view text) {
  if (const auto plain = read_plain(text)) return Duration(*plain);
  const auto decimal = read_decimal(text);
  if (!decimal) return std::nullopt;
  std::string digits = decimal->digits;
  const std::int64_t power = decimal->power + 9;  // now in nanoseconds
  bool round_up = false;
  if (digits.empty()) return Duration(0);
  if (power >= 0) {
    if (static_cast<std::int64_t>(digits.size()) + power > 19) return std::nullopt;
    digits.append(static_cast<std::size_t>(power), '0');
  } else {
    const auto kept = static_cast<std::int64_t>(digits.size()) + power;
    if (kept < 0) return Duration(0);
    round_up = digits[static_cast<std::size_t>(kept)] >= '5';
    digits.resize(static_cast<std::size_t>(kept));
  }
  std::uint64_t value = 0;
  if (!digits.empty()) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  }
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value > largest - (round_up ? 1 : 0)) return std::nullopt;
  const auto nanoseconds = static_cast<std::int64_t>(value) + (round_up ? 1 : 0);
  return Duration(decimal->negative ? -nanoseconds : nanoseconds);
}

double to_seconds(Duration duration) {
  constexpr std::int64_t exact_in_a_double = std::int64_t{1} << 53;
  const std::int64_t count = duration.count();
  if (count >= -exact_in_a_double && count <= exact_in_a_double) return static_cast<double>(count) / 1e9;
  // Beyond 104 days the count itself would be rounded before the quotient is: read the exact decimals instead.
  const std::string text = format_seconds(duration);
  double seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

void append_seconds(std::string& out, Duration duration) {
  const std::int64_t count = duration.count();
  auto magnitude = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  if (count < 0) out += '-';
  char buffer[24];
  const auto whole = std::to_chars(buffer, buffer + sizeof buffer, magnitude / ns_per_second);
  out.append(buffer, whole.ptr);
  auto fraction = static_cast<std::uint32_t>(magnitude % ns_per_second);
  if (fraction == 0) return;
  char decimals[10] = {'.'};
  for (int i = 9; i >= 1; --i, fraction /= 10) decimals[i] = static_cast<char>('0' + fraction % 10);
  std::size_t length = 10;
  while (decimals[length - 1] == '0') --length;
  out.append(decimals, length);
}

std::string format_seconds(Duration duration) {
  std::string text;
  append_seconds(text, duration);
  return text;
}

std::optional<SimTime> checked_add(SimTime a, Duration b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.time_since_epoch().count(), b.count(), &sum)) return std::nullopt;
  return SimTime(Duration(sum));
}

}  // namespace suanli
