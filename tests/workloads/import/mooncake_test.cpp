// mooncake_test.cpp -- requests by hand, then the real conversation trace with its published statistics.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/shared.h"
#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"
#include "tests/workloads/import/trace_stats.h"

namespace suanli::test {

TEST_CASE("Mooncake requests have milliseconds and the hashes of their blocks") {
  const TextFile file("mooncake.jsonl",
                      "{\"timestamp\": 500, \"input_length\": 513, \"output_length\": 5, \"hash_ids\": [0, 18446744073709551615], \"more\": 1}\n"
                      "{\"timestamp\": 500, \"input_length\": 512, \"output_length\": 0, \"hash_ids\": [0, 1]}\n"
                      "\n"
                      "{\"timestamp\": 250.5, \"input_length\": 10, \"output_length\": 1}\n"
                      "{\"timestamp\": -1, \"input_length\": 10, \"output_length\": 1}\n"
                      "{\"timestamp\": \"1\", \"input_length\": 10, \"output_length\": 1}\n"
                      "{\"timestamp\": 1, \"input_length\": 1.5, \"output_length\": 1}\n"
                      "{\"timestamp\": 1, \"input_length\": 1, \"output_length\": 1, \"hash_ids\": [-1]}\n"
                      "{\"timestamp\": 1, \"input_length\": 1\n");
  const Imported log("mooncake", {file.path()}, {{"service", "chat"}});
  REQUIRE(log.requests.size() == 3);
  CHECK(log.requests[0].id == "4");  // the line
  CHECK(log.requests[0].arrival_s == 0.2505);
  CHECK(log.requests[0].hashes.empty());
  CHECK(log.requests[1].arrival_s == 0.5);
  CHECK(log.requests[1].hashes == std::vector<std::uint64_t>{0, 18446744073709551615ULL});
  CHECK(log.requests[1].service == "chat");
  CHECK(log.requests[2].prompt_tokens == 512);
  CHECK(log.count("hashes are not as many as the blocks of the prompt") == 1);
  CHECK(log.count("no output tokens") == 1);
  CHECK(log.count("a blank line was skipped") == 1);
  CHECK(log.count("arrived with the request above") == 1);
  CHECK(log.count("arrived before the request above: sorted by arrival") == 2);
  CHECK(log.count("arrival before time 0, or beyond 292 years") == 1);
  CHECK(log.count("no timestamp that can be read") == 1);
  CHECK(log.count("tokens that cannot be read") == 1);
  CHECK(log.count("hash_ids that cannot be read") == 1);
  CHECK(log.count("no JSON object") == 1);
  CHECK(Imported("mooncake", {file.path()}, {{"block_tokens", std::int64_t{256}}}).count("hashes are not as many as the blocks of the prompt") == 1);
}

TEST_CASE("what is no Mooncake trace is an error that names file and line") {
  const TextFile bad("bad.jsonl", "hello\n");
  CHECK(contains(error_of("mooncake", {bad.path()}), "bad.jsonl:1: no request is left: no JSON object (1 times)"));
}

TEST_CASE("Mooncake's conversation trace has its published statistics") {
  const std::string name = "mooncake-fast25/conversation_trace.jsonl.gz";
  SUANLI_NEEDS_SHARED("traces/" + name);
  const nlohmann::json stats = trace_stats(name);
  const Imported log("mooncake", {shared("traces/" + name).string()});
  CHECK(log.requests.size() == stats.at("requests").get<std::size_t>());
  std::vector<double> arrivals, prompts, outputs;
  std::set<std::uint64_t> seen;
  std::size_t blocks = 0, hits = 0;
  for (const SeenRequest& request : log.requests) {
    arrivals.push_back(request.arrival_s);
    prompts.push_back(request.prompt_tokens);
    outputs.push_back(request.output_tokens);
    bool shares = true;  // up to the first block that is new
    for (const std::uint64_t hash : request.hashes) {
      shares = shares && seen.contains(hash);
      hits += shares ? 1 : 0;
    }
    seen.insert(request.hashes.begin(), request.hashes.end());
    blocks += request.hashes.size();
  }
  CHECK(nearly(arrivals.back() - arrivals.front(), stats.at("span_s").get<double>()));
  check_distribution("interarrival", gaps(arrivals), stats.at("interarrival_s"));
  check_distribution("prompt", prompts, stats.at("prompt_tokens"));
  check_distribution("output", outputs, stats.at("output_tokens"));
  CHECK(std::set<double>(arrivals.begin(), arrivals.end()).size() == stats.at("distinct_timestamps").get<std::size_t>());
  CHECK(log.count("arrived with the request above") == log.requests.size() - stats.at("distinct_timestamps").get<std::size_t>());
  CHECK(blocks == stats.at("hash_blocks").get<std::size_t>());
  CHECK(seen.size() == stats.at("unique_hash_ids").get<std::size_t>());
  CHECK(hits == stats.at("infinite_cache_prefix_hit_blocks").get<std::size_t>());
  CHECK(log.count("hashes are not as many as the blocks of the prompt") == stats.at("blocks_mismatch_ceil512").get<std::uint64_t>());
  CHECK(log.result.ledger.count(LedgerAction::dropped) == 0);
}

}  // namespace suanli::test
