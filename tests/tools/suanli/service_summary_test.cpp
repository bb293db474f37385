// service_summary_test.cpp -- services on a screen: which figure stands where, and that many or long ones still fit.
#include "tools/suanli/service_summary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace suanli;
using namespace suanli::cli;

namespace {

void add_service(std::vector<MetricRow>& rows, const std::string& name, double scale) {
  const auto add = [&](std::string_view metric, std::string_view stat, double value) {
    rows.push_back({metric, "all", "service:" + name, stat, MetricValue(value * scale), "1"});
  };
  add("requests", "submitted", 1000);
  add("slo_attainment", "share", 0.75);
  add("ttft_s", "p50", 0.5);
  add("ttft_s", "p99", 2);
  add("latency_s", "p50", 10);
  add("latency_s", "p99", 20);
  add("tokens_per_s", "total", 512.5);
  add("replicas", "time_mean", 3.5);
  add("replicas", "max", 4);
  add("batch_size", "mean", 12);
  add("kv_utilisation", "time_mean", 0.25);
  add("cost_per_million_tokens", "mean", 1.5);
}

}  // namespace

TEST_CASE("a line of requests and one of replicas for each service") {
  std::vector<MetricRow> rows;
  rows.push_back({"requests", "all", "all", "submitted", MetricValue(std::int64_t{1000}), "1"});
  CHECK(service_summary(rows) == "");
  add_service(rows, "chat", 1);
  CHECK(service_summary(rows) ==
        "service  requests  SLO %  TTFT p50  p99  TPOT p50  latency p50  p99\n"
        "chat         1000     75    0.5000    2         -           10   20\n"
        "\n"
        "service  tokens/s  replicas  max  batch  KV %  USD/M tokens\n"
        "chat        512.5      3.50    4     12    25          1.50\n");
}

TEST_CASE("many services of long names and large figures fit the screen") {
  std::vector<MetricRow> rows;
  for (int i = 0; i < 9; ++i) add_service(rows, "a service called \xc3\xa9t\xc3\xa9 " + std::to_string(i), 9.87654321);
  const std::string text = service_summary(rows);
  CHECK(text.find("a service c~") != std::string::npos);
  CHECK(text.ends_with("3 more services: summary.csv has them\n"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 2 * 7 + 2);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    CHECK(end - begin <= 80);
    begin = end + 1;
  }
}
