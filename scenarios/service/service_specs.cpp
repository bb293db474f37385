// service_specs.cpp -- a spec a service, then every request to its service.
#include "scenarios/service/service_specs.h"

#include <algorithm>
#include <map>

#include "policies/registry.h"
#include "scenarios/service/replica_profiles.h"
#include "scenarios/service/service_checks.h"
#include "sim/engine/serving/serving_entry.h"
#include "sim/model/deciding_device.h"

namespace suanli {
namespace {

ServiceRules rules_of(const ScenarioService& service, const ScalingKeys& keys, std::int64_t room) {
  ServiceRules rules;
  rules.slo = service.slo;
  for (const ServiceTier& tier : service.slo.tiers) rules.tiers.push_back({tier.priority, tier});
  const ServiceGateway& gateway = service.gateway;
  rules.gateway = {.by_priority = gateway.order == GatewayOrder::priority,
                   .max_queue = gateway.max_queue,
                   .max_outstanding = gateway.max_outstanding,
                   .replica_outstanding = gateway.replica_outstanding,
                   .requests_per_s = gateway.requests_per_s,
                   .burst = gateway.burst};
  rules.retry = service.retry;
  rules.hedge = service.hedge;
  ScalingRules& scaling = rules.scaling;
  scaling.replicas = service.replicas;
  scaling.min = keys.min.value_or(std::min(1U, service.replicas));
  scaling.max =
      keys.max.value_or(static_cast<std::uint32_t>(std::clamp<std::int64_t>(room, std::max(1U, service.replicas), 0xffffffff)));
  scaling.interval = keys.interval_s;
  scaling.boot = keys.boot_s;
  scaling.cooldown = keys.cooldown_s;
  scaling.max_up = keys.max_up;
  scaling.max_down = keys.max_down;
  scaling.drain = keys.drain_s;
  rules.information_delay = service.information_delay_s;
  return rules;
}

// Of the node's resources, the largest share that one task takes.
double dominant_share(const TaskShape& task, const NodeCapacity& has) {
  const auto share = [](double asks, double there) { return asks > 0 ? asks / there : 0; };
  return std::max({share(static_cast<double>(task.cpu_milli), static_cast<double>(has.cpu_milli)),
                   share(static_cast<double>(task.memory_kib), static_cast<double>(has.memory_kib)),
                   share(task.gpu_milli, static_cast<double>(milli) * has.gpus), share(task.fpgas, has.fpgas)});
}

// Of one node: the mean over those of the class, which may be of several pools.
double node_price(const Scenario& scenario, const Cluster& cluster, const NodeClass& node) {
  double sum = 0;
  for (const NodeId id : node.nodes)
    sum += scenario.cluster.pools[index_of(cluster.pool_of(id))].price_usd_per_hour.value.value_or(0);
  return sum / static_cast<double>(node.nodes.size());
}

class SpecBuilder {
 public:
  SpecBuilder(const Scenario& scenario, const Cluster& cluster, const CostNames& names)
      : scenario_(scenario), cluster_(cluster), names_(names) {}

  ServiceSpec spec_of(const ScenarioService& service) const {
    const ReplicaPlaces found = replica_places(service.demand, cluster_, names_);
    const AnswerForm form = answer_form(service, names_);
    ServiceSpec spec;
    spec.name = service.name;
    spec.task = found.task;
    spec.device_models = service.demand.device_model;
    spec.zones = service.demand.zones;
    spec.tasks = service.demand.tasks;
    spec.balancing_name = balancing_of(scenario_, service).name;
    spec.on_class.assign(cluster_.classes().size(), ReplicaOnClass{});
    std::int64_t room = 0;
    for (const ReplicaPlace& place : found.places) {
      if (!has_rates(form, place) || !fits_memory(service, form, place)) continue;
      spec.on_class[place.id] = on_class(service, found.task, form, place);
      room += place.replicas;
    }
    set_weights(service, spec);
    spec.rules = rules_of(service, scaling_of(scenario_, service).keys, room);
    return spec;
  }

 private:
  ReplicaOnClass on_class(const ScenarioService& service, const TaskShape& task, const AnswerForm& form,
                          const ReplicaPlace& place) const {
    const NodeClass& node = cluster_.node_class(place.id);
    ReplicaOnClass made;
    made.possible = true;
    const double speed = cluster_.model(*model_of(node, place.kind)).speed_for(WorkKind::inference);
    made.profile = replica_profile(form, place, speed, largest_batch(service));
    const double storage = scaling_of(scenario_, service).keys.storage_gb_per_s * 1e9;
    if (storage > 0) made.load = to_duration(weight_bytes(form) / storage).value_or(Duration::max());
    made.link_rate = node.network_gb_per_s * 1e9;
    made.usd_per_hour = service.demand.tasks * dominant_share(task, node.capacity) * node_price(scenario_, cluster_, node);
    if (index_of(node.zone) < scenario_.cluster.zones.size()) {
      const ScenarioZone& zone = scenario_.cluster.zones[index_of(node.zone)];
      made.carbon_g_per_kwh = zone.carbon_g_per_kwh.value.value_or(0);
      made.pue = zone.pue;
    }
    return made;
  }

  void set_weights(const ScenarioService& service, ServiceSpec& spec) const {
    double fastest = 0;
    for (const ReplicaOnClass& on : spec.on_class.items()) {
      if (on.possible) fastest = std::max(fastest, reference_rate(on.profile));
    }
    for (const ClassId id : IdRange<ClassId>(spec.on_class.size())) {
      ReplicaOnClass& on = spec.on_class[id];
      if (!on.possible) continue;
      if (fastest > 0) on.weight = reference_rate(on.profile) / fastest;
      if (const double* given = given_weight(service, id, spec.task)) on.weight = *given;
    }
  }

  // By pool first. Pools of equal nodes are one class: the first of them that has a weight.
  const double* given_weight(const ScenarioService& service, ClassId id, const TaskShape& task) const {
    const NodeClass& node = cluster_.node_class(id);
    for (const NodeId at : node.nodes) {
      const auto found = service.weights.find(cluster_.pool(cluster_.pool_of(at)).name);
      if (found != service.weights.end()) return &found->second;
    }
    const auto found = service.weights.find(cluster_.model(*model_of(node, deciding_kind(task))).name);
    return found == service.weights.end() ? nullptr : &found->second;
  }

  const Scenario& scenario_;
  const Cluster& cluster_;
  const CostNames& names_;
};

// Which service each request is for, and whether it has what that needs.
class RequestCheck {
 public:
  RequestCheck(const Scenario& scenario, const Workload& workload, ServiceSpecs& made)
      : scenario_(scenario), workload_(workload), made_(made) {}

  void check() {
    name_services();
    count_requests();
    for (std::size_t i = 0; i < scenario_.services.size(); ++i) {
      if (counts_[i] == 0) made_.notes.push_back("service " + scenario_.services[i].name + " gets no requests");
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

 private:
  static constexpr std::size_t nobody = ~std::size_t{0};

  void note(RequestId request, const std::string& key, std::string what, std::string hint) {
    problems_.push_back({workload_.provenance.source, 0, 0,
                         "/requests/" + std::string(workload_.request_id_text(request)) + key, std::move(what),
                         std::move(hint)});
  }

  // Requests without a name are those of the only service.
  void name_services() {
    owner_.assign(workload_.names.size(), nobody);
    const RequestColumns& requests = workload_.requests;
    const auto& names = requests.service.items();
    const bool unnamed = std::find(names.begin(), names.end(), NameId{}) != names.end();
    for (std::size_t i = 0; i < scenario_.services.size(); ++i) {
      const auto id = workload_.names.find(scenario_.services[i].name);
      if (id) owner_[index_of(*id)] = i;
      made_.specs[i].requests_name = id.value_or(NameId{});  // then none is its
    }
    if (!unnamed || scenario_.services.size() != 1) return;
    const bool named =
        std::any_of(names.begin(), names.end(), [&](NameId id) { return id != NameId{} && owner_[index_of(id)] == 0; });
    if (named) return;
    owner_[0] = 0;
    made_.specs[0].requests_name = NameId{};
  }

  void count_requests() {
    counts_.assign(scenario_.services.size(), 0);
    std::map<NameId, std::pair<RequestId, std::size_t>> strangers;
    std::vector<std::pair<RequestId, std::size_t>> lacking(scenario_.services.size(), {RequestId{}, 0});
    for (const RequestId request : IdRange<RequestId>(workload_.request_count())) {
      const NameId name = workload_.requests.service[request];
      const std::size_t owner = owner_[index_of(name)];
      if (owner == nobody) {
        ++strangers.try_emplace(name, request, 0).first->second.second;
        continue;
      }
      ++counts_[owner];
      if (has_what_it_needs(scenario_.services[owner], request)) continue;
      if (lacking[owner].second++ == 0) lacking[owner].first = request;
    }
    for (const auto& [name, seen] : strangers) tell_stranger(name, seen.first, seen.second);
    for (std::size_t i = 0; i < lacking.size(); ++i) {
      if (lacking[i].second > 0) tell_lack(scenario_.services[i], lacking[i].first, lacking[i].second);
    }
  }

  bool has_what_it_needs(const ScenarioService& service, RequestId request) const {
    const RequestColumns& requests = workload_.requests;
    const bool tokens = requests.prompt_tokens[request] > 0;
    if (service.work) return true;  // a request without tokens is one sample
    if (needs_of(service) == ServingNeeds::tokens) return tokens;
    return requests.duration_of(request) > Duration{} || (tokens && (service.model || service.steps));
  }

  static ServingNeeds needs_of(const ScenarioService& service) {
    return find_entry(serving::entries(), service.serving->name)->needs;
  }

  static std::string and_others(std::size_t count) {
    return count == 1 ? "" : "; so it is of " + std::to_string(count) + " requests";
  }

  void tell_stranger(NameId name, RequestId first, std::size_t count) {
    std::vector<std::string> known;
    for (const ScenarioService& service : scenario_.services) known.push_back(service.name);
    const std::string text(workload_.names.text(name));
    if (!text.empty())
      return note(first, "/service", "there is no service \"" + text + '"' + and_others(count), did_you_mean(text, known));
    note(first, "", "names no service" + and_others(count),
         known.size() > 1 ? "the scenario has several" : "other requests name theirs");
  }

  void tell_lack(const ScenarioService& service, RequestId first, std::size_t count) {
    const bool tokens = needs_of(service) == ServingNeeds::tokens || service.model || service.steps;
    const std::string what = tokens ? "has no prompt_tokens" : "has no duration_s";
    note(first, "",
         what + ", which service " + service.name + " needs (serving " + service.serving->name + ")" + and_others(count),
         tokens ? "a service without model and steps takes duration_s" : "a service with a model or steps takes tokens");
  }

  const Scenario& scenario_;
  const Workload& workload_;
  ServiceSpecs& made_;
  std::vector<std::size_t> owner_;  // by name
  std::vector<std::size_t> counts_;
  std::vector<Problem> problems_;
};

}  // namespace

ServiceSpecs service_specs(const ScenarioFile& file, const Workload& workload, const Cluster& cluster) {
  ServiceSpecs made;
  if (file.scenario.services.empty()) return made;
  const CostCatalogs built_in = built_in_cost_catalogs();
  const CostNames names(file.scenario, built_in);
  const SpecBuilder builder(file.scenario, cluster, names);
  for (const ScenarioService& service : file.scenario.services) made.specs.push_back(builder.spec_of(service));
  RequestCheck(file.scenario, workload, made).check();
  return made;
}

}  // namespace suanli
