// policy_fields.cpp -- a policy as a name or as a name with parameters, checked against the policies there are.
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

}  // namespace

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
    return named.complain("unknown " + std::string(spec.key) + " policy " + shown(named.value), std::move(hint));
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

}  // namespace suanli
