// azure_llm_test.cpp -- requests by hand, then the real conversation trace with its published statistics.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/shared.h"
#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"
#include "tests/workloads/import/trace_stats.h"

namespace suanli::test {

TEST_CASE("Azure requests arrive from the first one's time, to 100 ns, in order of time") {
  const TextFile file("azure.csv",
                      "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
                      "2023-11-16 18:15:46.6805900,374,44\r\n"
                      "2023-11-16 18:15:46.6805901,10,0\r\n"
                      "2023-11-16 18:15:45.6805900,7,8\r\n"
                      "2023-11-16 18:15:47,x,8\r\n"
                      "yesterday,7,8\r\n"
                      "2023-11-16 18:15:48,-1,8\r\n"
                      "2023-11-16 18:16:46.6805900,5,2147483648");
  const Imported log("azure_llm", {file.path()}, {{"service", "chat"}});
  REQUIRE(log.requests.size() == 3);
  CHECK(log.requests[0].id == "3");
  CHECK(log.requests[0].arrival_s == 0);
  CHECK(log.requests[0].prompt_tokens == 7);
  CHECK(log.requests[0].output_tokens == 8);
  CHECK(log.requests[0].service == "chat");
  CHECK(log.requests[1].arrival_s == 1);
  CHECK(log.requests[2].arrival_s == 1.0000001);
  CHECK(log.jobs.empty());
  CHECK(log.count("no generated tokens") == 1);
  CHECK(log.count("arrived before the request above: sorted by arrival") == 1);
  CHECK(log.count("tokens that cannot be read") == 3);
  CHECK(log.count("no timestamp that can be read") == 1);
  CHECK(Imported("azure_llm", {file.path()}).requests[0].service.empty());
}

TEST_CASE("what is no Azure trace is an error that names file and line") {
  const TextFile other("other.csv", "time,tokens\n1,2\n");
  CHECK(contains(error_of("azure_llm", {other.path()}), "other.csv:1: column \"TIMESTAMP\" is missing"));
  const TextFile none("none.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n");
  CHECK(contains(error_of("azure_llm", {none.path()}), "the file holds no request"));
  const TextFile bad("bad.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\nnow,1,2\n");
  CHECK(contains(error_of("azure_llm", {bad.path()}), "bad.csv:2: no request is left: no timestamp that can be read (1 times)"));
  CHECK(contains(error_of("azure_llm", {none.path(), none.path()}), "reads one file at a time"));
}

TEST_CASE("the Azure conversation trace of 2023 has its published statistics") {
  const std::string name = "azure-llm-2023/AzureLLMInferenceTrace_conv.csv";
  SUANLI_NEEDS_SHARED("traces/" + name);
  const nlohmann::json stats = trace_stats(name);
  const Imported log("azure_llm", {shared("traces/" + name).string()});
  CHECK(log.requests.size() == stats.at("requests").get<std::size_t>());
  std::vector<double> arrivals, prompts, outputs;
  for (const SeenRequest& request : log.requests) {
    arrivals.push_back(request.arrival_s);
    prompts.push_back(request.prompt_tokens);
    outputs.push_back(request.output_tokens);
  }
  CHECK(nearly(arrivals.back(), stats.at("span_s").get<double>()));
  check_distribution("interarrival", gaps(arrivals), stats.at("interarrival_s"));
  check_distribution("prompt", prompts, stats.at("prompt_tokens"));
  check_distribution("output", outputs, stats.at("output_tokens"));
  CHECK(log.count("no generated tokens") == stats.at("zero_output").get<std::uint64_t>());
  CHECK(log.count("arrived before the request above: sorted by arrival") == stats.at("unsorted_pairs").get<std::uint64_t>());
  CHECK(log.result.ledger.count(LedgerAction::dropped) == 0);
}

}  // namespace suanli::test
