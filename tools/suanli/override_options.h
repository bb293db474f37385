// override_options.h -- --set and --policy: what the command line changes in a scenario.
#pragma once

#include "scenarios/overrides.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {

inline constexpr OptionSpec policy_option{.name = "policy", .value = "KIND=NAME", .repeatable = true,
                                          .help = "scheduling or placement, as --policy scheduling=sjf"};
inline constexpr OptionSpec set_option{.name = "set", .value = "/json/pointer=VALUE", .repeatable = true,
                                       .help = "any other part of the scenario, as --set /cluster/pools/0/count=32"};

// Of both options, which the command must declare; --set first. [InputError] naming the option.
inline Overrides override_options(const CommandLine& line) {
  Overrides changes;
  for (const std::string& text : line.all("set")) changes.push_back(parse_set(text));
  for (const std::string& text : line.all("policy")) changes.push_back(parse_policy(text));
  return changes;
}

}  // namespace suanli::cli
