// civil_time_test.cpp -- calendar times against seconds since 1970 worked out elsewhere.
#include "workloads/civil_time.h"

#include <doctest/doctest.h>

namespace suanli {
namespace {

double seconds(std::string_view text) {
  const auto time = parse_civil_time(text);
  REQUIRE(time);
  return to_seconds(*time);
}

}  // namespace

TEST_CASE("a time without an offset is read as if it were UTC") {
  CHECK(seconds("1970-01-01 00:00:00") == 0);
  CHECK(seconds("1970-01-02") == 86400);
  CHECK(seconds("2017-10-03 00:00:00") == 1506988800);  // date -u -d 2017-10-03 +%s
  CHECK(seconds("2020-02-29T23:59:59") == 1583020799);
  CHECK(seconds("1969-12-31 23:59:58") == -2);
}

TEST_CASE("fractions and offsets count") {
  CHECK(seconds("1970-01-01 00:00:01.25") == 1.25);
  CHECK(parse_civil_time("1970-01-01 00:00:00.1234567899") == Duration(123456789));
  CHECK(seconds("2023-03-01T08:00:00+08:00") == seconds("2023-03-01T00:00:00Z"));
  CHECK(seconds("2023-03-01 00:00:00+0000") == seconds("2023-03-01 00:00:00"));
  CHECK(seconds("2023-03-01 00:00:00-05") == seconds("2023-03-01 05:00:00"));
}

TEST_CASE("what is not a time, or not a day of the calendar, is refused") {
  for (const char* text :
       {"", "None", "2017", "2017-10", "2017-02-29", "2017-13-01", "2017-00-10", "17-10-03", "2017-10-03 ",
        "2017-10-03 24:00:00", "2017-10-03 12:60:00", "2017-10-03 12:00", "2017-10-03 12:00:00.", "2017-10-03 12:00:00 PST",
        "2017-10-03 12:00:00+8", "2017-10-03 12:00:00+08:0", "2017-10-03x12:00:00", "9999-01-01", "1899-12-31", "2151-01-01", "1506988800"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_civil_time(text));
  }
}

}  // namespace suanli
