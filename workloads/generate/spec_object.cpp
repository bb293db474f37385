// spec_object.cpp -- types and ranges of members.
#include "workloads/generate/spec_object.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace suanli {
namespace {

std::string shortest(double value) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

std::string range_text(double low, double high) {
  if (std::isinf(high)) return "at least " + shortest(low);
  if (std::isinf(low)) return "at most " + shortest(high);
  return "from " + shortest(low) + " to " + shortest(high);
}

}  // namespace

std::string json_pointer(const std::string& base, std::string_view key) {
  std::string pointer = base + '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string json_pointer(const std::string& base, std::size_t index) {
  return base + '/' + std::to_string(index);
}

SpecObject::SpecObject(const nlohmann::json& value, std::string pointer, std::vector<Problem>& problems)
    : value_(value), pointer_(std::move(pointer)), problems_(problems) {
  if (!value_.is_object()) problems_.push_back({{}, 0, 0, pointer_, "must be an object", {}});
}

const nlohmann::json* SpecObject::find(std::string_view key) {
  known_.emplace_back(key);
  if (!value_.is_object()) return nullptr;
  const auto found = value_.find(key);
  return found == value_.end() ? nullptr : &*found;
}

std::optional<double> SpecObject::number(std::string_view key, double low, double high) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number()) return complain(key, "must be a number"), std::nullopt;
  const auto number = member->get<double>();
  if (!(number >= low && number <= high)) return complain(key, "must be " + range_text(low, high)), std::nullopt;
  return number;
}

std::optional<std::int64_t> SpecObject::whole(std::string_view key, std::int64_t low, std::int64_t high) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number_integer()) return complain(key, "must be a whole number"), std::nullopt;
  const bool too_large = member->is_number_unsigned() && member->get<std::uint64_t>() > static_cast<std::uint64_t>(high);
  const auto number = too_large ? high : member->get<std::int64_t>();
  if (!too_large && number >= low && number <= high) return number;
  complain(key, "must be from " + std::to_string(low) + " to " + std::to_string(high));
  return std::nullopt;
}

std::optional<bool> SpecObject::flag(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (!member->is_boolean()) return complain(key, "must be true or false"), std::nullopt;
  return member->get<bool>();
}

std::optional<std::string> SpecObject::text(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (!member->is_string() || member->get_ref<const std::string&>().empty()) {
    return complain(key, "must be a text that is not empty"), std::nullopt;
  }
  return member->get<std::string>();
}

std::vector<std::string> SpecObject::texts(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr) return {};
  if (member->is_string()) return {member->get<std::string>()};
  const bool all = member->is_array() && !member->empty() &&
                   std::all_of(member->begin(), member->end(), [](const auto& item) { return item.is_string(); });
  if (!all) return complain(key, "must be a text or a list of texts"), std::vector<std::string>{};
  return member->get<std::vector<std::string>>();
}

void SpecObject::complain(std::string_view key, std::string what, std::string hint) {
  problems_.push_back({{}, 0, 0, pointer_to(key), std::move(what), std::move(hint)});
}

void SpecObject::finish() {
  if (!value_.is_object()) return;
  for (const auto& [key, member] : value_.items()) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) complain(key, "unknown key", did_you_mean(key, known_));
  }
}

std::string SpecObject::pointer_to(std::string_view key) const {
  return json_pointer(pointer_, key);
}

}  // namespace suanli
