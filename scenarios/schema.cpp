// schema.cpp -- the parts of a schema that no table says.
#include "scenarios/schema.h"

#include "scenarios/scenario_fields.h"

namespace suanli {
namespace {

// The same object with what stands at the top of every schema, and leave to name it.
Json at_top(const std::string& title, Json object) {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  object["properties"]["$schema"] = Json{{"type", "string"}};
  schema.update(object);
  return schema;
}

// A part that may also be the path of a file of its own.
void or_path(Json& property) {
  const Json description = property["description"];
  property.erase("description");
  Json path{{"type", "string"}, {"minLength", 1}};
  property = Json{{"anyOf", Json::array({std::move(path), std::move(property)})}, {"description", description}};
}

Json scenario_schema() {
  Json schema = at_top("suanli scenario", object_schema<Scenario>());
  Json& properties = schema["properties"];
  Json& cluster = properties["cluster"]["properties"];
  for (Json* devices : {&properties["devices"], &cluster["devices"]}) {
    (*devices)["items"]["description"] = "a device model";
    or_path((*devices)["items"]);
    or_path(*devices);
  }
  or_path(properties["cluster"]);
  return schema;
}

}  // namespace

std::vector<std::string> schema_names() {
  return {"scenario"};
}

std::string schema_text(std::string_view name) {
  if (name == "scenario") return scenario_schema().dump(2) + '\n';
  throw InputError({}, "there is no schema of \"" + std::string(name) + "\"", did_you_mean(name, schema_names()));
}

}  // namespace suanli
