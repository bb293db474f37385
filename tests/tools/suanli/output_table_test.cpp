// output_table_test.cpp -- the same rows for the eye, as CSV and as JSON.
#include "tools/suanli/output_table.h"

#include <doctest/doctest.h>

using namespace suanli::cli;

namespace {

OutputTable two_rows() {
  return {{{"name"}, {"count", true}, {"help"}}, {{"a", "1", "says \"b\", twice"}, {"long", "", ""}}, "end\n"};
}

}  // namespace

TEST_CASE("numbers are aligned to the right, text to the left, and lines end without blanks") {
  CHECK(two_rows().text(OutputFormat::table) ==
        "name  count  help\n"
        "a         1  says \"b\", twice\n"
        "long\n"
        "end\n");
}

TEST_CASE("CSV quotes what RFC 4180 wants quoted and has no note") {
  CHECK(two_rows().text(OutputFormat::csv) == "name,count,help\na,1,\"says \"\"b\"\", twice\"\nlong,,\n");
}

TEST_CASE("JSON escapes text and gives null for a number that does not exist") {
  CHECK(two_rows().text(OutputFormat::json) ==
        "[\n  {\"name\": \"a\", \"count\": 1, \"help\": \"says \\\"b\\\", twice\"},\n"
        "  {\"name\": \"long\", \"count\": null, \"help\": \"\"}\n]\n");
  OutputTable odd{{{"x"}}, {{std::string("\\\n\t\x01", 4)}}, {}};
  CHECK(odd.text(OutputFormat::json) == "[\n  {\"x\": \"\\\\\\n\\t\\u0001\"}\n]\n");
  odd.rows.clear();
  CHECK(odd.text(OutputFormat::json) == "[]\n");
}

TEST_CASE("the last column is broken at the screen's edge, under its own beginning") {
  OutputTable table{{{"name"}, {"help"}}, {{"a", std::string(50, 'x') + ' ' + std::string(30, 'y')}}, {}};
  CHECK(table.text(OutputFormat::table) == "name  help\na     " + std::string(50, 'x') + "\n      " + std::string(30, 'y') + '\n');
}

TEST_CASE("a last column with too little room goes below its row") {
  OutputTable table{{{"name"}, {"help"}}, {{std::string(50, 'n'), std::string(40, 'x')}, {"a", ""}}, {}};
  CHECK(table.text(OutputFormat::table) == "name\n" + std::string(50, 'n') + "\n    " + std::string(40, 'x') + "\na\n");
}

TEST_CASE("letters of more than one byte take one column") {
  OutputTable table{{{"name"}, {"n", true}}, {{"算", "1"}, {"ab", "2"}}, {}};
  CHECK(table.text(OutputFormat::table) == "name  n\n算     1\nab    2\n");
}
