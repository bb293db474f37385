// fail_if_test.cpp -- conditions are read exactly, and what does not exist fails them.
#include "tools/suanli/fail_if.h"

#include <doctest/doctest.h>

#include "tools/suanli/exit_code.h"

using namespace suanli;
using namespace suanli::cli;

TEST_CASE("a condition is a metric, a comparison and a number, with or without blanks") {
  const Condition one = parse_condition("wait_s.p99>=3600.5");
  CHECK(one.metric == "wait_s.p99");
  CHECK(one.comparison == Comparison::greater_equal);
  CHECK(one.bound == 3600.5);
  CHECK(parse_condition(" utilisation.time_mean.gpu < 1e-1 ").bound == 0.1);
  CHECK(parse_condition("jobs.completed!=-3").comparison == Comparison::not_equal);
}

TEST_CASE("what is no condition is refused") {
  for (const char* text : {"", ">", "wait_s", "wait_s>", "wait_s>x", "wait_s>1x", "wait_s>inf", "wait_s>nan", ">1", "no_such_metric>1", "wait_s=1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_condition(text), UsageError);
  }
}

TEST_CASE("a condition fails when it holds or when its figure does not exist") {
  std::vector<MetricRow> rows;
  rows.push_back({"wait_s", "all", "all", "mean", MetricValue(std::int64_t{5}), "s"});
  rows.push_back({"wait_s", "all", "all", "sd", std::nullopt, "s"});
  CHECK(failure(parse_condition("wait_s.mean>4"), rows));
  CHECK(!failure(parse_condition("wait_s.mean>5"), rows));
  CHECK(failure(parse_condition("wait_s.sd>4"), rows));
  CHECK_THROWS_AS(failure(parse_condition("wait_s.median>4"), rows), UsageError);
}
