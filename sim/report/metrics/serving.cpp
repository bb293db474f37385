// serving.cpp -- what went on inside the replicas of services: tokens, batches, and the use of caches.
#include <array>

#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{306, "tokens_per_s", "1/s", "output, prompt, total", "tokens made, of prompts begun, and both / window; none is counted twice for a preemption",
               Better::higher},
    MetricSpec{309, "kv_utilisation", "1", "time_mean", "blocks of caches in use / all of them, while replicas are ready"},
    MetricSpec{310, "batch_size", "1", "mean", "requests in an iteration, over iterations"},
    MetricSpec{311, "prefix_hit", "1", "share", "prompt tokens found in a cache / all of prompts begun", Better::higher}};

void add(ServingSums& all, const ServingSums& one) {
  all.busy_ns += one.busy_ns;
  all.iterations += one.iterations;
  all.batch_sum += one.batch_sum;
  all.prompt_tokens += one.prompt_tokens;
  all.cached_tokens += one.cached_tokens;
  all.output_tokens += one.output_tokens;
  all.block_seconds += one.block_seconds;
  all.block_ns += one.block_ns;
}

std::optional<MetricValue> ratio(double part, double whole) {
  if (!(whole > 0)) return std::nullopt;
  return MetricValue(part / whole);
}

void add_rows(const MetricInput& input, const std::string& tenant, const ServingSums& sums, RowSink& rows) {
  const double window_s = to_seconds(input.run.window.length());
  const auto prompt = static_cast<double>(sums.prompt_tokens);
  const auto output = static_cast<double>(sums.output_tokens);
  rows.of(specs[0], "all", tenant)
      .add("output", ratio(output, window_s))
      .add("prompt", ratio(prompt, window_s))
      .add("total", ratio(static_cast<double>(sums.prompt_tokens + sums.output_tokens), window_s));
  // A replica without a cache has no blocks that could be in use.
  const double used = sums.block_ns == 0 ? 0 : sums.block_seconds;
  rows.of(specs[1], "all", tenant).add("time_mean", ratio(used, static_cast<double>(sums.block_ns) / 1e9));
  rows.of(specs[2], "all", tenant).add("mean", ratio(static_cast<double>(sums.batch_sum), static_cast<double>(sums.iterations)));
  rows.of(specs[3], "all", tenant).add("share", ratio(static_cast<double>(sums.cached_tokens), prompt));
}

void compute(const MetricInput& input, RowSink& rows) {
  const OnlineResult& online = input.run.online;
  if (!online.kept()) return;
  ServingSums all;
  for (const ServiceResult& service : online.services) add(all, service.sums);
  add_rows(input, "all", all, rows);
  for (const ServiceResult& service : online.services) add_rows(input, "service:" + service.spec->name, service.sums, rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily serving_entry{"serving", specs, compute};
}

}  // namespace suanli
