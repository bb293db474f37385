// axis_option.cpp -- cuts the list of values apart.
#include "scenarios/sweep/axis_option.h"

#include <algorithm>
#include <vector>

#include "scenarios/overrides.h"
#include "scenarios/scenario.h"
#include "sim/base/check.h"

namespace suanli {
namespace {

std::vector<std::string> pieces_of(std::string_view values) {
  std::vector<std::string> pieces(1);
  int depth = 0;
  bool quoted = false;
  bool escaped = false;
  for (const char c : values) {
    if (!quoted && (c == '{' || c == '[')) ++depth;
    if (!quoted && (c == '}' || c == ']')) --depth;
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = quoted && c == '\\' && !escaped;
    if (c == ',' && depth == 0 && !quoted) pieces.emplace_back();
    else pieces.back() += c;
  }
  return pieces;
}

}  // namespace

AxisOption parse_axis(std::string_view text) {
  const std::string option = "--axis " + std::string(text);
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) throw InputError(option, "there is no \"=\" in it", "the form is --axis /json/pointer=value,value");
  const std::string_view name = text.substr(0, equals);
  const std::string_view values = text.substr(equals + 1);
  AxisOption axis{option, std::string(name), nlohmann::json::array()};
  if (std::find(policy_kind_names.begin(), policy_kind_names.end(), name) != policy_kind_names.end()) {
    axis.pointer = "/policies/" + axis.pointer;
  } else if (!name.starts_with("/")) {
    std::vector<std::string> known(policy_kind_names.begin(), policy_kind_names.end());
    const std::string near = did_you_mean(name, known);
    throw InputError(option, '"' + axis.pointer + "\" is neither a JSON pointer nor a kind of policy",
                     near.empty() ? "as in --axis /cluster/pools/0/count=8,16 or --axis scheduling=fcfs,sjf" : near);
  }
  for (const std::string& piece : pieces_of(values)) {
    try {
      axis.values.push_back(parse_set(axis.pointer + '=' + piece).value);
    } catch (const InputError& error) {
      throw InputError(option, "a value of it is no JSON: " + error.problems().front().what);
    }
  }
  if (axis.values.size() == 1 && axis.values[0].is_object() && axis.values[0].contains("from")) axis.values = axis.values[0];
  return axis;
}

}  // namespace suanli
