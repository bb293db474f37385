// plan_fields.h -- the tables of fields of a plan file, and the types of a form of their own.
#pragma once

#include "scenarios/cost_fields.h"
#include "scenarios/field_types.h"
#include "scenarios/plan/plan_file.h"

namespace suanli {

template <>
std::span<const Field<PlanFile>> fields_of<PlanFile>();
template <>
std::span<const Field<PlanModel>> fields_of<PlanModel>();
template <>
std::span<const Field<PlanDevices>> fields_of<PlanDevices>();
template <>
std::span<const Field<GivenPlan>> fields_of<GivenPlan>();

// What differs from an object of which nothing is said.
template <class T>
Json sparse_object(const T& source) {
  Json object = write_object(source);
  const Json fresh = write_object(T{});
  for (const auto& [key, value] : fresh.items()) {
    if (object.at(key) == value) object.erase(key);
  }
  return object;
}

// One value or a list of them.
template <class T>
struct Codec<OneOrMore<T>> {
  static void read(const Node& node, const FieldSpec& spec, OneOrMore<T>& target) {
    if (node.value.is_array()) {
      if (node.value.empty() && spec.required) node.complain("is empty", std::string(spec.help));
      return Codec<std::vector<T>>::read(node, spec, target.items);
    }
    target.items.assign(1, T{});
    Codec<T>::read(node, spec, target.items.front());
  }
  static Json write(const FieldSpec& spec, const OneOrMore<T>& some) {
    Json list = Json::array();
    for (const T& item : some.items) list.push_back(written(spec, item));
    return list.size() == 1 ? list[0] : list;
  }
  static Json schema(const FieldSpec& spec) {
    Json list{{"type", "array"}, {"items", Codec<T>::schema(spec)}};
    return {{"anyOf", Json::array({Codec<T>::schema(spec), std::move(list)})}};
  }

 private:
  static Json written(const FieldSpec& spec, const T& item) {
    if constexpr (std::is_class_v<T>) return sparse_object(item);
    else return Codec<T>::write(spec, item);
  }
};

// A name of the catalog or an object.
template <>
struct Codec<ModelChoice> {
  static void read(const Node& node, const FieldSpec& spec, ModelChoice& target);
  static Json write(const FieldSpec& spec, const ModelChoice& choice);
  static Json schema(const FieldSpec& spec);
};

}  // namespace suanli
