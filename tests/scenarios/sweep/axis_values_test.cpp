// axis_values_test.cpp -- ranges and lists of values, from a file and from the command line.
#include <doctest/doctest.h>

#include "scenarios/sweep/axis_option.h"
#include "scenarios/sweep/axis_range.h"

using namespace suanli;

namespace {

nlohmann::json range(const char* text, std::string* told = nullptr) {
  const nlohmann::json value = nlohmann::json::parse(text);
  std::vector<Problem> problems;
  ReadContext context{problems, nullptr};
  nlohmann::json values = read_axis_range(Node{value, "/axes/x", context});
  if (told != nullptr) *told = problems.empty() ? "" : problems.front().text();
  else CHECK(problems.empty());
  return values;
}

std::string refused(const char* text) {
  std::string told;
  CHECK(range(text, &told).empty());
  return told;
}

}  // namespace

TEST_CASE("a range by step takes its last value when a step meets it") {
  CHECK(range(R"({"from": 8, "to": 32, "step": 8})") == nlohmann::json({8, 16, 24, 32}));
  CHECK(range(R"({"from": 8, "to": 31, "step": 8})") == nlohmann::json({8, 16, 24}));
  CHECK(range(R"({"from": 3, "to": 1, "step": -1})") == nlohmann::json({3, 2, 1}));
  CHECK(range(R"({"from": 5, "to": 5, "step": 1})") == nlohmann::json({5}));
  const auto tenths = range(R"({"from": 0.1, "to": 0.5, "step": 0.1})");  // 0.4/0.1 is a little less than 4
  CHECK(tenths.size() == 5);
  CHECK(tenths[4].get<double>() == doctest::Approx(0.5));
}

TEST_CASE("a range by count has both ends and equal differences or ratios") {
  CHECK(range(R"({"from": 0, "to": 10, "count": 3})") == nlohmann::json({0, 5, 10}));
  CHECK(range(R"({"from": 0, "to": 1, "count": 5})") == nlohmann::json({0.0, 0.25, 0.5, 0.75, 1.0}));
  CHECK(range(R"({"from": 1, "to": 1000, "count": 4, "scale": "log"})") == nlohmann::json({1, 10, 100, 1000}));
  // 1, 1.58, 2.51, 3.98, 6.3, 10 as whole numbers
  CHECK(range(R"({"from": 1, "to": 10, "count": 6, "scale": "log"})") == nlohmann::json({1, 2, 3, 4, 6, 10}));
}

TEST_CASE("what is no range is told") {
  CHECK(refused(R"({"from": 1, "to": 2})").find("either \"step\" or \"count\"") != std::string::npos);
  CHECK(refused(R"({"from": 1, "to": 2, "step": 1, "count": 2})").find("either") != std::string::npos);
  CHECK(refused(R"({"from": 1, "to": 2, "step": 0})").find("does not lead") != std::string::npos);
  CHECK(refused(R"({"from": 0, "to": 2, "count": 3, "scale": "log"})").find("above 0") != std::string::npos);
  CHECK(refused(R"({"from": 1, "to": 2, "step": 1, "scale": "log"})").find("goes with \"count\"") != std::string::npos);
  CHECK(refused(R"({"from": 0, "to": 1e9, "step": 1})").find("more than 100000") != std::string::npos);
  CHECK(refused(R"({"form": 0, "to": 1, "step": 1})").find("unknown key") != std::string::npos);
}

TEST_CASE("values on the command line are JSON where they can be, and commas inside brackets and quotes divide nothing") {
  CHECK(parse_axis("/a=1,2.5,x,true").values == nlohmann::json({1, 2.5, "x", true}));
  CHECK(parse_axis("/a=[1,2],{\"b\":3,\"c\":[4,5]},\"x,y\"").values == nlohmann::json::parse(R"([[1,2],{"b":3,"c":[4,5]},"x,y"])"));
  CHECK(parse_axis("scheduling=fcfs,sjf").pointer == "/policies/scheduling");
  CHECK(parse_axis("/a={\"from\":1,\"to\":3,\"step\":1}").values.is_object());
  CHECK_THROWS_AS(parse_axis("/a"), InputError);
  CHECK_THROWS_WITH_AS(parse_axis("schedulin=fcfs"), doctest::Contains("did you mean \"scheduling\""), InputError);
  CHECK_THROWS_WITH_AS(parse_axis("/a=1,{\"b\":"), doctest::Contains("--axis /a"), InputError);
}
