// object_reader.h -- reads, writes and describes an object by its table of fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/field_table.h"

namespace suanli {

// "an object", "a text", "3", ...: a value as messages name it.
std::string shown(const nlohmann::json& value);

// Complains and says false when the value is not an object.
bool expect_object(const Node& node);

// Complains about each key of the object that is not among `known`, with a suggestion.
void refuse_unknown_keys(const Node& node, const std::vector<std::string>& known);

void complain_missing(const Node& object, const FieldSpec& spec);

// Fills `target` from the members that are there; what is wrong is complained about and leaves its member alone.
template <class T>
void read_object(const Node& node, T& target) {
  if (!expect_object(node)) return;
  std::vector<std::string> known;
  for (const Field<T>& field : fields_of<T>()) known.emplace_back(field.spec.key);
  refuse_unknown_keys(node, known);
  for (const Field<T>& field : fields_of<T>()) {
    const auto member = node.value.find(field.spec.key);
    if (member != node.value.end()) {
      field.read(node.member(field.spec.key, *member), field.spec, target);
    } else if (field.spec.required) {
      complain_missing(node, field.spec);
    }
  }
}

// Every field, in the order of the table.
template <class T>
Json write_object(const T& source) {
  Json object = Json::object();
  for (const Field<T>& field : fields_of<T>()) object[std::string(field.spec.key)] = field.write(field.spec, source);
  return object;
}

// JSON Schema of the object; defaults are those of a fresh T.
template <class T>
Json object_schema() {
  Json properties = Json::object();
  Json required = Json::array();
  const T fresh{};
  for (const Field<T>& field : fields_of<T>()) {
    Json schema = field.schema(field.spec);
    schema["description"] = std::string(field.spec.help) + (field.spec.unit.empty() ? "" : " [" + std::string(field.spec.unit) + "]");
    if (field.spec.required) {
      required.push_back(std::string(field.spec.key));
    } else {
      schema["default"] = field.write(field.spec, fresh);
    }
    properties[std::string(field.spec.key)] = std::move(schema);
  }
  Json object{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) object["required"] = std::move(required);
  return object;
}

}  // namespace suanli
