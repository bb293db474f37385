// utf8_test.cpp -- which bytes are UTF-8, by the table of RFC 3629.
#include "workloads/utf8.h"

#include <doctest/doctest.h>

#include <string>

namespace suanli {
namespace {

std::string repaired(std::string text) {
  repair_utf8(text);
  return text;
}

const std::string mark = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("valid UTF-8 stays as it is") {
  for (std::string text :
       {"", "plain", "J\xC3\xB6rg", "CO\xE2\x82\x82", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    const std::string before = text;
    CHECK_FALSE(repair_utf8(text));
    CHECK(text == before);
  }
}

TEST_CASE("each byte outside a valid sequence becomes U+FFFD") {
  CHECK(repaired("J\xF6rg") == "J" + mark + "rg");
  CHECK(repaired("\xFF\xFE") == mark + mark);
  CHECK(repaired("\xE2\x82") == mark + mark);                        // cut short
  CHECK(repaired("\xC0\x80") == mark + mark);                        // overlong
  CHECK(repaired("\xE0\x9F\xBF") == mark + mark + mark);             // overlong
  CHECK(repaired("\xED\xA0\x80") == mark + mark + mark);             // surrogate
  CHECK(repaired("\xF4\x90\x80\x80") == mark + mark + mark + mark);  // past U+10FFFF
  CHECK(repaired("\x80"
                 "a\xC3\xB6") == mark + "a\xC3\xB6");
}

}  // namespace suanli
