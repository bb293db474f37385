// civil_time.cpp -- reading calendar times digit by digit.
#include "workloads/civil_time.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace suanli {
namespace {

constexpr int first_year = 1900;  // any two of these times differ by less than the 292 years a Duration can hold
constexpr int last_year = 2150;

// Takes the text apart from its left end.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const {
    return rest_.empty();
  }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits; empty when there are fewer.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  // One digit or more after a decimal point, in nanoseconds.
  std::optional<std::int64_t> fraction() {
    std::int64_t value = 0;
    std::int64_t unit = 100'000'000;
    bool any = false;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      value += (rest_.front() - '0') * unit;
      unit /= 10;
      any = true;
    }
    if (!any) return std::nullopt;
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<Duration> read_day(Reader& reader) {
  const auto year = reader.digits(4);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.digits(2);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < first_year || *year > last_year) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch();
}

std::optional<Duration> read_clock(Reader& reader) {
  const auto hours = reader.digits(2);
  if (!hours || !reader.take(':')) return std::nullopt;
  const auto minutes = reader.digits(2);
  if (!minutes || !reader.take(':')) return std::nullopt;
  const auto seconds = reader.digits(2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;  // 60: a leap second
  const Duration whole = std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
  if (!reader.take('.')) return whole;
  const auto fraction = reader.fraction();
  if (!fraction) return std::nullopt;
  return whole + Duration(*fraction);
}

// What must be added to the written time to give UTC; 0 when there is no offset.
std::optional<Duration> read_offset(Reader& reader) {
  if (reader.done() || reader.take('Z')) return Duration(0);
  const bool east = reader.take('+');
  if (!east && !reader.take('-')) return std::nullopt;
  const auto hours = reader.digits(2);
  if (!hours || *hours > 15) return std::nullopt;
  std::optional<int> minutes = 0;
  if (reader.take(':') || !reader.done()) minutes = reader.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return east ? -offset : offset;
}

}  // namespace

std::optional<Duration> parse_civil_time(std::string_view text) {
  Reader reader(text);
  const auto day = read_day(reader);
  if (!day || reader.done()) return day;
  if (!reader.take(' ') && !reader.take('T')) return std::nullopt;
  const auto clock = read_clock(reader);
  if (!clock) return std::nullopt;
  const auto offset = read_offset(reader);
  if (!offset || !reader.done()) return std::nullopt;
  return *day + *clock + *offset;
}

}  // namespace suanli
