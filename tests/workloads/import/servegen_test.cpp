// servegen_test.cpp -- clients by hand: counts are the rates times the time, tokens come by their histograms.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"
#include "tests/workloads/import/import_case.h"

namespace suanli::test {
namespace {

constexpr const char* tokens = R"({"0": {"input_tokens": "{100: 0.75, 200: 0.25}", "output_tokens": "{7: 1.0}"},
  "21600": {"input_tokens": "{}", "output_tokens": "{}"}, "600": {"input_tokens": "{5: 1}", "output_tokens": "{6: 1}"}})";

}  // namespace

TEST_CASE("a client's requests are its rate times the time, within each stretch") {
  const TemporaryDirectory place;
  const std::vector<std::string> files{
      place.write("chunk-12-trace.csv", "0,10,1,Gamma,1.0,1\n600,0,0,,0,0\n1200,5,2.6,Weibull,0.45,1\n1800,0,0,,0,0\n"),
      place.write("chunk-12-dataset.json", tokens)};
  const Imported log("servegen", files, {{"service", "chat"}});
  REQUIRE(log.requests.size() == 9000);  // 10 x 600 + 5 x 600
  std::size_t early = 0, large = 0;
  for (const SeenRequest& request : log.requests) {
    CHECK((request.arrival_s < 600 || (request.arrival_s >= 1200 && request.arrival_s < 1800)));
    CHECK(request.tenant == "client-12");
    CHECK(request.service == "chat");
    early += request.arrival_s < 600 ? 1 : 0;
    large += request.prompt_tokens == 200 ? 1 : 0;
    CHECK(request.output_tokens == (request.arrival_s < 600 ? 7U : 6U));
  }
  CHECK(early == 6000);
  CHECK(static_cast<double>(large) / 6000 == doctest::Approx(0.25).epsilon(0.05));
  CHECK(log.requests[0].id == "1");
  CHECK(Imported("servegen", files, {{"rate_scale", 0.1}}).requests.size() == 900);
  CHECK(Imported("servegen", files, {{"seed", std::int64_t{2}}}).requests[0].arrival_s != log.requests[0].arrival_s);
  const Imported part("servegen", files, {{"from_s", 1200.0}});
  REQUIRE(part.requests.size() == 3000);
  CHECK(part.requests[0].arrival_s == doctest::Approx(log.requests[6000].arrival_s - 1200));
}

TEST_CASE("gaps vary as the pattern says") {
  const TemporaryDirectory place;
  const std::string histograms = place.write("chunk-1-dataset.json", tokens);
  const auto scv = [&](const std::string& row) {
    const Imported log("servegen", {place.write("chunk-1-trace.csv", row + "\n60000,0,0,,0,0\n"), histograms});
    double sum = 0, squares = 0, last = 0;
    for (const SeenRequest& request : log.requests) {
      sum += request.arrival_s - last;
      squares += (request.arrival_s - last) * (request.arrival_s - last);
      last = request.arrival_s;
    }
    const auto n = static_cast<double>(log.requests.size());
    return squares / n / (sum / n) / (sum / n) - 1;
  };
  CHECK(scv("0,1,2,Gamma,0.25,1") == doctest::Approx(4).epsilon(0.1));
  CHECK(scv("0,1,0.5,Gamma,4,1") == doctest::Approx(0.25).epsilon(0.1));
  CHECK(scv("0,1,2.236,Weibull,0.5,1") == doctest::Approx(5).epsilon(0.1));  // Gamma(5) / Gamma(3)^2 - 1 = 24 / 4 - 1
}

TEST_CASE("what is wrong with ServeGen's files is told") {
  const TemporaryDirectory place;
  const std::string rates = place.write("chunk-1-trace.csv", "0,1,1,Gamma,1,1\n0,1,1,Gamma,1,1\n600,1,1,Zeta,1,1\n1200,x,1,Gamma,1,1\n1800\n");
  const std::string histograms = place.write("chunk-1-dataset.json", tokens);
  const Imported log("servegen", {rates, histograms});
  CHECK(log.requests.size() == 600);
  CHECK(log.count("time that is not after the row above") == 1);
  CHECK(log.count("pattern that is not known") == 1);
  CHECK(log.count("time or rate that cannot be read") == 1);
  CHECK(log.count("no row of six cells") == 1);
  CHECK(contains(error_of("servegen", {place.write("clients.csv", "")}), "is neither chunk-N-trace.csv nor chunk-N-dataset.json"));
  CHECK(contains(error_of("servegen", {rates}), "no request is left: client without histograms of tokens"));
  const std::string bad = place.write("chunk-2-dataset.json", R"({"0": {"input_tokens": "{1}", "output_tokens": "{}"}})");
  CHECK(contains(error_of("servegen", {bad}), "chunk-2-dataset.json: the window \"0\" cannot be read"));
  CHECK(contains(error_of("servegen", {rates, histograms}, {{"from_s", 5.0}, {"until_s", 5.0}}), "/until_s: must be later than from_s"));
}

}  // namespace suanli::test
