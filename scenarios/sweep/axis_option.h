// axis_option.h -- an axis as the command line gives it: /json/pointer=value,value,... or a range.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace suanli {

struct AxisOption {
  std::string option;     // "--axis ...", to be named in messages
  std::string pointer;
  nlohmann::json values;  // a list, or the object of a range
};

// "POINTER=VALUES": values are divided by commas outside brackets and quotes; each is read as JSON and, when it is none, taken as text. A kind of
// policy may stand for its pointer: "scheduling=fcfs,sjf". [InputError] naming the option.
AxisOption parse_axis(std::string_view text);

}  // namespace suanli
