// read_field.cpp -- a law is asked for its least value and its atoms before anything is drawn.
#include "workloads/generate/read_field.h"

#include <cmath>
#include <utility>

#include "workloads/generate/read_law.h"

namespace suanli {
namespace {

bool is_whole(double x) {
  return x == std::floor(x);
}

// Empty when a field of the kind can hold x.
std::string refusal(FieldKind kind, double x) {
  switch (kind) {
    case FieldKind::any: return is_whole(x) ? "" : "must be a whole number";
    case FieldKind::amount: return x >= 0 ? "" : "must not be below 0";
    case FieldKind::whole: return x >= 0 && is_whole(x) ? "" : "must be a whole number from 0";
    case FieldKind::from_one: return x >= 1 && is_whole(x) ? "" : "must be a whole number from 1";
    case FieldKind::gpus: return x >= 0 && (x < 1 || is_whole(x)) ? "" : "must be a share below 1 or a whole number";
  }
  return {};
}

TenantSpec read_weighted_name(const nlohmann::json& value, const std::string& pointer, std::vector<Problem>& problems) {
  if (value.is_string()) return {value.get<std::string>(), 1};
  SpecObject object(value, pointer, problems);
  TenantSpec named;
  if (required(object, "name") != nullptr) named.name = object.text("name").value_or("");
  named.weight = object.number("weight", 0, 1e12).value_or(1);
  object.finish();
  return named;
}

}  // namespace

std::optional<ValueSpec> read_field(SpecObject& object, std::string_view key, FieldKind kind, const std::string& directory) {
  const auto* member = object.find(key);
  if (member == nullptr) return std::nullopt;
  ValueSpec spec = read_value_law(*member, object.pointer_to(key), directory, object.problems());
  if (spec.law == nullptr) return std::nullopt;
  const auto law = spec.law->make(spec.input);
  const auto cut = [&](double x) { return std::clamp(x, spec.at_least, spec.at_most); };
  std::string wrong = kind == FieldKind::any || cut(law->low()) >= 0 ? "" : "must not be below 0";
  for (const double atom : law->atoms()) {
    if (wrong.empty()) wrong = refusal(kind, cut(atom));
  }
  if (!wrong.empty()) object.complain(key, std::move(wrong));
  return spec;
}

const nlohmann::json* required(SpecObject& object, std::string_view key) {
  const auto* member = object.find(key);
  if (member == nullptr && object.value().is_object()) object.complain(key, "missing");
  return member;
}

bool is_list(const nlohmann::json& value, const std::string& pointer, std::vector<Problem>& problems) {
  if (value.is_array() && !value.empty()) return true;
  problems.push_back({{}, 0, 0, pointer, "must be a list that is not empty", {}});
  return false;
}

std::vector<TenantSpec> read_weighted_names(const nlohmann::json& value, const std::string& pointer, std::vector<Problem>& problems) {
  if (!value.is_array()) return {read_weighted_name(value, pointer, problems)};
  std::vector<TenantSpec> all;
  for (std::size_t i = 0; i < value.size(); ++i) all.push_back(read_weighted_name(value[i], json_pointer(pointer, i), problems));
  check_names_and_weights(all, pointer, problems);
  return all;
}

}  // namespace suanli
