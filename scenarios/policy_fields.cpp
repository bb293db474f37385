// policy_fields.cpp -- a policy as a name or as a name with parameters, checked against the policies there are.
#include <algorithm>

#include "scenarios/known_policies.h"
#include "scenarios/param_fields.h"
#include "scenarios/scenario_fields.h"

namespace suanli {
namespace {

using P = Of<PolicyChoices>;
constexpr Field<PolicyChoices> policy_table[] = {
    P::field<&PolicyChoices::scheduling>({.key = "scheduling", .help = "which waiting job starts next"}),
    P::field<&PolicyChoices::placement>({.key = "placement", .help = "on which nodes it starts"}),
    P::field<&PolicyChoices::balancing>({.key = "balancing", .help = "which replica of a service gets a request"}),
    P::field<&PolicyChoices::scaling>({.key = "scaling", .help = "how many replicas a service has"}),
    P::field<&PolicyChoices::recovery>({.key = "recovery", .help = "what happens to a job when something breaks"}),
};

std::vector<std::string> names_of(const std::vector<KnownPolicy>& policies) {
  std::vector<std::string> names;
  for (const KnownPolicy& policy : policies) names.emplace_back(policy.name);
  return names;
}

using K = Of<ScalingKeys>;
constexpr double most_count = 4294967295.0;
constexpr double most_seconds = 9.2e9;
constexpr Field<ScalingKeys> scaling_table[] = {
    K::field<&ScalingKeys::min>({.key = "min",
                                 .low = 0,
                                 .high = most_count,
                                 .help = "fewest replicas; null: 1, or those at the start when they are fewer"}),
    K::field<&ScalingKeys::max>(
        {.key = "max", .low = 1, .high = most_count, .help = "most replicas; null: what the empty cluster holds"}),
    K::field<&ScalingKeys::interval_s>(
        {.key = "interval_s", .unit = "s", .low = 1e-9, .high = most_seconds, .help = "time between decisions"}),
    K::field<&ScalingKeys::boot_s>({.key = "boot_s",
                                    .unit = "s",
                                    .low = 0,
                                    .high = most_seconds,
                                    .help = "to start a replica, before its model is loaded"}),
    K::field<&ScalingKeys::cooldown_s>(
        {.key = "cooldown_s", .unit = "s", .low = 0, .high = most_seconds, .help = "no other change so long after one"}),
    K::field<&ScalingKeys::max_up>({.key = "max_up",
                                    .low = 1,
                                    .high = most_count,
                                    .help = "replicas added at once; null: the larger of as many as there are and 4"}),
    K::field<&ScalingKeys::max_down>(
        {.key = "max_down", .low = 1, .high = most_count, .help = "replicas removed at once; null: any number"}),
    K::field<&ScalingKeys::drain_s>({.key = "drain_s",
                                     .unit = "s",
                                     .low = 0,
                                     .high = most_seconds,
                                     .help = "a removed replica stops when it is empty, or after this"}),
    K::field<&ScalingKeys::storage_gb_per_s>({.key = "storage_gb_per_s",
                                              .unit = "GB/s",
                                              .low = 0,
                                              .high = 1e6,
                                              .help = "a replica that starts loads its weights at this rate; 0: at once"}),
};

// The object without the keys that hold for every policy, which go into `keys`. A key that is nearly one of them is told here.
nlohmann::json take_scaling_keys(const Node& node, const std::vector<KnownPolicy>& known, ScalingKeys& keys) {
  nlohmann::json rest = node.value;
  nlohmann::json ours = nlohmann::json::object();
  std::vector<std::string> names;
  for (const Field<ScalingKeys>& field : fields_of<ScalingKeys>()) names.emplace_back(field.spec.key);
  const auto named = node.value.find("name");
  const KnownPolicy* policy =
      named != node.value.end() && named->is_string() ? find_policy(known, named->get<std::string>()) : nullptr;
  for (const auto& [key, value] : node.value.items()) {
    const bool common = std::find(names.begin(), names.end(), key) != names.end();
    const auto takes = [&sought = key](const ParamSpec& spec) { return spec.name == sought; };
    const bool own = key == "name" || policy == nullptr || std::any_of(policy->params.begin(), policy->params.end(), takes);
    const std::string hint = common || own ? std::string() : did_you_mean(key, names);
    if (!common && hint.empty()) continue;
    if (common)
      ours[key] = value;
    else
      node.member(key, value).complain("unknown key \"" + key + "\"", hint);
    rest.erase(key);
  }
  read_object(Node{ours, node.pointer, node.context}, keys);
  return rest;
}

}  // namespace

template <>
std::span<const Field<ScalingKeys>> fields_of<ScalingKeys>() {
  return scaling_table;
}
template <>
std::span<const Field<PolicyChoices>> fields_of<PolicyChoices>() {
  return policy_table;
}

void Codec<PolicyChoice>::read(const Node& node, const FieldSpec& spec, PolicyChoice& target) {
  const FieldSpec name_spec{.key = "name", .help = "name of the policy"};
  const bool with_parameters = node.value.is_object();
  if (!with_parameters && !node.value.is_string()) {
    return node.complain("must be the name of a policy or {\"name\": ..., parameters}, not " + shown(node.value));
  }
  if (with_parameters && !node.value.contains("name")) return complain_missing(node, name_spec);
  const Node named = with_parameters ? node.member("name", node.value["name"]) : node;
  const auto name = read_text(named, name_spec);
  if (!name) return;
  const std::vector<KnownPolicy> known = known_policies(spec.key);
  const KnownPolicy* policy = find_policy(known, *name);
  if (policy == nullptr) {
    std::string hint = did_you_mean(*name, names_of(known));
    if (hint.empty()) hint = "`suanli list policies` names them";
    const std::string kind = spec.key == "serving" ? "serving engine" : std::string(spec.key) + " policy";
    return named.complain("unknown " + kind + ' ' + shown(named.value), std::move(hint));
  }
  const ParamMap given = with_parameters ? given_params(node, {"name"}) : ParamMap{};
  target = {*name, policy->simulated ? complete_params(node, policy->params, given) : given};
}

Json Codec<PolicyChoice>::write(const FieldSpec&, const PolicyChoice& choice) {
  Json object{{"name", choice.name}};
  for (const auto& [key, value] : choice.parameters) object[key] = written_param(value);
  return object;
}

Json Codec<PolicyChoice>::schema(const FieldSpec& spec) {
  Json names = Json::array();
  Json forms = Json::array();
  for (const KnownPolicy& policy : known_policies(spec.key)) {
    names.push_back(std::string(policy.name));
    Json properties{{"name", {{"const", std::string(policy.name)}, {"description", std::string(policy.summary)}}}};
    add_param_schemas(properties, policy.params);
    const Json scalars{{"type", Json::array({"string", "number", "boolean"})}};
    forms.push_back({{"type", "object"},
                     {"required", Json::array({"name"})},
                     {"properties", std::move(properties)},
                     {"additionalProperties", policy.simulated ? Json(false) : scalars}});
  }
  forms.insert(forms.begin(), Json{{"enum", std::move(names)}});
  return {{"anyOf", std::move(forms)}};
}

void Codec<ScalingChoice>::read(const Node& node, const FieldSpec& spec, ScalingChoice& target) {
  if (!node.value.is_object()) return Codec<PolicyChoice>::read(node, spec, target);
  const nlohmann::json rest = take_scaling_keys(node, known_policies(spec.key), target.keys);
  Codec<PolicyChoice>::read(Node{rest, node.pointer, node.context}, spec, target);
}

Json Codec<ScalingChoice>::write(const FieldSpec& spec, const ScalingChoice& choice) {
  Json object = Codec<PolicyChoice>::write(spec, choice);
  object.update(write_object(choice.keys));
  return object;
}

Json Codec<ScalingChoice>::schema(const FieldSpec& spec) {
  Json schema = Codec<PolicyChoice>::schema(spec);
  const Json keys = object_schema<ScalingKeys>();
  for (Json& form : schema["anyOf"]) {
    if (form.contains("properties")) form["properties"].update(keys.at("properties"));
  }
  return schema;
}

}  // namespace suanli
