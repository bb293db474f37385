// result_table_test.cpp -- cells come back as they were written, in files larger than one piece; what no run writes is an error.
#include "tools/export/result_table.h"

#include <doctest/doctest.h>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/report/csv.h"
#include "tests/support/text_file.h"

using namespace suanli;
using namespace suanli::test;
using exports::ResultTable;

namespace {

std::string error_of(const std::string& text) {
  const TextFile file("table.csv", text);
  try {
    ResultTable table(file.path());
    while (table.next()) (void)table.number(0);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("cells keep blanks, comments, quotes and line breaks, and know their line") {
  const TextFile file("table.csv", "a,b\n#1, x \n\"two\nlines\",\"say \"\"hi\"\"\"\n,\n");
  ResultTable table(file.path());
  CHECK(table.columns() == std::vector<std::string>{"a", "b"});
  REQUIRE(table.next());
  CHECK(table[0] == "#1");
  CHECK(table[1] == " x ");
  REQUIRE(table.next());
  CHECK(table[0] == "two\nlines");
  CHECK(table[1] == "say \"hi\"");
  REQUIRE(table.next());
  CHECK(table[0].empty());
  CHECK_THROWS_WITH_AS(table.whole(1), doctest::Contains("table.csv:5: b is \"\", a whole number is wanted"), InputError);
  CHECK_FALSE(table.next());
}

TEST_CASE("numbers are exact or refused") {
  const TextFile file("table.csv", "s,n,m\n1.000000001,-7,0.125\n,,1e3\n");
  ResultTable table(file.path());
  REQUIRE(table.next());
  CHECK(table.seconds(0) == Duration(1'000'000'001));
  CHECK(table.whole(1) == -7);
  CHECK(table.milli(2) == 125);
  CHECK_THROWS_AS(table.integer(0), InputError);
  CHECK_THROWS_AS(table.milli(0), InputError);
  REQUIRE(table.next());
  CHECK_FALSE(table.seconds(0).has_value());
  CHECK_FALSE(table.integer(1).has_value());
  CHECK(table.milli(2) == 1'000'000);
}

TEST_CASE("what was cut or changed is an error") {
  CHECK(error_of("").find("the file is empty") != std::string::npos);
  CHECK(error_of("a,b\n1,2").find(":2: the last line is cut") != std::string::npos);
  CHECK(error_of("a,b\n1\n").find(":2: the row has 1 cells, the header 2") != std::string::npos);
  CHECK(error_of("a,b\n1,\"2\n").find("the last line is cut") != std::string::npos);
  CHECK(error_of("a,b\n1,2\n3,\"4\"5\n").find(":3: text follows a closing quote") != std::string::npos);
  CHECK(error_of("a\nnan\n").find("a number is wanted") != std::string::npos);
  CHECK(error_of("a\n1\n") == "no error");
}

TEST_CASE("what the writer of results writes is read back, whatever the cells") {
  Stream random(7, "result-table");
  const std::string_view pieces[] = {"a", ",", "\"", "\n", " ", "#", "\r", "\u7b97", "long enough to fill pieces"};
  std::string text = "a,b,c\n";
  std::vector<std::string> expected;
  while (text.size() < 700'000) {
    CsvRow row(text);
    for (int i = 0; i < 3; ++i) {
      std::string cell;
      for (std::uint64_t n = random.below(4); n > 0; --n) cell += pieces[random.below(std::size(pieces))];
      row.text(cell);
      expected.push_back(std::move(cell));
    }
    row.end();
  }
  const TextFile file("table.csv", text);
  ResultTable table(file.path());
  std::size_t at = 0;
  while (table.next()) {
    for (std::size_t i = 0; i < 3; ++i) {
      if (table[i] != expected[at++]) FAIL_CHECK("cell " << at << " differs: " << expected[at - 1]);
    }
  }
  CHECK(at == expected.size());
}
