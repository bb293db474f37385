// azure_llm_test.cpp -- BLOOM-176B on eight DGX-H100 at 20 requests/s of Azure's conversations, beside the simulator of Splitwise.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "scenarios/build.h"
#include "scenarios/service/service_specs.h"
#include "sim/base/random.h"
#include "tests/support/reference_files.h"
#include "tests/support/service_case.h"
#include "tests/support/shared.h"

namespace suanli::test {
namespace {

// Patel et al. 2024 (Splitwise, ISCA), their simulator: mean time to the first token and mean time between tokens, join-shortest-queue.
constexpr double peer_ttft_s = 0.199;
constexpr double peer_tbt_s = 0.055;

// Its requests: Poisson arrivals for ten minutes, prompt and output lengths drawn from the trace, each by itself.
std::unique_ptr<const Workload> conversations(std::uint64_t seed) {
  const auto rows = read_cells(shared("traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv"), ',', true);
  Stream arrivals(seed, "arrivals");
  Stream lengths(seed, "lengths");
  const auto drawn = [&](std::size_t column) { return static_cast<std::uint32_t>(std::stoul(rows[lengths.below(rows.size())][column])); };
  std::vector<RequestRecord> requests;
  for (double now = arrivals.exponential(0.05); now < 600; now += arrivals.exponential(0.05)) {
    const std::uint32_t prompt = drawn(1);
    requests.push_back(of_tokens(now, prompt, drawn(2)));
  }
  return requests_of(std::move(requests));
}

// Medians of the measured times, in seconds, by a key of the row's prompt and batch size.
struct Measured {
  std::map<double, double> prompt_s;
  std::map<double, double> token_s;
};
template <class Key>
Measured measured(Key key) {
  std::map<double, std::vector<double>> prompts, tokens;
  for (const auto& row : read_cells(shared("measured/splitwise_perf_model.csv.gz"), ',', true)) {
    if (row[0] != "bloom-176b" || row[1] != "h100-80gb" || row[10] != "8") continue;
    const double at = key(std::stod(row[2]), std::stod(row[3]));
    prompts[at].push_back(std::stod(row[7]) / 1000);
    tokens[at].push_back(std::stod(row[8]) / 1000);
  }
  const auto medians = [](std::map<double, std::vector<double>>& samples) {
    std::map<double, double> found;
    for (auto& [at, values] : samples) {
      std::sort(values.begin(), values.end());
      const std::size_t half = values.size() / 2;
      found[at] = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
    return found;
  };
  return {medians(prompts), medians(tokens)};
}

// The straight line through the two points around `at`, or the two next to it beyond the ends.
struct Line {
  double from = 0, value = 0, slope = 0;
  double at(double x) const { return value + slope * (x - from); }
};
Line line_at(const std::map<double, double>& points, double at) {
  auto right = points.lower_bound(at);
  if (right == points.begin()) ++right;
  if (right == points.end()) --right;
  const auto left = std::prev(right);
  return {left->first, left->second, (right->second - left->second) / (right->first - left->first)};
}

// Prompts by their tokens together; decodes of n requests as `decode_s(n)` says, whatever their contexts; both in one iteration 1.1 times a
// prompt of all its tokens.
template <class DecodeTime>
ReplicaProfile replica(const std::map<double, double>& prompt_s, DecodeTime decode_s) {
  ReplicaProfile profile;
  for (const auto& [until, unused] : prompt_s) {
    const Line line = line_at(prompt_s, until);
    const bool is_last = until == prompt_s.rbegin()->first;
    profile.steps.add_prefill({.up_to = is_last ? ~std::uint64_t{0} : static_cast<std::uint64_t>(until), .base_s = line.at(0), .per_token_s = line.slope});
  }
  for (int n = 1; n <= 512; ++n) profile.steps.add_decode({{whole_ps(decode_s(n)), 0}});
  profile.steps.set_mixed_factor(1.1);
  // 8 x 80 GB without 176e9 parameters of two bytes, for keys and values of 70 layers of 14336: 2 x 70 x 14336 x 2 bytes a token.
  profile.cache_blocks = static_cast<std::uint32_t>((8 * 80e9 - 2 * 176e9) / (2.0 * 70 * 14336 * 2) / 16);
  return profile;
}

struct Means {
  double ttft_s = 0;
  double tbt_s = 0;
};
Means means_of(const Workload& workload, const ReplicaProfile& profile, const std::string& balancing) {
  ServiceCase service{.name = "s"};
  service.serving = {"continuous_batching", {{"mode", std::string("mixed")}, {"token_budget", std::int64_t{2048}}, {"max_running", std::int64_t{512}}, {"kv_utilisation", 1.0}}};
  service.balancing = {balancing, {}};
  service.rules.scaling.replicas = service.rules.scaling.min = service.rules.scaling.max = 8;
  service.profile = profile;
  const ServiceLog log = serve({service}, workload, cpu_nodes(8), {});
  Means means;
  double gaps = 0;
  for (const RequestId request : IdRange<RequestId>(workload.request_count())) {
    const ServiceLog::Request& row = log.requests[index_of(request)];
    REQUIRE(row.status == JobStatus::completed);
    const std::uint32_t tokens = workload.requests.output_tokens[request];
    means.ttft_s += row.first_token - in_s(workload.requests.arrival[request]);
    if (tokens < 2) continue;
    means.tbt_s += (row.end - row.first_token) / (tokens - 1);
    ++gaps;
  }
  return {means.ttft_s / static_cast<double>(workload.request_count()), means.tbt_s / gaps};
}

// The replica of our own cost model.
ReplicaProfile modelled(const Workload& workload) {
  const ScenarioFile file = read_scenario(parse_json(SUANLI_SOURCE_DIR "/tests/corpus/scenarios/s.json", R"({"cluster": {"pools": [{"name": "dgx", "count": 8, "cpus": 96, "memory_gib": 2048,
    "devices": [{"model": "h100-sxm-80gb", "count": 8}], "network_gb_per_s": 400}]}, "workload": "trace.json", "services": [{"name": "s", "replicas": 8,
    "demand": {"gpus": 8}, "model": "bloom-176b"}]})"));
  ReplicaProfile profile = service_specs(file, workload, build_cluster(file, {})).specs.at(0).on_class[ClassId{0}].profile;
  profile.steps.set_mixed_factor(1.1);
  return profile;
}

// What is not said of it is printed with -V of CTest.
void within(const std::string& what, double value, double low, double high) {
  MESSAGE(what << ": " << value << " s");
  CHECK_MESSAGE(value >= low, what << " is below " << low);
  CHECK_MESSAGE(value <= high, what << " is above " << high);
}

}  // namespace

// The peer looks decodes up in a table by prompt size x batch size, at the number of decoding requests: some 30, where the smallest measured
// key is 128. So every decode takes what one request of a short prompt takes, 0.036 s, however large the batch. Read like that, its figures
// come out. It preempts decodes for prompts that fill an iteration, where this engine lets them go on; so they agree in size, not to the digit.
TEST_CASE("services: the Splitwise simulator's mean times to and between tokens, with decodes looked up as it does") {
  SUANLI_NEEDS_SHARED("measured/splitwise_perf_model.csv.gz");
  SUANLI_NEEDS_SHARED("traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv");
  const Measured by_tokens = measured([](double prompt, double batch) { return prompt * batch; });
  const auto as_the_peer = [&](int n) { return line_at(by_tokens.token_s, n).at(n); };
  within("a decode of 1", as_the_peer(1), 0.035, 0.036);
  within("a decode of 64", as_the_peer(64), 0.035, 0.036);
  const auto workload = conversations(1);
  for (const std::string& balancing : {std::string("join_shortest_queue"), std::string("least_tokens")}) {
    const Means means = means_of(*workload, replica(by_tokens.prompt_s, as_the_peer), balancing);
    within(balancing + ", to the first token", means.ttft_s, peer_ttft_s / 1.3, peer_ttft_s * 1.3);
    within(balancing + ", between tokens", means.tbt_s, peer_tbt_s / 1.1, peer_tbt_s * 1.1);
  }
}

// By the same measurements a decode of 46 requests of 512 and some tokens takes 0.054 s and not 0.036 (half way between those of 32 and 64),
// and 8,192 more tokens of context take 1.8 ms (37.4 and 35.6 ms for one request): at the 58,000 tokens of as many mean conversations, 0.062 s. Longer
// steps hold more requests at once, which make them longer again.
TEST_CASE("services: decodes that take as long as was measured take the peer's time between tokens from 0.055 s to 0.08 and 0.12") {
  SUANLI_NEEDS_SHARED("measured/splitwise_perf_model.csv.gz");
  SUANLI_NEEDS_SHARED("traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv");
  const Measured by_tokens = measured([](double prompt, double batch) { return prompt * batch; });
  std::map<double, double> decodes = measured([](double prompt, double batch) { return prompt == 512 ? batch : 0; }).token_s;
  decodes.erase(0);
  const auto by_batch = [&](int n) { return line_at(decodes, n).at(n); };
  within("a decode of 46, measured", by_batch(46), 0.053, 0.055);
  const auto workload = conversations(1);
  const Means batches = means_of(*workload, replica(by_tokens.prompt_s, by_batch), "join_shortest_queue");
  within("decodes by batch, to the first token", batches.ttft_s, 0.2, 0.35);
  within("decodes by batch, between tokens", batches.tbt_s, 0.07, 0.085);

  // With caches for twice the tokens: those of two bytes a value are full at this load, and requests wait for them.
  ReplicaProfile ours = modelled(*workload);
  within("a decode of 46 at the mean context, modelled", static_cast<double>(ours.steps.decode_ps(46, 58'000)) * 1e-12, 0.059, 0.065);
  ours.cache_bytes_per_token /= 2;
  const Means model = means_of(*workload, ours, "join_shortest_queue");
  within("modelled, to the first token", model.ttft_s, 0.2, 0.35);
  within("modelled, between tokens", model.tbt_s, 0.1, 0.13);
}

}  // namespace suanli::test
