// json_text_test.cpp -- what data may not do to the page it stands in.
#include "tools/report/json_text.h"

#include <doctest/doctest.h>

#include "tools/report/page.h"

namespace suanli::page {
namespace {

std::string written(std::string_view text) {
  return JsonText().text(text).take();
}

TEST_CASE("commas stand between values, not after keys") {
  JsonText json;
  json.begin_object().key("a").begin_list().integer(-1).number(0.5).number(std::optional<double>()).flag(true).end_list().key("b").begin_object();
  json.end_object().end_object();
  CHECK(json.take() == R"({"a":[-1,0.5,null,true],"b":{}})");
}

TEST_CASE("no text can close the script element, open a comment or end a line") {
  CHECK(written("</script><!--&") == R"("\u003c/script\u003e\u003c!--\u0026")");
  CHECK(written("a\"\\\n\x01") == R"("a\u0022\u005c\u000a\u0001")");
  CHECK(written("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA") == "\"\\u2028\\u2029\xE2\x80\xAA\"");
  CHECK(written("cut \xE2\x80") == "\"cut \xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("text in HTML is escaped") {
  CHECK(escaped("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#39;");
}

// RFC 4648, section 10: f, fo, foo, foob.
TEST_CASE("base64 of hexadecimal digits") {
  CHECK(base64_of_hexadecimal("66") == "Zg==");
  CHECK(base64_of_hexadecimal("666f") == "Zm8=");
  CHECK(base64_of_hexadecimal("666f6f") == "Zm9v");
  CHECK(base64_of_hexadecimal("666f6f62") == "Zm9vYg==");
}

TEST_CASE("numbers to plot have six digits") {
  CHECK(JsonText().plotted(1234567.8).take() == "1.23457e+06");
  CHECK(JsonText().plotted(12.5).take() == "12.5");
}

}  // namespace
}  // namespace suanli::page
