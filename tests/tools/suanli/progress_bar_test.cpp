// progress_bar_test.cpp -- the line that a terminal shows, and numbers for the eye.
#include "tools/suanli/progress_bar.h"

#include <doctest/doctest.h>

#include "tools/suanli/readable_number.h"

using namespace suanli::cli;

TEST_CASE("a quarter done in 10 s leaves 30 s") {
  CHECK(progress_line(5'000, 20'000, 10, "jobs") == "[######                  ] 25 %  500 jobs/s  30 s left");
}

TEST_CASE("nothing done yet has no time left to tell, and nothing to do is all done") {
  CHECK(progress_line(0, 10, 0, "jobs") == "[                        ] 0 %");
  CHECK(progress_line(0, 0, 1, "jobs") == "[########################] 100 %  0 jobs/s");
}

TEST_CASE("numbers for the eye have about four digits and no exponent before 1e15") {
  CHECK(rounded(0) == "0");
  CHECK(rounded(0.01234) == "0.0123");
  CHECK(rounded(1.5) == "1.50");
  CHECK(rounded(123.44) == "123.4");
  CHECK(rounded(86400) == "86400");
  CHECK(rounded(1234567.8) == "1234568");
  CHECK(rounded(-2.25) == "-2.25");
  CHECK(rounded(1.5e18) == "1.500e+18");
  CHECK(with_prefix(950) == "950");
  CHECK(with_prefix(3'200'000) == "3.2 M");
}
