// csv_reader_test.cpp -- RFC 4180 by hand, and the ways public files stray from it.
#include "workloads/csv_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "sim/base/check.h"
#include "tests/support/text_file.h"

namespace suanli::test {
namespace {

std::string error_of(const std::string& text) {
  const TextFile file("a.csv", text);
  try {
    CsvFile(file.path()).require({"a", "b"});
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("cells are found by the name of their column") {
  const TextFile file("a.csv", "a,b,c\n1,2,3\n4,5,6\n");
  const CsvFile csv(file.path());
  REQUIRE(csv.row_count() == 2);
  CHECK(csv.row(1)[csv.column("b")] == "5");
  CHECK(csv.row(1).line() == 3);
  CHECK(csv.row(0)[csv.find("no such column")] == "");
  CHECK(csv.has({"a", "c"}));
  CHECK_FALSE(csv.has({"a", "d"}));
}

TEST_CASE("quoted cells may hold commas, quotes, blanks and line breaks") {
  const TextFile file("a.csv", "a,\"b, c\"\n\"x \"\"y\"\" \",\"1,5\"\n\"two\nlines\",z\n\"\",\n");
  const CsvFile csv(file.path());
  REQUIRE(csv.row_count() == 3);
  CHECK(csv.find("b, c") == 1);
  CHECK(csv.row(0)[0] == "x \"y\" ");
  CHECK(csv.row(0)[1] == "1,5");
  CHECK(csv.row(1)[0] == "two\nlines");
  CHECK(csv.row(1)[1] == "z");
  CHECK(csv.row(1).line() == 3);
  CHECK(csv.row(2)[0] == "");
}

TEST_CASE("odd files are read and their oddities counted") {
  const TextFile file("a.csv",
                      "\xEF\xBB\xBF# made by hand\r\n\r\n,name, size\r\n0,one , 8GB\r\n   \r\n1,two\r\n2,t\xF6,1,extra\r\n"
                      "# the end\r\n3,four,4");
  const CsvFile csv(file.path());
  REQUIRE(csv.row_count() == 4);
  CHECK(csv.header_line() == 3);
  CHECK(csv.find("") == 0);
  CHECK(csv.row(0)[csv.column("name")] == "one");
  CHECK(csv.row(0)[csv.column("size")] == "8GB");
  CHECK(csv.row(1)[csv.column("size")] == "");
  CHECK(csv.row(2)[csv.column("name")] == "t\xEF\xBF\xBD");
  CHECK(csv.row(3)[csv.column("size")] == "4");
  Ledger ledger;
  csv.note_quirks(ledger);
  CHECK(ledger.count("blank line") == 2);
  CHECK(ledger.count("comment line") == 2);
  CHECK(ledger.count("row with fewer cells than the header") == 1);
  CHECK(ledger.count("row with more cells than the header") == 1);
  CHECK(ledger.count("bytes that are not UTF-8 replaced") == 1);
}

TEST_CASE("errors of CSV files name file, line and what is missing") {
  const auto contains = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  CHECK(contains(error_of("\nx,b\n1,2\n"), "a.csv:2: column \"a\" is missing"));
  CHECK(contains(error_of("q\n"), "\"b\" is missing"));
  CHECK(contains(error_of("a,b\n1,\"2\n3,4\n"), "a.csv:2: a quote opened here is never closed"));
  CHECK(contains(error_of("\n\n"), "the file is empty"));
  CHECK(error_of("b,a\n") == "");
  CHECK_THROWS_AS(CsvFile("/no/such/file.csv"), InputError);
}

}  // namespace suanli::test
