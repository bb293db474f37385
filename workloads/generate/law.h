// law.h -- what the laws of workload generators share: how they are declared, and what the user gave.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/params.h"

namespace suanli {

// A list of numbers that a law takes beside its parameters: a JSON array, or the name of a file with one number per line.
struct ListSpec {
  std::string_view name{};
  bool required = true;
  std::string_view help{};
};

// What a law is made from: checked parameters, and lists by name (empty where an optional list was not given).
struct LawInput {
  Params params{std::span<const ParamSpec>{}};
  std::map<std::string, std::vector<double>, std::less<>> lists;
  double rate_scale = 1;  // of arrival laws: all rates times this

  const std::vector<double>& list(std::string_view name) const;
};

// How a law says that its parameters do not fit each other.
class LawCheck {
 public:
  LawCheck(std::string pointer, std::vector<Problem>& problems) : pointer_(std::move(pointer)), problems_(problems) {}

  // Tells `what` at the law's member `name` unless `holds`. Gives `holds`.
  bool require(bool holds, std::string_view name, std::string what, std::string hint = {});

 private:
  std::string pointer_;
  std::vector<Problem>& problems_;
};

// The part of an entry that the reader, help and `suanli list` need; ends every leaf file in arrivals/ and values/.
struct LawDescription {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  std::size_t required_params = 0;   // the first so many must be given: they have no default that means anything
  std::span<const ListSpec> lists{};
};

}  // namespace suanli
