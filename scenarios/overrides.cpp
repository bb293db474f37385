// overrides.cpp -- options of the command line as changes to a JSON document.
#include "scenarios/overrides.h"

#include <charconv>

#include "scenarios/json_document.h"
#include "scenarios/scenario.h"

namespace suanli {
namespace {

// Both sides of the first '='.
std::pair<std::string_view, std::string_view> split(std::string_view text, const std::string& option, const std::string& form) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) throw InputError(option, "there is no \"=\" in it", "the form is " + form);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// What is no UTF-8 could not be written into the effective scenario.
void refuse_bad_text(std::string_view text, const std::string& option) {
  try {
    (void)nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    throw InputError(option, "is not UTF-8");
  }
}

}  // namespace

Override parse_set(std::string_view text) {
  const std::string option = "--set " + std::string(text);
  refuse_bad_text(text, option);
  const auto [pointer, value] = split(text, option, "--set /json/pointer=VALUE");
  if (!pointer.starts_with("/")) {
    throw InputError(option, "\"" + std::string(pointer) + "\" is not a JSON pointer", "it begins with \"/\", as in /cluster/pools/0/count");
  }
  Override change{option, std::string(pointer), std::string(value)};
  if (value.find_first_not_of(" \t") == std::string_view::npos) return change;
  try {
    change.value = parse_json(option, std::string(value)).root;
  } catch (const InputError&) {
    if (value.front() == '{' || value.front() == '[') throw;
  }
  return change;
}

Override parse_policy(std::string_view text) {
  const std::string option = "--policy " + std::string(text);
  refuse_bad_text(text, option);
  const auto [kind, name] = split(text, option, "--policy KIND=NAME");
  for (const std::string_view known : policy_kind_names) {
    if (kind == known) return {option, "/policies/" + std::string(kind), std::string(name)};
  }
  const std::vector<std::string> known(policy_kind_names.begin(), policy_kind_names.end());
  std::string hint = did_you_mean(kind, known);
  if (hint.empty()) hint = "kinds are scheduling, placement, balancing, scaling, recovery";
  throw InputError(option, "unknown kind of policy \"" + std::string(kind) + "\"", hint);
}

Override parse_seed(std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  const std::string option = "--seed " + std::string(text);
  if (error != std::errc() || end != text.data() + text.size()) throw InputError(option, "a seed is a whole number of at least 0");
  return {option, "/seed", seed};
}

}  // namespace suanli
