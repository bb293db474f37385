// step_tables_test.cpp -- tables of step times against the formula they are filled by, and against what was measured.
#include "scenarios/service/step_tables.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "scenarios/measured/prediction.h"
#include "sim/base/random.h"

using namespace suanli;

namespace {

struct Case {
  const char* model;
  const char* device;
  const char* network;
  double tp;
  double pp;
};

// Catalog devices that were fitted to measurements and ones that were not; one node and two; dense models and a mixture.
constexpr Case cases[] = {{"llama2-70b", "h100-sxm-80gb", "ndr-8", 8, 1},
                          {"llama2-70b", "a100-sxm-80gb", "hdr-8", 8, 1},
                          {"bloom-176b", "a100-sxm-80gb", "hdr-8", 16, 1},
                          {"llama3-8b", "l40s", "none", 1, 1},
                          {"llama3-405b", "h200-sxm-141gb", "ndr-8", 8, 2},
                          {"mixtral-8x7b", "h100-sxm-80gb", "ndr-8", 4, 1},
                          {"llama2-7b", "t4", "none", 1, 1},
                          {"llama3-70b", "mi300x", "hdr-8", 4, 1}};

std::string name_of(const Case& of) {
  return std::string(of.model) + " on " + of.device;
}

ServingReplica replica_of(const Case& of) {
  return {model_shape(of.model),
          device_rates(of.device),
          fabric_between(of.device, of.network),
          {.tp = of.tp, .pp = of.pp},
          serving_engine(of.device)};
}

double formula_s(const ServingReplica& of, const RequestBatch& batch) {
  return serving_step(of.model, of.device, of.fabric, of.plan, of.engine, batch);
}

double prefill_s(const StepTimes& steps, std::uint64_t requests, std::uint64_t tokens, std::uint64_t past) {
  PromptWork work;
  for (std::uint64_t i = 0; i < requests; ++i) work.add(tokens, past);
  return static_cast<double>(steps.prefill_ps(work)) * 1e-12;
}

double decode_s(const StepTimes& steps, std::uint64_t requests, std::uint64_t context) {
  return static_cast<double>(steps.decode_ps(requests, context)) * 1e-12;
}

ErrorSummary table_errors(const std::string& name) {
  const MeasuredTable table = read_measured_table(name);
  MeasuredPlaces places;
  std::vector<Prediction> predictions;
  for (const MeasuredRow& row : table.rows) {
    const MeasuredPlace place = places.of(row);
    const ServingReplica replica{
        row, place.device, place.fabric, {.tp = row.tp, .pp = row.pp, .weights = row.type}, place.engine};
    const StepTimes steps = step_times(replica, 64);
    const auto requests = static_cast<std::uint64_t>(row.batch);
    const auto prompt = static_cast<std::uint64_t>(row.prompt_tokens);
    const double predicted =
        row.step == MeasuredStep::prefill
            ? prefill_s(steps, requests, prompt, 0)
            : decode_s(steps, requests, requests * (prompt + static_cast<std::uint64_t>(row.output_tokens) / 2));
    predictions.push_back({.name = row.name, .set = row.set, .measured_s = row.measured_s, .predicted_s = predicted});
  }
  return summary_of(predictions);
}

}  // namespace

// Chunks of fewer tokens may be bound by reading the cache, which the tables of prefills leave out.
TEST_CASE("tables are within 1 % of the formula at points that they were not made from") {
  Stream stream(20, "step tables");
  for (const Case& of : cases) {
    INFO(name_of(of));
    const ServingReplica replica = replica_of(of);
    const StepTimes steps = step_times(replica, 256);
    double worst_prefill = 0;
    double worst_batch = 0;
    double worst_chunk = 0;
    double worst_decode = 0;
    for (int i = 0; i < 4000; ++i) {
      const auto tokens = static_cast<std::uint64_t>(2 + stream.exponential(i % 2 == 0 ? 300 : 20'000));
      const auto requests = 1 + stream.below(64);
      const auto context = static_cast<std::uint64_t>(stream.exponential(i % 2 == 0 ? 2'000 : 500'000));
      const auto share_of = [](double table, double formula) { return std::abs(table - formula) / formula; };
      const auto t = static_cast<double>(tokens);
      const auto n = static_cast<double>(requests);
      const auto c = static_cast<double>(context);
      worst_prefill = std::max(worst_prefill, share_of(prefill_s(steps, 1, tokens, 0), formula_s(replica, {1, t, 0})));
      worst_batch = std::max(worst_batch, share_of(prefill_s(steps, requests, tokens, 0), formula_s(replica, {n, t, 0})));
      worst_decode = std::max(worst_decode, share_of(decode_s(steps, requests, context), formula_s(replica, {n, 1, c / n})));
      if (tokens >= 512)
        worst_chunk = std::max(worst_chunk, share_of(prefill_s(steps, 1, tokens, context % 30'000),
                                                     formula_s(replica, {1, t, static_cast<double>(context % 30'000)})));
    }
    MESSAGE(name_of(of) << ": prefill " << worst_prefill << ", of batches " << worst_batch << ", of chunks " << worst_chunk
                        << ", decode " << worst_decode);
    CHECK(worst_prefill <= 0.01);
    CHECK(worst_batch <= 0.01);
    CHECK(worst_chunk <= 0.01);
    CHECK(worst_decode <= 0.001);
  }
}

TEST_CASE("times rise with tokens, past and context, and lines of decode meet") {
  for (const Case& of : cases) {
    INFO(name_of(of));
    const StepTimes steps = step_times(replica_of(of), 32);
    std::int64_t before = 0;
    for (std::uint64_t tokens = 1; tokens < 40'000; tokens += 7) {
      const std::int64_t now = steps.prefill_ps(tokens, 0);
      CHECK(now >= before);
      CHECK(steps.prefill_ps(tokens, 5000) >= now);
      before = now;
    }
    for (const std::uint64_t requests : {1, 7, 32}) {
      for (std::uint64_t context = 0; context < 400'000; context += 997) {
        const DecodeLine& line = steps.decode_line(requests, context);
        if (line.until == ~std::uint64_t{0}) break;
        const std::int64_t end = line.start_ps + line.slope_ps * static_cast<std::int64_t>(line.until - line.from);
        CHECK(static_cast<double>(steps.decode_ps(requests, line.until)) ==
              doctest::Approx(static_cast<double>(end)).epsilon(1e-3));
      }
    }
  }
}

// By serving_step itself: 7.4, 6.7, 3.5 and 4.1 % (tests/sim/cost/serving_accuracy_test.cpp).
TEST_CASE("by the tables, what Splitwise measured is met as well as by the formula") {
  for (const auto& [name, reached] : {std::pair{"splitwise_a100_prefill", 7.5},
                                      {"splitwise_h100_prefill", 6.8},
                                      {"splitwise_a100_decode", 3.6},
                                      {"splitwise_h100_decode", 4.2}}) {
    const ErrorSummary errors = table_errors(name);
    MESSAGE(std::string(name) << ": " << errors.mean_absolute << " %");
    CHECK(errors.rows == 75);
    CHECK(errors.mean_absolute <= reached);
  }
}
