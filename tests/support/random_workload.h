// random_workload.h -- workloads that use every column, for round trips.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "sim/model/workload.h"

namespace suanli::test {

inline JobWork random_work(Stream& random) {
  JobWork work;
  work.form = static_cast<WorkForm>(1 + random.below(3));
  const auto maybe = [&](double value) { return random.below(2) == 0 ? std::optional(value) : std::nullopt; };
  const auto count = [&] { return static_cast<double>(1 + random.below(64)); };
  if (random.below(2) == 0) work.dtype = static_cast<unsigned char>(random.below(4));
  if (work.form == WorkForm::training) {
    work.model = random.below(2) == 0 ? "llama3-8b" : "a \"model\"";
    work.batch = count();
    work.sequence = maybe(count() * 128);
    work.plan.tp = maybe(count());
    work.plan.microbatch = maybe(count());
    work.plan.zero = maybe(static_cast<double>(random.below(4)));
    if (random.below(2) == 0) work.plan.recompute = static_cast<unsigned char>(random.below(3));
    if (random.below(2) == 0) work.plan.overlap = random.below(2) == 0;
    work.plan.offload = maybe(random.uniform());
    if (random.below(2) == 0) work.exchange = WorkExchange::parameter_server;
    if (work.exchange) work.servers = maybe(count());
  } else if (work.form == WorkForm::bag) {
    work.tasks = count();
    if (random.below(2) == 0) work.task_s = random.uniform() * 1e4;
    else work.task_flops = 1 + random.uniform() * 1e20;
  } else {
    work.items = count();
    for (std::uint64_t stages = 1 + random.below(3); stages > 0; --stages) {
      WorkStage& stage = work.stages.emplace_back();
      if (random.below(2) == 0) stage.item_s = random.uniform();
      else stage.clock_mhz = 1 + random.uniform() * 500;
      stage.output_bytes = random.below(2) == 0 ? 0 : count();
      stage.interval = 0.5 * count();
    }
  }
  return work;
}

inline void add_random_requests(WorkloadBuilder& builder, std::uint64_t seed, std::size_t requests) {
  Stream random(seed, "random requests");
  const bool plain = random.below(3) == 0;  // without optional columns
  const std::vector<std::string> words{"", "chat", "\xc3\xa9t\xc3\xa9", "with \"quotes\" and \\", "rank"};
  const auto word = [&] { return std::string_view(words[random.below(words.size())]); };
  const auto time = [&] { return Duration(static_cast<std::int64_t>(random.below(std::uint64_t{1} << (8 + random.below(50))))); };
  for (std::size_t i = 0; i < requests; ++i) {
    const std::string id = (random.below(2) == 0 ? "" : "request ") + std::to_string(i);
    std::vector<std::uint64_t> hashes;
    RequestRecord request;
    request.id = id;
    request.arrival = SimTime(time());
    request.service = word();
    request.prompt_tokens = static_cast<std::uint32_t>(random.below(5000));
    request.output_tokens = static_cast<std::uint32_t>(random.below(3));
    request.tenant = word();
    if (!plain) {
      request.duration = random.below(2) == 0 ? Duration() : time();
      request.session = word();
      request.kernel = word();
      request.priority = static_cast<std::int32_t>(random.below(5)) - 2;
      while (random.below(3) != 0) hashes.push_back(random.below(2) == 0 ? random.below(100) : random.next_u64());
      request.prefix_hashes = hashes;
    }
    builder.add_request(request);
  }
}

inline std::unique_ptr<const Workload> random_workload(std::uint64_t seed, std::size_t jobs, std::size_t requests = 0) {
  Stream random(seed, "random workload");
  const bool plain = random.below(3) == 0;  // without optional columns
  const std::vector<std::string> words{"", "a100", "v100", "\xc3\xa9t\xc3\xa9", "with \"quotes\" and \\", "tab\there", "h100"};
  const auto word = [&] { return std::string_view(words[random.below(words.size())]); };
  const auto name = [&] { return std::string_view(words[1 + random.below(words.size() - 1)]); };
  const auto nanoseconds = [&] {
    return Duration(static_cast<std::int64_t>(random.below(std::uint64_t{1} << (8 + random.below(50)))));
  };
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < jobs; ++i) ids.push_back((random.below(2) == 0 ? "" : "job ") + std::to_string(i));
  WorkloadBuilder builder;
  for (std::size_t i = 0; i < jobs; ++i) {
    std::vector<std::string_view> models, zones, needs;
    JobRecord job;
    job.id = ids[i];
    job.submit = SimTime(nanoseconds());
    job.duration = nanoseconds();
    job.tasks = 1 + static_cast<std::uint32_t>(random.below(3));
    job.cpu_milli = static_cast<std::int64_t>(random.below(5000));
    job.memory_kib = static_cast<std::int64_t>(random.below(std::uint64_t{1} << random.below(40)));
    job.gpu_milli = static_cast<std::int32_t>(random.below(2) == 0 ? random.below(1000) : random.below(16) * 1000);
    job.fpgas = static_cast<std::int32_t>(random.below(2));
    job.tenant = word();
    job.user = word();
    job.priority = static_cast<std::int32_t>(random.below(5)) - 2;
    if (random.below(2) == 0) job.time_limit = Duration(1) + nanoseconds();
    if (!plain) {
      while (random.below(2) == 0) models.push_back(name());
      while (random.below(3) == 0) zones.push_back(name());
      while (i > 0 && random.below(4) == 0) needs.push_back(ids[random.below(i)]);
      if (random.below(2) == 0) job.deadline = SimTime(nanoseconds());
      if (random.below(4) == 0) {
        job.min_tasks = 1;
        job.max_tasks = job.tasks + static_cast<std::uint32_t>(random.below(3));
      }
      job.work_kind = work_kinds[random.below(work_kinds.size())];
      job.reference_model = word();
      job.recorded_status = word();
    }
    const JobWork work = random_work(random);
    if (!plain && job.gpu_milli % milli == 0 && job.reference_model.empty() && job.cpu_milli + job.gpu_milli + job.fpgas > 0) {
      job.work = &work;
      job.steps = work.form == WorkForm::training ? 1 + random.below(1000) : 1;
      job.duration = {};
    }
    job.device_models = models;
    job.zones = zones;
    job.depends_on = needs;
    builder.add(job);
  }
  add_random_requests(builder, seed, requests);
  return builder.finish({"random", "generated", 0});
}

}  // namespace suanli::test
