// overrides.h -- what the command line or a sweep point changes in a scenario before it is checked.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace suanli {

struct Override {
  std::string option;   // as it was given, to be named in messages: "--set /seed=3"
  std::string pointer;  // JSON pointer into the scenario, files it names included
  nlohmann::json value;
};

// Applied in this order; a later one wins.
using Overrides = std::vector<Override>;

// "/json/pointer=VALUE": VALUE is read as JSON and, when it is none, taken as text. [InputError] naming the option.
Override parse_set(std::string_view text);

// "KIND=NAME" of --policy: scheduling, placement, balancing, scaling or recovery. [InputError] naming the option.
Override parse_policy(std::string_view text);

// "N" of --seed. [InputError] naming the option.
Override parse_seed(std::string_view text);

}  // namespace suanli
