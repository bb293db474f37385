// services_tokens_test.cpp -- language models under continuous batching: one request alone, and the bound of a mix, through the whole engine.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/analytic/service_queueing.h"

namespace suanli::test {
namespace {

// A roofline in picoseconds: an iteration reads the weights (20 ms) and each cached token (0.5 us); a prompt's tokens take 50 us each, once they take
// longer than the weights.
constexpr double weights_s = 0.020;
constexpr double cached_token_s = 0.5e-6;
constexpr double prompt_token_s = 50e-6;

ServiceCase language(std::uint32_t replicas, std::int64_t batch) {
  ServiceCase each = replicas_of(replicas, {"round_robin", {}}, {"continuous_batching", {{"max_running", whole(batch)}}});
  each.profile.steps.add_prefill({.up_to = 400, .base_s = weights_s});
  each.profile.steps.add_prefill({.per_token_s = prompt_token_s});
  each.profile.steps.add_decode({{.start_ps = 20'000'000'000, .slope_ps = 500'000}});
  return each;
}

// Of the steps after the first token: sum of weights and of contexts p, p + 1, ...
double decodes_s(double prompt, double output) {
  return (output - 1) * weights_s + cached_token_s * ((output - 1) * prompt + (output - 1) * (output - 2) / 2);
}
double prefill_s(double prompt) {
  return std::max(weights_s, prompt * prompt_token_s);
}

double last_end_s(const Served& run) {
  return static_cast<double>(*std::max_element(run.end.begin(), run.end.end())) / 1e9;
}

}  // namespace

TEST_CASE("services: one request alone takes its prefill and its decodes, to the nanosecond") {
  Stream stream(1, "alone");
  std::vector<RequestRecord> requests;
  std::vector<std::int64_t> expected_ns;
  for (int i = 0; i < 200; ++i) {
    const auto prompt = static_cast<std::uint32_t>(1 + stream.below(4'000));
    const auto output = static_cast<std::uint32_t>(1 + stream.below(500));
    requests.push_back(of_tokens(i * 100.0, prompt, output));
    // In ps: 5 10^7 a prompt token, 2 10^10 an iteration, 5 10^5 a token of context.
    const std::int64_t steps = output - 1;
    const std::int64_t ps = std::max<std::int64_t>(20'000'000'000, std::int64_t{prompt} * 50'000'000) + steps * 20'000'000'000 +
                            500'000 * (steps * prompt + steps * (steps - 1) / 2);
    expected_ns.push_back((ps + 999) / 1'000);
  }
  const auto workload = requests_of(std::move(requests));
  const Served run = served(language(1, 64), *workload, 1);
  for (std::size_t i = 0; i < run.size(); ++i) CHECK(run.end[i] - run.arrival_ns(i) == expected_ns[i]);
}

// A backlog of equal requests, eight at a time: their prompts of 400 in batches within the budget of 8,192 tokens take 8 x 400 x 50 us, their decodes the
// weights once and the caches of eight. Twice the replicas, half the time.
TEST_CASE("services: a backlog of equal requests is worked off in the time of its roofline") {
  constexpr int groups = 25;
  const auto workload = requests_of(std::vector<RequestRecord>(8 * groups, of_tokens(0, 400, 101)));
  const double group_s = 8 * 400 * prompt_token_s + 100 * weights_s + 8 * (decodes_s(400, 101) - 100 * weights_s);
  CHECK(last_end_s(served(language(1, 8), *workload, 1)) == doctest::Approx(groups * group_s).epsilon(1e-9));
  const auto twice = requests_of(std::vector<RequestRecord>(16 * groups, of_tokens(0, 400, 101)));
  CHECK(last_end_s(served(language(2, 8), *twice, 1)) == doctest::Approx(groups * group_s).epsilon(1e-9));
}

// Unlike requests: the bound is what each takes of an iteration shared by all the places of the batch. Prompts join one by one as places come free, so each
// is a prefill of its own or with few others: between max(weights, its tokens) and its tokens alone. The weights are read by full batches, until at the
// end they are not: a fiftieth.
TEST_CASE("services: the saturation throughput of a mix is the bound of its roofline") {
  constexpr std::int64_t batch = 16;
  Stream stream(2, "mix");
  std::vector<RequestRecord> requests;
  double least = 0, most = 0;
  for (int i = 0; i < 3'000; ++i) {
    const auto prompt = static_cast<std::uint32_t>(400 + stream.below(2'000));  // each takes longer than the weights
    const auto output = static_cast<std::uint32_t>(2 + stream.below(300));
    requests.push_back(of_tokens(0, prompt, output));
    const double steps_s = (output - 1) * weights_s;
    const double shared = steps_s / batch + decodes_s(prompt, output) - steps_s;
    least += shared + prompt * prompt_token_s;
    most += shared + prefill_s(prompt);
  }
  const auto workload = requests_of(std::move(requests));
  const double backlog_s = last_end_s(served(language(1, batch), *workload, 1));
  CHECK(least == doctest::Approx(most));
  CHECK(backlog_s >= least);
  CHECK(backlog_s < 1.02 * most);
  // The same requests, arriving a tenth faster than that rate, leave at that rate: the end comes when it would have come.
  std::vector<RequestRecord> paced;
  Stream again(2, "mix");
  for (int i = 0; i < 3'000; ++i) {
    const auto prompt = static_cast<std::uint32_t>(400 + again.below(2'000));
    paced.push_back(of_tokens(i * most / 3'000 / 1.1, prompt, static_cast<std::uint32_t>(2 + again.below(300))));
  }
  const auto overload = requests_of(std::move(paced));
  const double overload_s = last_end_s(served(language(1, batch), *overload, 1));
  CHECK(overload_s >= least);
  CHECK(overload_s < 1.03 * most);
  // A batch half as large does not reach it.
  CHECK(last_end_s(served(language(1, batch / 2), *workload, 1)) > 1.1 * most);
}

}  // namespace suanli::test
