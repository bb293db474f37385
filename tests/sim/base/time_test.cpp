// time_test.cpp -- seconds go in and out of nanoseconds exactly, and never past the end of time.
#include "sim/base/time.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "sim/base/random.h"

using namespace suanli;

namespace {

std::int64_t ns(const std::optional<Duration>& duration) {
  REQUIRE(duration.has_value());
  return duration->count();
}

std::int64_t parsed(std::string_view text) {
  INFO("text: ", std::string(text));
  return ns(parse_seconds(text));
}

}  // namespace

TEST_CASE("seconds round to the nearest nanosecond, halves away from zero") {
  CHECK(ns(to_duration(0)) == 0);
  CHECK(ns(to_duration(1.5)) == 1'500'000'000);
  CHECK(ns(to_duration(0x1p-1 * 1e-9)) == 1);
  CHECK(ns(to_duration(-0x1p-1 * 1e-9)) == -1);
  CHECK(ns(to_duration(0.4e-9)) == 0);
  CHECK(ns(to_duration(-2.6e-9)) == -3);
  CHECK(ns(to_duration(0.1)) == 100'000'000);
}

TEST_CASE("seconds outside 292 years or not finite give nothing") {
  CHECK(to_duration(9.2e9).has_value());
  CHECK(to_duration(-9.2e9).has_value());
  CHECK_FALSE(to_duration(9.3e9).has_value());
  CHECK_FALSE(to_duration(-9.3e9).has_value());
  CHECK_FALSE(to_duration(9223372036.8547758).has_value());  // 2^63 ns: one too many
  CHECK_FALSE(to_duration(std::numeric_limits<double>::infinity()).has_value());
  CHECK_FALSE(to_duration(std::nan("")).has_value());
  CHECK_FALSE(to_duration(1e300).has_value());
}

TEST_CASE("decimal text is read exactly") {
  CHECK(parsed("12") == 12'000'000'000);
  CHECK(parsed("-0.5") == -500'000'000);
  CHECK(parsed("+0.5") == 500'000'000);
  CHECK(parsed("1.5e3") == 1'500'000'000'000);
  CHECK(parsed("15E+2") == 1'500'000'000'000);
  CHECK(parsed("25e-10") == 3);
  CHECK(parsed("24e-10") == 2);
  CHECK(parsed("0.0000000005") == 1);
  CHECK(parsed("-0.0000000005") == -1);
  CHECK(parsed("0.00000000049999999999999999999999999999") == 0);
  CHECK(parsed("0.00000000009") == 0);
  CHECK(parsed("0000000000000000000000001.000000001") == 1'000'000'001);
  CHECK(parsed("1234567890.123456789") == 1'234'567'890'123'456'789);  // a double would lose the last digits
  CHECK(parsed("0e99") == 0);
  CHECK(parsed("-0") == 0);
  CHECK(parsed("1.") == 1'000'000'000);
  CHECK(parsed(".5") == 500'000'000);
}

TEST_CASE("the ends of time are read, and what lies past them is not") {
  CHECK(parsed("9223372036.854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(parsed("-9223372036.854775807") == -std::numeric_limits<std::int64_t>::max());
  CHECK(parsed("9223372036.8547758074") == std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"9223372036.8547758075", "9223372036.854775808", "1e10", "99999999999999999999", "1e99999"}) {
    INFO(text);
    CHECK_FALSE(parse_seconds(text).has_value());
  }
}

TEST_CASE("text that is not a decimal number gives nothing") {
  for (const char* text : {"", "-", ".", "e5", "1e", "1e+", "1e+-5", "1e++5", "1.2.3", "1 ", " 1", "1s", "0x10", "nan", "inf", "1,5",
                           "--1", "1e5.5", "1e999999999999"}) {
    INFO(text);
    CHECK_FALSE(parse_seconds(text).has_value());
  }
}

TEST_CASE("durations are written without trailing zeros") {
  CHECK(format_seconds(Duration(0)) == "0");
  CHECK(format_seconds(Duration(12'000'000'000)) == "12");
  CHECK(format_seconds(Duration(500'000'000)) == "0.5");
  CHECK(format_seconds(Duration(-3'000'000'001)) == "-3.000000001");
  CHECK(format_seconds(Duration(10)) == "0.00000001");
  CHECK(format_seconds(Duration::max()) == "9223372036.854775807");
  CHECK(format_seconds(Duration::min()) == "-9223372036.854775808");
  std::string text = "t=";
  append_seconds(text, Duration(1));
  CHECK(text == "t=0.000000001");
}

TEST_CASE("what is written is read back, for any duration") {
  Stream stream(1, "time_test round trip");
  for (int i = 0; i < 200'000; ++i) {
    const auto count = static_cast<std::int64_t>(stream.next_u64()) >> stream.below(63);
    if (count == std::numeric_limits<std::int64_t>::min()) continue;
    const std::string text = format_seconds(Duration(count));
    INFO("duration ", count, " ns, text ", text);
    REQUIRE(ns(parse_seconds(text)) == count);
  }
}

TEST_CASE("to_seconds gives the nearest double, also past 2^53 ns") {
  CHECK(to_seconds(Duration(1)) == 1e-9);
  CHECK(to_seconds(Duration(-1'500'000'000)) == -1.5);
  CHECK(to_seconds(Duration::max()) == 9223372036.854775807);
  Stream stream(2, "time_test to_seconds");
  for (int i = 0; i < 200'000; ++i) {
    const auto count = static_cast<std::int64_t>(stream.next_u64()) >> stream.below(63);
    INFO("duration ", count, " ns");
    REQUIRE(to_seconds(Duration(count)) == std::stod(format_seconds(Duration(count))));
  }
}

TEST_CASE("durations of up to 26 days survive the way through a double") {
  Stream stream(3, "time_test through a double");
  for (int i = 0; i < 200'000; ++i) {
    const auto count = static_cast<std::int64_t>(stream.below(std::uint64_t{1} << 51));
    INFO("duration ", count, " ns");
    REQUIRE(ns(to_duration(to_seconds(Duration(count)))) == count);
  }
}

TEST_CASE("an addition that passes the end of time gives nothing") {
  CHECK(checked_add(time_zero, Duration(5)) == SimTime(Duration(5)));
  CHECK(checked_add(SimTime(Duration(7)), Duration(-9)) == SimTime(Duration(-2)));
  CHECK(checked_add(time_never, Duration(0)) == time_never);
  CHECK_FALSE(checked_add(time_never, Duration(1)).has_value());
  CHECK_FALSE(checked_add(SimTime(Duration::min()), Duration(-1)).has_value());
}
