// generate.cpp -- arrivals one after another, each a job or a chain of jobs.
#include "workloads/generate/generate.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "sim/base/portable_math.h"
#include "workloads/generate/discrete.h"
#include "workloads/generate/job_draw.h"
#include "workloads/generate/presets.h"
#include "workloads/generate/request_draw.h"

namespace suanli {
namespace {

constexpr std::size_t most_jobs = 100'000'000;

template <class Weighted>
std::vector<double> weights_of(const std::vector<Weighted>& items) {
  std::vector<double> weights;
  for (const Weighted& item : items) weights.push_back(item.weight);
  return weights;
}

// The k-th user of a tenant has weight k^-skew.
std::vector<double> user_weights(std::uint32_t users, double skew) {
  std::vector<double> weights;
  for (std::uint32_t k = 1; k <= users; ++k) weights.push_back(portable_pow(k, -skew));
  return weights;
}

class Generator {
 public:
  Generator(const GenerateSpec& spec, std::uint64_t seed)
      : spec_(spec), seed_(spec.seed.value_or(seed)), user_(user_weights(spec.users_per_tenant, spec.user_skew)) {
    if (!spec.mix.empty()) kind_.emplace(weights_of(spec.mix));
    if (!spec.tenants.empty()) tenant_.emplace(weights_of(spec.tenants));
    for (const MixSpec& kind : spec.mix) {
      auto& stages = stages_.emplace_back();
      for (const StageSpec& stage : kind.stages) {
        const std::string prefix = kind.name + '/' + (stage.name.empty() ? "" : stage.name + '/');
        stages.emplace_back(stage, seed_, prefix, spec.round_to);
      }
    }
  }

  std::unique_ptr<const Workload> run() {
    if (kind_) add_jobs();
    generate_requests(spec_.requests, seed_, spec_.round_to, builder_);
    return builder_.finish({spec_.preset.empty() ? "generated" : spec_.preset, "generated", 0});
  }

 private:
  void add_jobs() {
    const auto arrivals = spec_.arrivals.law->make(spec_.arrivals.input);
    Stream stream(seed_, "arrivals");
    if (spec_.jobs) builder_.reserve(*spec_.jobs);
    for (std::uint64_t arrival = 0; !spec_.jobs || builder_.size() < *spec_.jobs; ++arrival) {
      const auto at = rounded(arrivals->next(stream), spec_.round_to);
      if (spec_.until && (!at || *at >= *spec_.until)) break;
      if (!at) throw InputError({}, "arrivals run past 292 years", "fewer jobs or a higher rate");
      if (builder_.size() >= most_jobs) throw InputError({}, "more than 1e8 jobs would be generated", "a lower rate or an earlier end");
      add_arrival(SimTime(*at), arrival);
    }
  }

  void add_arrival(SimTime at, std::uint64_t arrival) {
    JobRecord record;
    record.submit = at;
    std::string user;
    if (tenant_) {
      Stream tenant_stream(seed_, "tenant", arrival);
      record.tenant = spec_.tenants[tenant_->draw(tenant_stream)].name;
      Stream user_stream(seed_, "user", arrival);
      user = std::string(record.tenant) + "-u" + std::to_string(user_.draw(user_stream) + 1);
      record.user = user;
    }
    Stream mix_stream(seed_, "mix", arrival);
    std::string previous;
    for (const StageDraw& stage : stages_[kind_->draw(mix_stream)]) {
      const std::string id = std::to_string(builder_.size() + 1);
      const std::string_view before = previous;
      JobRecord job = record;
      job.id = id;
      if (!previous.empty()) job.depends_on = std::span(&before, 1);
      stage.fill(job, arrival);
      builder_.add(job);
      previous = id;
    }
  }

  const GenerateSpec& spec_;
  std::uint64_t seed_;
  std::optional<DiscreteDraw> kind_;  // empty: no jobs
  DiscreteDraw user_;
  std::optional<DiscreteDraw> tenant_;
  std::vector<std::vector<StageDraw>> stages_;  // by kind
  WorkloadBuilder builder_;
};

}  // namespace

std::unique_ptr<const Workload> generate(const GenerateSpec& spec, std::uint64_t seed) {
  return Generator(spec, seed).run();
}

std::vector<GeneratorInfo> list_generators() {
  std::vector<GeneratorInfo> all;
  const auto add = [&](std::string_view family, const LawDescription& law) {
    all.push_back({family, std::string(law.name), std::string(law.summary), law.params, law.lists});
  };
  for (const auto* entry : arrivals::entries()) add("arrivals", entry->description);
  for (const auto* entry : values::entries()) add("values", entry->description);
  for (const std::string& name : preset_names()) {
    all.push_back({"presets", name, find_preset(name)->value("why", std::string{}), {}, {}});
  }
  return all;
}

}  // namespace suanli
