// json_document_test.cpp -- what is refused as JSON, and where the message says it stands.
#include "scenarios/json_document.h"

#include <doctest/doctest.h>

#include "scenarios/json_location.h"

using namespace suanli;

namespace {

// The whole message of a text that must be refused; "accepted" when it was not.
std::string message_of(const std::string& text) {
  try {
    const JsonDocument document = parse_json("s.json", text);
    return document.problems.empty() ? "accepted" : document.problems.front().text();
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("a text that is not JSON is refused with line, column and a hint") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "s.json:1:1: the file is empty"},
      {" \n\t", "s.json:1:1: the file is empty"},
      {"\xEF\xBB\xBF{}", "s.json:1:1: the file begins with a byte-order mark (save it as UTF-8 without one)"},
      {std::string("\xFF\xFE{\0}\0", 6), "s.json:1:1: the file is in UTF-16 (save it as UTF-8)"},
      {"{} x", "s.json:1:4: not JSON: invalid literal"},
      {"{}\n{}", "s.json:2:1: something follows the end of the value (one value a file)"},
      {"{\n  \"a\": 1e999}", "s.json:2:8: the number 1e999 is too large"},
      {"{\"a\": NaN}", "s.json:1:7: not JSON: invalid literal (JSON knows no NaN)"},
      {"{\"a\": Infinity}", "s.json:1:7: not JSON: invalid literal (JSON knows no Infinity)"},
      {"{\"a\": -Infinity}", "s.json:1:7: not JSON: invalid number; expected digit after '-' (JSON knows no -Infinity)"},
      {"{\"a\": 'b'}", "s.json:1:7: not JSON: invalid literal (JSON texts stand in double quotes)"},
      {"{\"a\": 1, // one\n}", "s.json:1:10: not JSON: invalid literal (JSON has no comments)"},
      {"{\"a\": 1,\n}", "s.json:2:1: not JSON: unexpected '}'; expected string literal (remove the comma before it)"},
      {"[1,,2]", "s.json:1:4: not JSON: unexpected ','; expected '[', '{', or a literal"},
      {"[1 2]", "s.json:1:4: not JSON: unexpected number literal; expected ']'"},
      {"{\"a\" \"b\"}", "s.json:1:6: not JSON: unexpected string literal; expected ':'"},
      {"{\"a\": \"x\xFFy\"}", "s.json:1:9: not JSON: invalid string: ill-formed UTF-8 byte"},
      {"{\n\"a\": {\"b\": [1, 2", "s.json:2:17: the file ends in the middle (the array opened at line 2, column 12 is not closed)"},
      {"{\"a\": \"b", "s.json:1:9: the file ends in the middle (the object opened at line 1, column 1 is not closed)"},
      {"\"a", "s.json:1:3: the file ends in the middle of its value"},
      {"{\"\u00e9\": 1,\n \"\u00e9\u00e9\": 01}", "s.json:2:9: not JSON: unexpected number literal; expected '}'"},
  };
  for (const auto& [text, expected] : cases) CHECK(message_of(text) == expected);
}

TEST_CASE("a key given twice is told with the place of the second") {
  CHECK(message_of("{\"a\": 1,\n \"b\": {}, \"a\": {\"c\": 1, \"c\": {\"d\": [1]}}}") ==
        "s.json:2:11: the key \"a\" is given twice (the first one stands; remove one)");
  const JsonDocument document = parse_json("s.json", R"({"a": 1, "a": {"c": 1, "c": {"d": [1]}}, "b": 2})");
  CHECK(document.problems.size() == 2);
  CHECK(document.root == nlohmann::json::parse(R"({"a": 1, "b": 2})"));
}

TEST_CASE("64 levels are taken, 65 and 200,000 refused at once") {
  CHECK(message_of(nested(64)) == "accepted");
  CHECK(message_of(nested(65)) == "s.json:1:65: more than 64 objects and arrays inside each other");
  CHECK(message_of(nested(200'000)) == "s.json:1:65: more than 64 objects and arrays inside each other");
  CHECK(message_of(std::string(200'000, '[')) == "s.json:1:65: more than 64 objects and arrays inside each other");
}

TEST_CASE("a text of 64 KiB is taken, one byte more refused, as a value and as a key") {
  const std::string longest(65536, 'x');
  CHECK(message_of("[\"" + longest + "\"]") == "accepted");
  CHECK(message_of("[\"" + longest + "x\"]") == "s.json:1:2: a text of 65537 bytes (at most 65536 are taken)");
  CHECK(message_of("{\"" + longest + "x\": 1}") == "s.json:1:2: a text of 65537 bytes (at most 65536 are taken)");
}

TEST_CASE("every value is found again by its pointer") {
  const std::string text = "{\"a\": [10, {\"b/c\": \"x]\\\"}\", \"~\": null}],\n \"d\": -1.5e3}";
  const auto found = locate(text, {"", "/a", "/a/0", "/a/1/b~1c", "/a/1/~0", "/d", "/e", "/a/2"});
  CHECK(found.size() == 6);
  CHECK(text.substr(found.at("/a").value, 3) == "[10");
  CHECK(text.substr(found.at("/a/0").value, 2) == "10");
  CHECK(text.substr(found.at("/a/1/b~1c").value, 3) == "\"x]");
  CHECK(text.substr(found.at("/a/1/b~1c").key, 5) == "\"b/c\"");
  CHECK(text.substr(found.at("/a/1/~0").value, 4) == "null");
  CHECK(position_of(text, found.at("/d").value).line == 2);
  CHECK(position_of(text, found.at("/d").value).column == 7);
}

TEST_CASE("a missing value is placed at what should hold it") {
  const JsonDocument document = parse_json("s.json", "{\n  \"a\": {\"b\": 1}}");
  std::vector<Problem> problems{{{}, 0, 0, "/a/c", "\"c\" is missing", {}}, {{}, 0, 0, "/a/b", "unknown key \"b\"", {}}};
  place(document, problems);
  CHECK(problems[0].text() == "s.json:2:8: /a/c: \"c\" is missing");
  CHECK(problems[1].text() == "s.json:2:9: /a/b: unknown key \"b\"");
}

TEST_CASE("pointers are taken apart and escaped as RFC 6901 says") {
  CHECK(steps_of("/a~1b/~0/0") == std::vector<std::string>{"a/b", "~", "0"});
  CHECK(steps_of("").empty());
  CHECK(escaped_step("a/b~") == "a~1b~0");
  CHECK(lies_under("/a/b", "/a"));
  CHECK(!lies_under("/ab", "/a"));
  CHECK(parent_of("/a/b") == "/a");
  CHECK(parent_of("/a").empty());
}

TEST_CASE("a missing file and a directory are told apart") {
  CHECK_THROWS_WITH_AS(read_json("/nowhere/s.json"), "/nowhere/s.json: no such file", InputError);
  CHECK_THROWS_WITH_AS(read_json("/"), "/: is a directory, not a file", InputError);
}
