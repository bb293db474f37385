// sweep_fields.cpp -- how the parts of a sweep file are read, written and described.
#include "scenarios/sweep/sweep_fields.h"

#include <algorithm>

#include "scenarios/json_location.h"
#include "scenarios/sweep/axis_range.h"

namespace suanli {
namespace {

constexpr double most_replications = 1'000'000;

using S = Of<Sweep>;
constexpr Field<Sweep> sweep_table[] = {
    S::field<&Sweep::name>({.key = "name", .help = "short name of the sweep"}),
    S::field<&Sweep::why>({.key = "why", .help = "the question this sweep answers, in one sentence"}),
    S::field<&Sweep::base>({.key = "base", .required = true, .help = "the scenario that is varied: a path to its file, or itself"}),
    S::field<&Sweep::axes>({.key = "axes", .help = "what varies: lists of values, or ranges, by JSON pointer into the scenario"}),
    S::field<&Sweep::combine>({.key = "combine", .choices = "product|zip", .help = "every value with every other, or the first with the first"}),
    S::field<&Sweep::variants>({.key = "variants", .help = "named sets of changes, each with every point of the axes"}),
    S::field<&Sweep::replications>({.key = "replications", .help = "runs of each point, each with a seed of its own"}),
    S::field<&Sweep::seed>({.key = "seed", .low = 0, .high = 0x1p53, .help = "what all seeds of the sweep are drawn from"}),
    S::field<&Sweep::baseline>({.key = "baseline", .help = "the values of some axes that the others are compared with"}),
    S::field<&Sweep::metrics>({.key = "metrics", .help = "figures to show and to rank by, as wait_s.mean"}),
};

using V = Of<SweepVariant>;
constexpr Field<SweepVariant> variant_table[] = {
    V::field<&SweepVariant::name>({.key = "name", .required = true, .help = "how reports call it"}),
    V::field<&SweepVariant::set>({.key = "set", .help = "values by JSON pointer into the scenario"}),
};

using N = Of<Replications>;
constexpr Field<Replications> replications_table[] = {
    N::field<&Replications::at_least>({.key = "at_least", .low = 2, .high = most_replications, .required = true, .help = "runs of each point"}),
    N::field<&Replications::at_most>({.key = "at_most", .low = 2, .high = most_replications, .required = true, .help = "where to stop in any case"}),
    N::field<&Replications::metric>({.key = "metric", .required = true, .help = "the figure to be known well enough, as wait_s.mean"}),
    N::field<&Replications::relative_half_width>({.key = "relative_half_width", .low = 0, .high = 1, .above_low = true, .required = true,
                                                  .help = "half width of its 95 % interval over its mean"}),
};

constexpr FieldSpec count_spec{.key = "replications", .low = 1, .high = most_replications};

bool expect_pointer(const Node& node, const std::string& key) {
  if (key.starts_with("/")) return true;
  node.complain("\"" + key + "\" is not a JSON pointer", "it begins with \"/\", as in /policies/scheduling");
  return false;
}

std::vector<nlohmann::json> read_values(const Node& node) {
  if (node.value.is_object()) return read_axis_range(node);
  if (!expect_array(node)) return {};
  if (node.value.empty()) node.complain("has no values", "a list of at least one, or a range");
  std::vector<nlohmann::json> values(node.value.begin(), node.value.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) == values.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    node.element(i).complain("this value stands in the list before");
  }
  return values;
}

Json object_by_pointer(Json values) {
  return {{"type", "object"}, {"propertyNames", {{"pattern", "^/"}}}, {"additionalProperties", std::move(values)}};
}

}  // namespace

template <>
std::span<const Field<Sweep>> fields_of<Sweep>() {
  return sweep_table;
}
template <>
std::span<const Field<SweepVariant>> fields_of<SweepVariant>() {
  return variant_table;
}
template <>
std::span<const Field<Replications>> fields_of<Replications>() {
  return replications_table;
}

void Codec<SweepBase>::read(const Node& node, const FieldSpec&, SweepBase& target) {
  if (!node.value.is_object() && !node.value.is_string()) return node.complain("must be a path or a scenario, not " + shown(node.value));
  target.scenario = node.value;
}

Json Codec<SweepBase>::write(const FieldSpec&, const SweepBase& base) {
  return base.scenario;
}

Json Codec<SweepBase>::schema(const FieldSpec&) {
  return {{"anyOf", Json::array({Json{{"type", "string"}, {"minLength", 1}}, Json{{"type", "object"}}})}};
}

void Codec<SweepAxes>::read(const Node& node, const FieldSpec&, SweepAxes& target) {
  if (!expect_object(node)) return;
  for (const auto& [pointer, values] : node.value.items()) {
    const Node axis = node.member(pointer, values);
    if (!expect_pointer(axis, pointer)) continue;
    if (pointer == "/seed") axis.complain("seeds come from the sweep's seed and the replication", "use \"seed\" and \"replications\"");
    target.push_back({pointer, read_values(axis)});
  }
}

Json Codec<SweepAxes>::write(const FieldSpec&, const SweepAxes& axes) {
  Json object = Json::object();
  for (const SweepAxis& axis : axes) object[axis.pointer] = axis.values;
  return object;
}

Json Codec<SweepAxes>::schema(const FieldSpec&) {
  return object_by_pointer({{"anyOf", Json::array({Json{{"type", "array"}, {"minItems", 1}}, axis_range_schema()})}});
}

void Codec<std::map<std::string, nlohmann::json>>::read(const Node& node, const FieldSpec&, std::map<std::string, nlohmann::json>& target) {
  if (!expect_object(node)) return;
  for (const auto& [pointer, value] : node.value.items()) {
    if (expect_pointer(node.member(pointer, value), pointer)) target[pointer] = value;
  }
}

Json Codec<std::map<std::string, nlohmann::json>>::write(const FieldSpec&, const std::map<std::string, nlohmann::json>& values) {
  Json object = Json::object();
  for (const auto& [pointer, value] : values) object[pointer] = value;
  return object;
}

Json Codec<std::map<std::string, nlohmann::json>>::schema(const FieldSpec&) {
  return object_by_pointer(true);
}

void Codec<Replications>::read(const Node& node, const FieldSpec&, Replications& target) {
  if (!node.value.is_object()) {
    if (const auto count = read_integer(node, count_spec)) target = {*count, *count, {}, 0};
    return;
  }
  read_object(node, target);
  if (target.at_most < target.at_least) node.complain("at_most is below at_least");
}

Json Codec<Replications>::write(const FieldSpec&, const Replications& replications) {
  if (!replications.has_goal()) return replications.at_least;
  return write_object(replications);
}

Json Codec<Replications>::schema(const FieldSpec&) {
  return {{"anyOf", Json::array({range_schema("integer", count_spec), object_schema<Replications>()})}};
}

void Codec<Baseline>::read(const Node& node, const FieldSpec&, Baseline& target) {
  if (!expect_object(node)) return;
  for (const auto& [key, value] : node.value.items()) {
    if (key == variant_column || expect_pointer(node.member(key, value), key)) target.values[key] = value;
  }
}

Json Codec<Baseline>::write(const FieldSpec&, const Baseline& baseline) {
  Json object = Json::object();
  for (const auto& [key, value] : baseline.values) object[key] = value;
  return object;
}

Json Codec<Baseline>::schema(const FieldSpec&) {
  return {{"type", "object"}};
}

}  // namespace suanli
