// schema.cpp -- the parts of a schema that no table says.
#include "scenarios/schema.h"

#include "scenarios/plan/plan_fields.h"
#include "scenarios/scenario_fields.h"
#include "scenarios/sweep/sweep_fields.h"
#include "workloads/trace_fields.h"
#include "workloads/work_json.h"

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

Json nullable(Json types) {
  types.push_back("null");
  return {{"type", std::move(types)}};
}

Json list_or_one(const Json& types) {
  Json schema = nullable(types);
  schema["type"].push_back("array");
  schema["items"] = Json{{"type", types}};
  return schema;
}

Json request_work_schema() {
  const Json kernel{{"type", "string"}, {"minLength", 1}};
  return {{"type", {"object", "null"}}, {"additionalProperties", false}, {"required", Json::array({"kernel"})}, {"properties", {{"kernel", kernel}}}};
}

Json trace_value_schema(const TraceField& field) {
  switch (field.type) {
    case TraceType::whole_number: return nullable(Json::array({"integer"}));
    case TraceType::number: return nullable(Json::array({"number"}));
    case TraceType::object: return Json::parse(work_schema());
    case TraceType::id: return nullable(Json::array({"string", "integer"}));
    case TraceType::ids: return list_or_one(Json::array({"string", "integer"}));
    case TraceType::texts: return list_or_one(Json::array({"string"}));
    case TraceType::hashes:
      return {{"type", {"array", "null"}}, {"items", {{"type", "integer"}, {"minimum", 0}, {"maximum", 18446744073709551615U}}}};
    case TraceType::text: break;
  }
  if (field.choices.empty()) return nullable(Json::array({"string"}));
  Json words = split_choices(field.choices);
  words.push_back(nullptr);
  return {{"enum", std::move(words)}};
}

Json record_schema(TraceRecordKind kind) {
  const bool of_request = kind == TraceRecordKind::request;
  Json properties = Json::object();
  Json required = Json::array();
  for (const TraceField& field : trace_fields()) {
    if (field.of != kind && field.of != TraceRecordKind::both) continue;
    Json schema = of_request && field.type == TraceType::object ? request_work_schema() : trace_value_schema(field);
    std::string text(of_request && !field.request_help.empty() ? field.request_help : field.help);
    const std::string_view usual = of_request && !field.request_default.empty() ? field.request_default : field.default_value;
    if (!field.unit.empty()) text.append(" [").append(field.unit).append("]");
    if (usual.empty()) required.push_back(std::string(field.name));
    else text.append("; default: ").append(usual);
    schema["description"] = std::move(text);
    properties[std::string(field.name)] = std::move(schema);
  }
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

Json job_schema() {
  const auto needs = [](const char* key) { return Json{{"required", Json::array({key})}}; };
  Json schema = record_schema(TraceRecordKind::job);
  schema["oneOf"] = Json::array({needs("duration_s"), needs("work")});
  return schema;
}

Json trace_schema() {
  const Json jobs{{"type", "array"}, {"items", job_schema()}};
  const Json requests{{"type", "array"}, {"items", record_schema(TraceRecordKind::request)}};
  return at_top("suanli trace", {{"type", "object"},
                                 {"additionalProperties", false},
                                 {"properties",
                                  {{"format", {{"const", "suanli-trace"}}},
                                   {"version", {{"const", 1}}},
                                   {"jobs", jobs},
                                   {"requests", requests}}},
                                 {"required", Json::array({"format", "version"})}});
}

// Lists of groups and of catalog entries may be paths too, and so may each element.
Json plan_schema() {
  Json schema = at_top("suanli plan", object_schema<PlanFile>());
  for (const char* key : {"devices", "device_catalog", "network_catalog", "model_catalog"}) {
    Json& property = schema["properties"][key];
    const Json path{{"type", "string"}, {"minLength", 1}};
    Json& items = property["anyOf"][1]["items"];
    items = Json{{"anyOf", Json::array({path, items})}};
    property["anyOf"].push_back(path);
  }
  return schema;
}

}  // namespace

std::vector<std::string> schema_names() {
  return {"scenario", "trace", "sweep", "plan"};
}

std::string schema_text(std::string_view name) {
  if (name == "scenario") return scenario_schema().dump(2) + '\n';
  if (name == "trace") return trace_schema().dump(2) + '\n';
  if (name == "sweep") return at_top("suanli sweep", object_schema<Sweep>()).dump(2) + '\n';
  if (name == "plan") return plan_schema().dump(2) + '\n';
  throw InputError({}, "there is no schema of \"" + std::string(name) + "\"", did_you_mean(name, schema_names()));
}

}  // namespace suanli
