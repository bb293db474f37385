// params_test.cpp -- given values are checked against their specs, all at once.
#include "sim/base/params.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>

using namespace suanli;

namespace {

constexpr std::array specs{
    ParamSpec{.name = "depth", .type = ParamType::integer, .default_value = "10", .unit = "jobs", .low = 1, .high = 100,
              .help = "how far to look"},
    ParamSpec{.name = "factor", .type = ParamType::number, .default_value = "1.5", .unit = "1", .low = 0, .help = "stretch"},
    ParamSpec{.name = "strict", .type = ParamType::boolean, .default_value = "false", .help = "no exceptions"},
    ParamSpec{.name = "order", .type = ParamType::text, .default_value = "submit", .choices = "submit|size", .help = "which first"},
    ParamSpec{.name = "label", .type = ParamType::text, .default_value = "", .help = "any text"},
};

std::vector<Problem> problems_of(const std::map<std::string, ParamValue>& given) {
  std::vector<Problem> problems;
  const Params params(specs, given, "/policy", problems);
  return problems;
}

std::string only_problem(const std::map<std::string, ParamValue>& given) {
  const auto problems = problems_of(given);
  REQUIRE(problems.size() == 1);
  return problems[0].text();
}

}  // namespace

TEST_CASE("what is not given has its default") {
  const Params params(specs);
  CHECK(params.integer("depth") == 10);
  CHECK(params.number("factor") == 1.5);
  CHECK_FALSE(params.flag("strict"));
  CHECK(params.text("order") == "submit");
  CHECK(params.text("label").empty());
  CHECK(params.values().size() == 5);
}

TEST_CASE("what is given replaces the default, and a whole number may stand for a number") {
  std::vector<Problem> problems;
  const Params params(specs, {{"depth", std::int64_t{3}}, {"factor", std::int64_t{2}}, {"order", "size"}}, "", problems);
  CHECK(problems.empty());
  CHECK(params.integer("depth") == 3);
  CHECK(params.number("factor") == 2.0);
  CHECK(params.text("order") == "size");
}

TEST_CASE("each wrong value is told with its pointer and help, and the default stands") {
  CHECK(only_problem({{"depth", std::int64_t{0}}}) == "/policy/depth: parameter \"depth\" must be from 1 to 100 (how far to look)");
  CHECK(only_problem({{"depth", 2.5}}) == "/policy/depth: parameter \"depth\" must be a whole number (how far to look)");
  CHECK(only_problem({{"factor", -0.5}}) == "/policy/factor: parameter \"factor\" must be at least 0 (stretch)");
  CHECK(only_problem({{"factor", true}}) == "/policy/factor: parameter \"factor\" must be a number (stretch)");
  CHECK(only_problem({{"strict", std::int64_t{1}}}) == "/policy/strict: parameter \"strict\" must be true or false (no exceptions)");
  CHECK(only_problem({{"order", "random"}}) == "/policy/order: parameter \"order\" must be one of submit|size (which first)");
  CHECK(only_problem({{"label", false}}) == "/policy/label: parameter \"label\" must be a text (any text)");
  std::vector<Problem> problems;
  CHECK(Params(specs, {{"depth", std::int64_t{0}}}, "", problems).integer("depth") == 10);
}

TEST_CASE("a number that is not finite is refused even where there is no upper bound") {
  CHECK(problems_of({{"factor", std::numeric_limits<double>::infinity()}}).size() == 1);
  CHECK(problems_of({{"factor", std::numeric_limits<double>::quiet_NaN()}}).size() == 1);
}

TEST_CASE("an unknown parameter is told with the nearest name, and all problems come at once") {
  CHECK(only_problem({{"dept", std::int64_t{3}}}) == "/policy/dept: unknown parameter \"dept\" (did you mean \"depth\"?)");
  CHECK(problems_of({{"depth", true}, {"factor", true}, {"nothing_like_it", true}}).size() == 3);
  std::vector<Problem> problems;
  const Params none(std::span<const ParamSpec>{}, {{"depth", true}}, "", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].hint == "it takes no parameters");
}

TEST_CASE("asking for what was not declared is our own mistake") {
  CHECK_THROWS_AS(Params(specs).number("dept"), InternalError);
}

TEST_CASE("text of the command line becomes the value that the spec wants, or stays text") {
  CHECK(param_from_text(specs[0], "3") == ParamValue(std::int64_t{3}));
  CHECK(param_from_text(specs[0], "3.5") == ParamValue("3.5"));
  CHECK(param_from_text(specs[1], "3") == ParamValue(3.0));
  CHECK(param_from_text(specs[1], "1e999") == ParamValue("1e999"));
  CHECK(param_from_text(specs[1], "inf") == ParamValue("inf"));
  CHECK(param_from_text(specs[2], "true") == ParamValue(true));
  CHECK(param_from_text(specs[2], "yes") == ParamValue("yes"));
  CHECK(param_from_text(specs[3], "3") == ParamValue("3"));
}

TEST_CASE("choices split at bars") {
  CHECK(split_choices("a|bb|c") == std::vector<std::string>{"a", "bb", "c"});
  CHECK(split_choices("a") == std::vector<std::string>{"a"});
  CHECK(split_choices("").empty());
}
