// csv_test.cpp -- cells that any reader takes back as they were.
#include "sim/report/csv.h"

#include <doctest/doctest.h>

#include <charconv>
#include <cstring>
#include <limits>

#include "sim/base/check.h"
#include "sim/base/random.h"

using namespace suanli;
using namespace std::chrono_literals;

namespace {

std::string row_of(std::initializer_list<std::string_view> cells) {
  std::string out;
  CsvRow row(out);
  for (const std::string_view cell : cells) row.text(cell);
  row.end();
  return out;
}

// Reads one line back by RFC 4180.
std::vector<std::string> parse(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && line[i + 1] == '"') cells.back() += line[i++];
    else if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) cells.emplace_back();
    else cells.back() += c;
  }
  return cells;
}

std::string number(double value) {
  std::string out;
  append_double(out, value);
  return out;
}

std::string thousandths(std::int64_t value) {
  std::string out;
  append_milli(out, value);
  return out;
}

}  // namespace

TEST_CASE("text is quoted only where it must be") {
  CHECK(row_of({"plain", "", "two words"}) == "plain,,two words\n");
  CHECK(row_of({"a,b", "say \"hi\"", "line\nbreak", "\r", " edge"}) == "\"a,b\",\"say \"\"hi\"\"\",\"line\nbreak\",\"\r\",\" edge\"\n");
}

TEST_CASE("any text reads back as it was") {
  Stream random(7, "csv");
  for (int round = 0; round < 500; ++round) {
    CAPTURE(round);
    std::vector<std::string> cells(1 + random.below(4));
    std::string line;
    CsvRow row(line);
    for (std::string& cell : cells) {
      for (std::uint64_t length = random.below(6); length > 0; --length) cell += ",\"\n\r ab;"[random.below(8)];
      row.text(cell);
    }
    row.end();
    CHECK(parse(line) == cells);
  }
}

TEST_CASE("numbers are as short as they can be and read back to the bit") {
  CHECK(number(0.1) == "0.1");
  CHECK(number(5) == "5");
  CHECK(number(-0.25) == "-0.25");
  CHECK(number(1e300) == "1e+300");
  CHECK(number(1.0 / 3) == "0.3333333333333333");
  Stream random(11, "csv");
  for (int round = 0; round < 2000; ++round) {
    CAPTURE(round);
    const double value = random.normal() * (1 + random.pareto(1, 0.2));
    const std::string text = number(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    CHECK(std::memcmp(&back, &value, sizeof value) == 0);
  }
  CHECK_THROWS_AS(number(std::numeric_limits<double>::infinity()), InternalError);
}

TEST_CASE("thousandths and seconds are exact decimals") {
  CHECK(thousandths(1500) == "1.5");
  CHECK(thousandths(1000) == "1");
  CHECK(thousandths(7) == "0.007");
  CHECK(thousandths(120) == "0.12");
  CHECK(thousandths(-2050) == "-2.05");
  std::string out;
  CsvRow(out).seconds(1500ms).seconds(3s).seconds(1ns).empty(2).integer(-4).end();
  CHECK(out == "1.5,3,0.000000001,,,-4\n");
}
