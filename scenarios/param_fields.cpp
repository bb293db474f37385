// param_fields.cpp -- JSON scalars as parameter values and back.
#include "scenarios/param_fields.h"

#include <algorithm>

#include "scenarios/field_types.h"

namespace suanli {
namespace {

// Whole numbers as integers however they are written; a number parameter takes those too.
ParamValue number_value(const nlohmann::json& value) {
  if (value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() >> 63U)) return value.get<std::int64_t>();
  const double number = value.get<double>();
  if (number == std::floor(number) && std::abs(number) < 0x1p53) return static_cast<std::int64_t>(number);
  return number;
}

ParamMap as_map(const Params& params) {
  return {params.values().begin(), params.values().end()};
}

}  // namespace

ParamMap given_params(const Node& object, const std::vector<std::string_view>& reserved) {
  ParamMap given;
  for (const auto& [key, value] : object.value.items()) {
    if (std::find(reserved.begin(), reserved.end(), key) != reserved.end()) continue;
    if (value.is_boolean()) given.emplace(key, value.get<bool>());
    else if (value.is_string()) given.emplace(key, value.get<std::string>());
    else if (value.is_number()) given.emplace(key, number_value(value));
    else object.member(key, value).complain("must be a text, a number, true or false, not " + shown(value));
  }
  return given;
}

ParamMap complete_params(const Node& object, std::span<const ParamSpec> specs, const ParamMap& given) {
  return as_map(Params(specs, given, object.pointer, object.context.problems));
}

ParamMap default_params(std::span<const ParamSpec> specs) {
  return as_map(Params(specs));
}

Json written_param(const ParamValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* number = std::get_if<double>(&value)) return written_number(*number);
  return std::get<std::string>(value);
}

void add_param_schemas(Json& properties, std::span<const ParamSpec> specs) {
  const Params defaults(specs);
  for (const ParamSpec& spec : specs) {
    Json schema;
    switch (spec.type) {
      case ParamType::boolean: schema = Json{{"type", "boolean"}}; break;
      case ParamType::text:
        if (spec.choices.empty()) schema = Json{{"type", "string"}};
        else schema = Json{{"enum", split_choices(spec.choices)}};
        break;
      case ParamType::integer: schema = range_schema("integer", {.key = spec.name, .low = spec.low, .high = spec.high}); break;
      case ParamType::number: schema = range_schema("number", {.key = spec.name, .low = spec.low, .high = spec.high}); break;
    }
    schema["description"] = std::string(spec.help) + (spec.unit.empty() ? "" : " [" + std::string(spec.unit) + "]");
    schema["default"] = written_param(defaults.values().find(spec.name)->second);
    properties[std::string(spec.name)] = std::move(schema);
  }
}

}  // namespace suanli
