// service_series.h -- counts over the time of a run, made from its requests and replicas: who is in the system, what has ended, how long it took.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/base/int128.h"
#include "sim/model/job.h"
#include "tools/export/sample_grid.h"

namespace suanli::exports {

// Upper bounds of the classes of times, in thousandths of a second; a last class has none.
inline constexpr std::array<std::int64_t, 12> answer_bounds_ms{50, 100, 200, 500, 1000, 2000, 5000, 10'000, 20'000, 60'000, 300'000, 1'800'000};

// Times of completed requests, each counted when it ended.
class AnswerTimes {
 public:
  explicit AnswerTimes(std::size_t samples) : within_(answer_bounds_ms.size() + 1, SampledCount<>(samples)), sum_ns_(samples) {}

  void add(std::size_t sample, Duration time);
  void accumulate();

  // So far: how many took no longer than the bound (all of them past the last), and in sum.
  std::int64_t within(std::size_t bound, std::size_t sample) const { return within_[bound][sample]; }
  Int128 sum_ns(std::size_t sample) const { return sum_ns_[sample]; }

 private:
  std::vector<SampledCount<>> within_;
  SampledCount<Int128> sum_ns_;
};

// Of one service. requests.csv does not say when a request was rejected: it counts as rejected when it arrived, and never as outstanding.
struct ServiceSeries {
  ServiceSeries(std::string service, std::size_t samples)
      : name(std::move(service)), arrived(samples), outstanding(samples), output_tokens(samples), replicas(samples),
        ended(job_status_names.size(), SampledCount<>(samples)), first_token(samples), latency(samples) {}

  std::string name;
  SampledCount<> arrived;
  SampledCount<> outstanding;
  SampledCount<> output_tokens;  // of completed requests
  SampledCount<> replicas;       // that hold devices
  std::vector<SampledCount<>> ended;
  AnswerTimes first_token;
  AnswerTimes latency;
};

// Of the named services, in this order. Empty where the run has none. [InputError] when requests.csv or replicas.csv is missing or damaged,
// or names another service.
std::vector<ServiceSeries> service_series(const std::string& directory, const std::vector<std::string>& names, const SampleGrid& grid);

}  // namespace suanli::exports
