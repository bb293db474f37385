// capacity_runs.cpp -- one run per size and replication, and the bound that no run can beat.
#include "tools/capacity/capacity_runs.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <thread>

#include "scenarios/service/build_services.h"
#include "scenarios/service/service_specs.h"
#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/cost/search/host_searcher.h"
#include "sim/engine/serving/least_work.h"
#include "sim/engine/shape_table.h"
#include "sim/report/metrics.h"
#include "sim/report/run_context.h"
#include "tools/wall_limit.h"
#include "workloads/workload_cut.h"

namespace suanli::capacity {
namespace {

constexpr std::int64_t most_rate_steps = 1'000;

std::uint64_t seed_of(std::uint64_t seed, std::size_t replication) {
  if (replication == 0) return seed;
  return Stream(seed, "capacity/replication", replication).next_u64() >> 11;
}

// Of requests for the service: how many, and from the first to the last.
struct Requests {
  std::size_t count = 0;
  double span_s = 0;
};
Requests requests_for(const Workload& workload, NameId name) {
  Requests found;
  SimTime first = time_never, last{};
  for (std::size_t i = 0; i < workload.request_count(); ++i) {
    const auto request = static_cast<RequestId>(i);
    if (workload.requests.service[request] != name) continue;
    ++found.count;
    first = std::min(first, workload.requests.arrival[request]);
    last = workload.requests.arrival[request];
  }
  if (found.count > 1) found.span_s = to_seconds(last - first);
  return found;
}

BestServing best_serving(const PolicyChoice& serving) {
  BestServing best;
  const auto number = [&](const char* name) {
    const auto found = serving.parameters.find(name);
    return found == serving.parameters.end() ? std::int64_t{1} : std::get<std::int64_t>(found->second);
  };
  best.slots = static_cast<double>(std::max<std::int64_t>(number("slots"), 1));
  best.max_batch = static_cast<std::uint64_t>(std::max({number("max_running"), number("max_batch"), std::int64_t{1}}));
  const auto prefix = serving.parameters.find("prefix_cache");
  best.caches_prefixes = prefix != serving.parameters.end() && std::get<bool>(prefix->second);
  return best;
}

// Of one service; nothing where the cell is empty.
std::optional<double> figure(std::span<const MetricRow> rows, const std::string& metric, const std::string& tenant) {
  const auto value = find_metric(rows, metric + ".all." + tenant);
  return value ? std::optional(value->number()) : std::nullopt;
}

}  // namespace

CapacityRuns::CapacityRuns(const ScenarioFile& file, const Question& question) : file_(file), question_(question) {
  const Scenario& scenario = file_.scenario;
  is_random_ = std::holds_alternative<GenerateSource>(scenario.workload) || services_are_random(scenario);
  const Replication& first = replication(0);
  const ServiceSpecs specs = service_specs(file_, *first.jobs.workload, *first.cluster);
  const ServiceSpec& spec = specs.specs[question_.service];
  const Requests requests = requests_for(*first.jobs.workload, spec.requests_name);
  if (requests.count < 2 || !(requests.span_s > 0)) {
    throw InputError(file_.path, "service \"" + spec.name + "\" has " + std::to_string(requests.count) + " requests: no rate to ask about",
                     "give it two or more, at different times");
  }
  given_rate_ = static_cast<double>(requests.count - 1) / requests.span_s;
  std::vector<const ServiceSpec*> all;
  for (const ServiceSpec& each : specs.specs) all.push_back(&each);
  ShapeTable shapes;
  shapes.reset(*first.jobs.workload, *first.cluster, first.work->find({}), all);
  most_replicas_ = shapes.of_service(static_cast<ServiceId>(question_.service)).most_tasks / spec.tasks;
  if (most_replicas_ < 1) throw InputError(file_.path, "no replica of service \"" + spec.name + "\" fits the cluster");
}

std::int64_t CapacityRuns::low() const { return question_.vary == Vary::replicas ? 1 : -most_rate_steps; }
std::int64_t CapacityRuns::high() const { return question_.vary == Vary::replicas ? most_replicas_ : most_rate_steps; }
std::int64_t CapacityRuns::start() const {
  if (question_.vary == Vary::rate) return 0;
  return std::clamp<std::int64_t>(file_.scenario.services[question_.service].replicas, 1, most_replicas_);
}

double CapacityRuns::rate_of(std::int64_t size) const {
  if (question_.vary == Vary::replicas) return given_rate_;
  double rate = given_rate_;
  for (std::int64_t i = 0; i < size; ++i) rate /= question_.rate_step;
  for (std::int64_t i = 0; i > size; --i) rate *= question_.rate_step;
  return rate;
}

std::uint32_t CapacityRuns::replicas_of(std::int64_t size) const {
  return question_.vary == Vary::replicas ? static_cast<std::uint32_t>(size) : file_.scenario.services[question_.service].replicas;
}

const CapacityRuns::Replication& CapacityRuns::replication(std::size_t index) {
  while (replications_.size() <= index) {
    auto made = std::make_unique<Replication>();
    made->seed = seed_of(file_.scenario.seed, replications_.size());
    made->jobs = build_jobs(file_, made->seed);
    made->cluster.emplace(build_cluster(file_, made->jobs.device_models));
    made->work = filled_table(file_, *made->jobs.workload, *made->cluster, *host_searcher(question_.threads));
    replications_.push_back(std::move(made));
  }
  return *replications_[index];
}

// The requests of all services alike; jobs stay.
std::unique_ptr<const Workload> CapacityRuns::at_rate(const Workload& workload, std::int64_t size) const {
  if (question_.vary == Vary::replicas || size == 0) return nullptr;
  const auto& arrivals = workload.requests.arrival.items();
  const double whole_rate = static_cast<double>(arrivals.size() - 1) / to_seconds(arrivals.back() - arrivals.front());
  WorkloadCut cut;
  cut.requests_per_s = whole_rate * (rate_of(size) / given_rate_);
  Ledger ledger;
  return cut_workload(workload, cut, ledger);
}

ScenarioFile CapacityRuns::scenario_of(std::int64_t size) const {
  ScenarioFile file = file_;
  ScenarioService& service = file.scenario.services[question_.service];
  service.replicas = replicas_of(size);
  if (question_.vary == Vary::rate) return file;
  ScalingChoice fixed;
  if (service.scaling) fixed.keys = service.scaling->keys;
  fixed.name = "fixed";
  fixed.parameters = {{"replicas", std::int64_t{0}}};
  fixed.keys.min = fixed.keys.max = service.replicas;
  service.scaling = fixed;
  return file;
}

double CapacityRuns::perfect_replicas(std::int64_t size) {
  const Replication& with = replication(0);
  const Workload& workload = *with.jobs.workload;
  const ServiceSpecs specs = service_specs(file_, workload, *with.cluster);
  const ServiceSpec& spec = specs.specs[question_.service];
  std::vector<LeastWork> classes;
  for (const ReplicaOnClass& on : spec.on_class) {
    if (on.possible) classes.emplace_back(on.profile, best_serving(*file_.scenario.services[question_.service].serving));
  }
  double work_s = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < workload.request_count(); ++i) {
    const auto request = static_cast<RequestId>(i);
    if (workload.requests.service[request] != spec.requests_name) continue;
    double least = std::numeric_limits<double>::infinity();
    for (const LeastWork& each : classes) least = std::min(least, each.seconds(workload.requests, request));
    work_s += least;
    ++count;
  }
  return work_s / static_cast<double>(count) * rate_of(size);
}

Figures CapacityRuns::run(std::int64_t size, const Replication& with) const {
  const ScenarioFile file = scenario_of(size);
  const std::unique_ptr<const Workload> faster = at_rate(*with.jobs.workload, size);
  const Workload& workload = faster ? *faster : *with.jobs.workload;
  const ServiceSpecs specs = service_specs(file, workload, *with.cluster);
  const Policies policies = build_policies(file.scenario, with.seed);
  const Services services = build_services(file, specs, policies, with.seed);
  RecorderOptions recorder = recorder_options(file.scenario);
  recorder.timeline_interval.reset();
  recorder.fragmentation = false;
  recorder.placements = false;
  recorder.token_gaps = false;
  // Works may have other numbers in a workload that was cut.
  const std::unique_ptr<const WorkTables> of_faster = faster ? filled_table(file, workload, *with.cluster, *host_searcher(1)) : nullptr;
  EngineOptions engine = engine_options(file.scenario);
  engine.estimate_table = recorder.estimate_table = (faster ? of_faster : with.work)->find({});
  const WallLimit wall(file.scenario.limits.max_wall_s);
  bool is_late = false;
  engine.keep_going = [&](const EngineOptions::Progress&) { return !(is_late = is_late || wall.is_over()); };
  RunContext context;
  const RunResult& result =
      context.run(workload, *with.cluster, *policies.scheduling, *policies.placement, engine, recorder, services.setups());
  if (result.limit_hit) throw LimitReached("a run of the search was not finished: " + (is_late ? wall.text() : *result.limit_hit));
  const std::vector<MetricRow> rows = compute_metrics(result, workload, *with.cluster);
  const std::string tenant = "service:" + specs.specs[question_.service].name;
  return {.attainment = figure(rows, "slo_attainment.share", tenant).value_or(0),
          .ttft_p99_s = figure(rows, "ttft_s.p99", tenant),
          .tpot_p99_s = figure(rows, "tpot_s.p99", tenant),
          .latency_p99_s = figure(rows, "latency_s.p99", tenant),
          .goodput_per_s = figure(rows, "goodput_requests_per_s.mean", tenant),
          .cost_usd = figure(rows, "service_cost_usd.total", tenant)};
}

std::vector<double> CapacityRuns::trials(std::int64_t size, std::size_t from, std::size_t until) {
  for (std::size_t r = from; r < until; ++r) replication(r);
  std::vector<Figures> found(until - from);
  std::vector<std::exception_ptr> errors(until - from);
  const unsigned threads = std::min<unsigned>(question_.threads, static_cast<unsigned>(found.size()));
  {
    std::vector<std::jthread> workers;
    for (unsigned worker = 0; worker < threads; ++worker) {
      workers.emplace_back([&, worker] {
        for (std::size_t i = worker; i < found.size(); i += threads) {
          try {
            found[i] = run(size, *replications_[from + i]);
          } catch (...) {
            errors[i] = std::current_exception();
          }
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < found.size(); ++i) {
    values.push_back(found[i].attainment);
    figures_[{size, from + i}] = found[i];
  }
  return values;
}

}  // namespace suanli::capacity
