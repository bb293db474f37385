// service_checks.cpp -- a service by itself first, then on the machines.
#include "scenarios/service/service_checks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "policies/registry.h"
#include "scenarios/json_location.h"
#include "scenarios/param_fields.h"
#include "scenarios/service/replica_profiles.h"
#include "sim/engine/serving/serving_entry.h"

namespace suanli {
namespace {

std::string gib(double bytes) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, bytes / 0x1p30, std::chars_format::fixed, 1).ptr;
  return {text, end};
}

std::string counted(double count, const std::string& what) {
  return std::to_string(static_cast<std::int64_t>(count)) + ' ' + what + (count == 1 ? "" : "s");
}

class ServiceCheck {
 public:
  ServiceCheck(const Scenario& scenario, std::size_t index, const CostNames& names, std::vector<Problem>& problems)
      : scenario_(scenario),
        service_(scenario.services[index]),
        at_("/services/" + std::to_string(index)),
        names_(names),
        problems_(problems) {}

  // Whether its replicas can be looked for on the machines.
  bool by_itself() {
    const std::size_t before = problems_.size();
    check_demand();
    check_answer();
    check_scaling();
    check_tiers();
    if (service_.retry.longest < service_.retry.backoff)
      complain("/retry/longest_s", "is shorter than backoff_s, " + format_seconds(service_.retry.backoff));
    return problems_.size() == before;
  }

  void on(const Cluster& cluster) {
    check_weights(cluster);
    const ReplicaPlaces found = replica_places(service_.demand, cluster, names_);
    if (found.places.empty()) return complain_nowhere(found.never);
    const AnswerForm form = answer_form(service_, names_);
    const std::vector<ReplicaPlace> known = places_with_rates(found.places, form);
    if (known.empty()) return;
    check_network(known, cluster);
    std::int64_t room = 0;
    double most = 0;
    for (const ReplicaPlace& place : known) {
      most = std::max(most, replica_memory(form, place).has_bytes * memory_share(service_));
      if (fits_memory(service_, form, place)) room += place.replicas;
    }
    if (room == 0) return complain_memory(form, known, most);
    if (room < service_.replicas) {
      complain("/replicas",
               "are " + std::to_string(service_.replicas) + ", but the empty cluster holds " + std::to_string(room),
               "fewer, or a smaller demand");
    }
  }

 private:
  void complain(const std::string& key, std::string what, std::string hint = {}) {
    problems_.push_back({{}, 0, 0, at_ + key, std::move(what), std::move(hint)});
  }

  void check_demand() {
    const ServiceDemand& demand = service_.demand;
    if (demand.gpus > 1 && demand.gpus != std::floor(demand.gpus))
      complain("/demand/gpus", "must be a share below 1 or a whole number");
    if (demand.gpus > 0 && demand.gpus < 0.001) complain("/demand/gpus", "must be 0 or at least 0.001");
    if (demand.gpus == 0 && demand.fpgas == 0 && demand.cpus == 0.0 && demand.memory_gib == 0)
      complain("/demand", "asks for nothing", "cpus, gpus, fpgas or memory_gib");
  }

  void check_answer() {
    const int forms = service_.model.has_value() + service_.work.has_value() + service_.steps.has_value();
    if (forms > 1) {
      std::string given;
      for (const auto& [is, name] : {std::pair{service_.model.has_value(), "model"},
                                     {service_.work.has_value(), "work"},
                                     {service_.steps.has_value(), "steps"}}) {
        if (is) given += (given.empty() ? "" : " and ") + std::string(name);
      }
      return complain("", "says more than once how it answers: " + given,
                      "one of model, work and steps, or none: then requests have duration_s");
    }
    if (service_.plan && !service_.model) complain("/plan", "goes with a model");
    if (service_.model) check_model();
    if (service_.work) check_work();
    if (service_.steps && service_.steps->cache_bytes_per_token > 0 && service_.steps->cache_blocks == 0) {
      complain("/steps/cache_bytes_per_token", "goes with cache_blocks");
    }
    const ServingEntry* serving = find_entry(serving::entries(), serving_name(service_));
    const bool has_steps = service_.model || service_.steps;
    if (serving->needs == ServingNeeds::tokens && !has_steps)
      complain("/serving", std::string(serving->name) + " is for language models", "give model or steps");
    if (serving->needs == ServingNeeds::batches && !service_.work)
      complain("/serving", std::string(serving->name) + " is for batches of samples", "give work");
  }

  void check_model() {
    const std::optional<ModelShape> model = model_shape(*service_.model, names_);
    if (!model)
      return complain("/model", "unknown model \"" + service_.model->name + '"', names_.suggestion(service_.model->name));
    if (service_.model->model && !check_shape(*model)) return;
    const double gpus = gpus_of_replica(service_);
    if (gpus < 1 || gpus != std::floor(gpus))
      return complain("/demand", "a language model runs on whole GPUs", "gpus, and tasks when a replica spans nodes");
    const ServicePlan plan = service_.plan.value_or(ServicePlan{});
    const auto pp = static_cast<double>(plan.pp);
    const double tp = plan.tp ? static_cast<double>(*plan.tp) : gpus / pp;
    if (tp * pp != gpus || tp != std::floor(tp)) {
      const std::string given =
          plan.tp ? "tp " + std::to_string(*plan.tp) + " x pp " + std::to_string(plan.pp) : "pp " + std::to_string(plan.pp);
      return complain("/plan", given + " does not make the " + counted(gpus, "GPU") + " of a replica",
                      "tp x pp = tasks x gpus of the demand");
    }
    if (!divides(tp, model->heads))
      complain("/plan", "tp " + std::to_string(static_cast<std::int64_t>(tp)) + " does not divide the " +
                            counted(model->heads, "head") + " of the model");
    if (pp > model->layers) complain("/plan/pp", "is more than the " + counted(model->layers, "layer") + " of the model");
  }

  bool check_shape(const ModelShape& model) {
    const std::size_t before = problems_.size();
    for (const double size : {model.layers, model.hidden, model.heads, model.kv_heads, model.ffn, model.vocab, model.experts,
                              model.experts_per_token}) {
      if (size != std::floor(size)) return complain("/model", "sizes of a model are whole numbers"), false;
    }
    if (!divides(model.heads, model.hidden))
      complain("/model", "heads do not divide the hidden size");
    else if (!divides(model.kv_heads, model.heads))
      complain("/model", "kv_heads do not divide the heads");
    if (model.experts > 0 && (model.experts_per_token < 1 || model.experts_per_token > model.experts)) {
      complain("/model", "experts_per_token must be from 1 to the number of experts");
    }
    return problems_.size() == before;
  }

  void check_work() {
    const ServiceWork& work = *service_.work;
    const bool figures = work.flops > 0 || work.lookup_bytes > 0 || work.input_bytes > 0;
    if (!work.name.empty()) {
      if (names_.work(work.name) == nullptr)
        return complain("/work", "unknown work \"" + work.name + '"', names_.suggestion(work.name));
      if (figures || work.bytes > 0 || work.clock_mhz > 0)
        complain("/work", "has a name and figures", "the catalog's figures are those of the name");
    } else if (work.clock_mhz > 0) {
      if (figures)
        complain("/work", "is a kernel and a sample of FLOPs",
                 "clock_mhz, depth, interval, copies and bytes; or flops, bytes, lookup_bytes and input_bytes");
      if (service_.demand.fpgas == 0) complain("/demand/fpgas", "is 0, but the work is a kernel of an FPGA");
    } else if (!figures && work.bytes == 0) {
      complain("/work", "says nothing", "name, or flops and bytes, or clock_mhz of a kernel");
    }
  }

  void check_scaling() {
    const ScalingKeys& keys = scaling_of(scenario_, service_).keys;
    const std::uint32_t least = keys.min.value_or(std::min(1U, service_.replicas));
    if (keys.max && *keys.max < least)
      return complain("/scaling", "max " + std::to_string(*keys.max) + " is less than min " + std::to_string(least));
    if (service_.replicas < least || (keys.max && service_.replicas > *keys.max)) {
      complain("/replicas", "are " + std::to_string(service_.replicas) + ", outside of scaling's min " + std::to_string(least) +
                                (keys.max ? " and max " + std::to_string(*keys.max) : ""));
    }
  }

  void check_tiers() {
    const std::vector<ServiceTier>& tiers = service_.slo.tiers;
    for (std::size_t i = 1; i < tiers.size(); ++i) {
      if (tiers[i].priority > tiers[i - 1].priority) continue;
      complain("/slo/tiers/" + std::to_string(i) + "/priority",
               "must be above that of the tier before, " + std::to_string(tiers[i - 1].priority));
    }
  }

  void check_weights(const Cluster& cluster) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < cluster.pool_count(); ++i) known.push_back(cluster.pool(static_cast<PoolId>(i)).name);
    for (std::size_t i = 0; i < cluster.pool_count(); ++i) {
      const Pool& pool = cluster.pool(static_cast<PoolId>(i));
      known.push_back(pool.cpu_model);
      for (const DeviceGroup& group : pool.devices) known.push_back(group.model);
    }
    for (const auto& [name, weight] : service_.weights) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      complain("/weights/" + name, "names neither a pool nor a device model of the cluster", did_you_mean(name, known));
    }
  }

  void complain_nowhere(RejectReason never) {
    if (never == RejectReason::no_such_zone) return complain("/demand/zones", "no pool is in any of these zones");
    if (never == RejectReason::no_such_model) return complain("/demand/device_model", "no pool has any of these models");
    complain("/demand", service_.demand.tasks > 1 ? "no class of node holds the tasks of a replica"
                                                  : "no node is large enough for a replica");
  }

  std::vector<ReplicaPlace> places_with_rates(const std::vector<ReplicaPlace>& all, const AnswerForm& form) {
    std::vector<ReplicaPlace> known;
    std::set<std::string> unknown;
    for (const ReplicaPlace& place : all) {
      if (has_rates(form, place))
        known.push_back(place);
      else
        unknown.insert('"' + place.device + '"');
    }
    if (!known.empty()) return known;
    std::string list;
    for (const std::string& name : unknown) list += (list.empty() ? "" : ", ") + name;
    complain(service_.model ? "/model" : "/work", "may run on devices without the rates it needs only: " + list,
             "give them under \"device_rates\", or ask for another device_model");
    return known;
  }

  void check_network(const std::vector<ReplicaPlace>& places, const Cluster& cluster) {
    if (!service_.model || service_.demand.tasks == 1) return;
    for (const ReplicaPlace& place : places) {
      const NodeClass& node = cluster.node_class(place.id);
      if (node.network_gb_per_s > 0) continue;
      const std::size_t pool = index_of(cluster.pool_of(node.nodes.front()));
      problems_.push_back({{},
                           0,
                           0,
                           "/cluster/pools/" + std::to_string(pool) + "/network_gb_per_s",
                           "is needed: replicas of " + service_.name + " may span nodes of this pool",
                           "GB/s of a node, per direction"});
    }
  }

  void complain_memory(const AnswerForm& form, const std::vector<ReplicaPlace>& places, double most) {
    const ReplicaMemory memory = replica_memory(form, places.front());
    std::string hint = "more devices or a narrower dtype";
    if (memory_share(service_) < 1)
      hint = "kv_utilisation is " + written_number(memory_share(service_)).dump() + " of the devices' memory; " + hint;
    complain(service_.model ? "/model" : "/work",
             "does not fit: its weights take " + gib(memory.needs_bytes) + " GiB of a replica, which has " + gib(most) +
                 " GiB for them at most",
             hint);
  }

  const Scenario& scenario_;
  const ScenarioService& service_;
  std::string at_;
  const CostNames& names_;
  std::vector<Problem>& problems_;
};

}  // namespace

const PolicyChoice& balancing_of(const Scenario& scenario, const ScenarioService& service) {
  return service.balancing ? *service.balancing : scenario.policies.balancing;
}

const ScalingChoice& scaling_of(const Scenario& scenario, const ScenarioService& service) {
  return service.scaling ? *service.scaling : scenario.policies.scaling;
}

std::string serving_name(const ScenarioService& service) {
  if (service.serving && !service.serving->name.empty()) return service.serving->name;
  return service.model || service.steps ? "continuous_batching" : "fifo_slots";
}

std::size_t largest_batch(const ScenarioService& service) {
  constexpr std::int64_t most_rows = 4096;
  for (const char* key : {"max_running", "max_batch"}) {
    const auto found = service.serving->parameters.find(key);
    if (found == service.serving->parameters.end()) continue;
    if (const auto* whole = std::get_if<std::int64_t>(&found->second))
      return static_cast<std::size_t>(std::clamp(*whole, std::int64_t{1}, most_rows));
  }
  return 1;
}

void check_services(const Scenario& scenario, const Cluster* cluster, const std::vector<Problem>& told,
                    std::vector<Problem>& problems) {
  if (scenario.services.empty()) return;
  const CostCatalogs built_in = built_in_cost_catalogs();
  const CostNames names(scenario, built_in);
  std::set<std::string> taken;
  for (std::size_t i = 0; i < scenario.services.size(); ++i) {
    const std::string& name = scenario.services[i].name;
    const std::string at = "/services/" + std::to_string(i);
    const auto of_it = [&](const Problem& problem) { return lies_under(problem.pointer, at); };
    if (std::any_of(told.begin(), told.end(), of_it)) continue;
    if (name.empty())
      problems.push_back({{}, 0, 0, at + "/name", "is empty", "requests name their service"});
    else if (!taken.insert(name).second)
      problems.push_back(
          {{}, 0, 0, at + "/name", "there is already a service named \"" + name + '"', "give yours another name"});
    ServiceCheck check(scenario, i, names, problems);
    if (check.by_itself() && cluster != nullptr) check.on(*cluster);
  }
}

void complete_services(Scenario& scenario) {
  for (ScenarioService& service : scenario.services) {
    const std::string name = serving_name(service);
    if (!service.serving) service.serving = PolicyChoice{name, {}};
    for (auto& [key, value] : default_params(find_entry(serving::entries(), name)->params))
      service.serving->parameters.try_emplace(key, std::move(value));
    if (!service.model) continue;
    if (!service.plan) service.plan.emplace();
    if (!service.plan->tp) service.plan->tp = static_cast<std::int64_t>(gpus_of_replica(service)) / service.plan->pp;
  }
}

}  // namespace suanli
