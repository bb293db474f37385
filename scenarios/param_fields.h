// param_fields.h -- parameters of policies and importers between JSON and Params.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "scenarios/field_table.h"
#include "sim/base/params.h"

namespace suanli {

using ParamMap = std::map<std::string, ParamValue>;

// The members of an object, but for the `reserved` ones, as parameter values; what is neither text, number nor boolean is complained about.
ParamMap given_params(const Node& object, const std::vector<std::string_view>& reserved);

// Checked against the specs and completed with their defaults; complaints name the object's pointer.
ParamMap complete_params(const Node& object, std::span<const ParamSpec> specs, const ParamMap& given);

// Every default.
ParamMap default_params(std::span<const ParamSpec> specs);

Json written_param(const ParamValue& value);

// Appends one property per parameter.
void add_param_schemas(Json& properties, std::span<const ParamSpec> specs);

}  // namespace suanli
