// spec_object.h -- reading the members of one JSON object: every wrong or unknown one is told with its pointer.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"

namespace suanli {

// Borrows the JSON value and the problems.
class SpecObject {
 public:
  // Tells a problem when `value` is not an object, and is then empty.
  SpecObject(const nlohmann::json& value, std::string pointer, std::vector<Problem>& problems);

  // Each look-up makes `key` a known one. Null when it is not there.
  const nlohmann::json* find(std::string_view key);

  // Empty when not there, or wrong and told.
  std::optional<double> number(std::string_view key, double low = -infinity, double high = infinity);
  std::optional<std::int64_t> whole(std::string_view key, std::int64_t low, std::int64_t high);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  // One text or a list of texts.
  std::vector<std::string> texts(std::string_view key);

  void complain(std::string_view key, std::string what, std::string hint = {});
  // Tells of each member that nobody asked for.
  void finish();

  std::string pointer_to(std::string_view key) const;
  const std::string& pointer() const { return pointer_; }
  const nlohmann::json& value() const { return value_; }
  std::vector<Problem>& problems() { return problems_; }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  const nlohmann::json& value_;
  std::string pointer_;
  std::vector<Problem>& problems_;
  std::vector<std::string> known_;
};

// base + "/" + key, escaped as RFC 6901 wants it.
std::string json_pointer(const std::string& base, std::string_view key);
std::string json_pointer(const std::string& base, std::size_t index);

}  // namespace suanli
