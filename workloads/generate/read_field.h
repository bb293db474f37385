// read_field.h -- the laws of a spec's fields, refused where the field cannot hold what they draw, and lists of named things.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generate/generate_spec.h"
#include "workloads/generate/spec_object.h"

namespace suanli {

// What a field can hold: any whole number; what is not below 0; whole numbers from 0, from 1; a share below 1 or a whole number.
enum class FieldKind : unsigned char { any, amount, whole, from_one, gpus };

// The law of a member; its least value and its atoms are refused where the field cannot hold them. Empty when it is not there, or wrong
// and told.
std::optional<ValueSpec> read_field(SpecObject& object, std::string_view key, FieldKind kind, const std::string& directory);

// Tells that the member is missing; null then.
const nlohmann::json* required(SpecObject& object, std::string_view key);

// False, after telling, for what is no list with something in it.
bool is_list(const nlohmann::json& value, const std::string& pointer, std::vector<Problem>& problems);

// A name, or {"name", "weight"}; a list of them when `value` is one.
std::vector<TenantSpec> read_weighted_names(const nlohmann::json& value, const std::string& pointer, std::vector<Problem>& problems);

template <class Named>
void check_names(const std::vector<Named>& items, const std::string& pointer, std::vector<Problem>& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].name.empty() || seen.insert(items[i].name).second) continue;
    problems.push_back({{}, 0, 0, json_pointer(json_pointer(pointer, i), "name"), "given twice: \"" + items[i].name + "\"", {}});
  }
}

template <class Weighted>
void check_names_and_weights(const std::vector<Weighted>& items, const std::string& pointer, std::vector<Problem>& problems) {
  check_names(items, pointer, problems);
  if (std::none_of(items.begin(), items.end(), [](const Weighted& item) { return item.weight > 0; })) {
    problems.push_back({{}, 0, 0, pointer, "all weights are 0: nothing could be drawn", {}});
  }
}

}  // namespace suanli
