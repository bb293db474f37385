// cell_value_test.cpp -- numbers and unknowns as public traces write them.
#include "workloads/cell_value.h"

#include <doctest/doctest.h>

namespace suanli {

TEST_CASE("unknown is written in many ways, and -1 is not one of them") {
  for (const char* cell : {"", "None", "none", "NULL", "nan", "NaN", "NA", "n/a", "-"}) {
    CAPTURE(cell);
    CHECK(is_unknown(cell));
  }
  for (const char* cell : {"-1", "0", "nano", "x", "--"}) {
    CAPTURE(cell);
    CHECK_FALSE(is_unknown(cell));
  }
}

TEST_CASE("a whole number may have decimals of zero and nothing else") {
  CHECK(whole_number("8") == 8);
  CHECK(whole_number("-1") == -1);
  CHECK(whole_number("8.0") == 8);
  CHECK(whole_number("8.") == 8);
  for (const char* cell : {"", "8.5", "8x", "x8", " 8", "None", "1e3", "99999999999999999999"}) {
    CAPTURE(cell);
    CHECK_FALSE(whole_number(cell));
  }
}

}  // namespace suanli
