// workload_fields.cpp -- where the jobs come from: a trace, a generator or files to import.
#include <algorithm>

#include "policies/registry.h"
#include "scenarios/param_fields.h"
#include "scenarios/scenario_fields.h"
#include "scenarios/scenario_sources.h"
#include "scenarios/workload_cut_fields.h"
#include "workloads/generate/generate_spec.h"
#include "workloads/import/importer.h"

namespace suanli {
namespace {

constexpr FieldSpec trace_spec{.key = "trace", .help = "a trace file; .gz and .zst by suffix"};
constexpr FieldSpec format_spec{.key = "format", .help = "name of an importer"};
constexpr FieldSpec files_spec{.key = "files", .help = "files in the order the importer wants them"};
constexpr FieldSpec directory_spec{.key = "directory", .help = "where files named by the generator's spec are"};

const nlohmann::json* member_of(const Node& node, std::string_view key) {
  const auto member = node.value.find(key);
  return member == node.value.end() ? nullptr : &*member;
}

TraceSource read_trace_source(const Node& node) {
  TraceSource source;
  Codec<FilePath>::read(node, trace_spec, source.path);
  expect_file(node, source.path);
  return source;
}

GenerateSource read_generate_source(const Node& node, const nlohmann::json* directory, const Node& workload) {
  GenerateSource source{node.value, {}};
  const ScenarioSources* sources = node.context.sources;
  if (directory != nullptr) {
    FilePath path;
    Codec<FilePath>::read(workload.member("directory", *directory), directory_spec, path);
    source.directory = path.text;
  } else if (sources != nullptr) {
    source.directory = sources->directory_of(node.pointer);
  }
  parse_generate_spec(node.value, node.pointer, sources == nullptr ? source.directory : sources->opened_as(source.directory),
                      node.context.problems);
  return source;
}

std::vector<FilePath> read_files(const Node& node) {
  std::vector<FilePath> files;
  if (node.value.is_string()) {
    Codec<FilePath>::read(node, files_spec, files.emplace_back());
    expect_file(node, files.back());
    return files;
  }
  Codec<std::vector<FilePath>>::read(node, files_spec, files);
  if (node.value.is_array() && files.empty()) node.complain("names no file", std::string(files_spec.help));
  for (std::size_t i = 0; i < files.size(); ++i) expect_file(node.element(i), files[i]);
  return files;
}

ImportSource read_import_source(const Node& node) {
  ImportSource source;
  if (!expect_object(node)) return source;
  const nlohmann::json* format = member_of(node, "format");
  const nlohmann::json* files = member_of(node, "files");
  if (files == nullptr) complain_missing(node, files_spec);
  else source.files = read_files(node.member("files", *files));
  if (format == nullptr) return complain_missing(node, format_spec), source;
  const Node named = node.member("format", *format);
  const auto name = read_text(named, format_spec);
  if (!name) return source;
  const ImporterEntry* importer = find_entry(import::entries(), *name);
  if (importer == nullptr) {
    std::string hint = did_you_mean(*name, names_of(import::entries()));
    if (hint.empty()) hint = "`suanli list importers` names them";
    named.complain("unknown importer " + shown(*format), std::move(hint));
    return source;
  }
  source.format = *name;
  source.options = complete_params(node, importer->params, given_params(node, {"format", "files"}));
  return source;
}

Json object_of(Json properties, Json required) {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

Json import_schema() {
  Json forms = Json::array();
  const Json path = Codec<FilePath>::schema(files_spec);
  for (const ImporterEntry* importer : import::entries()) {
    Json properties{{"format", {{"const", std::string(importer->name)}, {"description", std::string(importer->summary)}}},
                    {"files", {{"anyOf", Json::array({path, Json{{"type", "array"}, {"minItems", 1}, {"items", path}}})}}}};
    add_param_schemas(properties, importer->params);
    forms.push_back(object_of(std::move(properties), Json::array({"format", "files"})));
  }
  return {{"anyOf", std::move(forms)}};
}

// A generator has its own ways to say these.
void refuse_cut_of_generated(const Node& node) {
  for (const std::string& key : cut_keys()) {
    const nlohmann::json* member = member_of(node, key);
    if (member != nullptr) node.member(key, *member).complain("goes with \"trace\" and \"import\" only", "a generator's spec has rate_scale and until_s");
  }
}

}  // namespace

// Which form it is, then that form.
void Codec<WorkloadSource>::read(const Node& node, const FieldSpec&, WorkloadSource& target) {
  if (node.value.is_string()) {
    target = read_trace_source(node);
    return;
  }
  if (!expect_object(node)) return;
  std::vector<std::string> known{"trace", "generate", "import", "directory"};
  for (std::string& key : cut_keys()) known.push_back(std::move(key));
  const std::size_t before = node.context.problems.size();
  refuse_unknown_keys(node, known);
  const nlohmann::json* trace = member_of(node, "trace");
  const nlohmann::json* generate = member_of(node, "generate");
  const nlohmann::json* import = member_of(node, "import");
  const nlohmann::json* directory = member_of(node, "directory");
  const int forms = (trace != nullptr) + (generate != nullptr) + (import != nullptr);
  if (forms == 0 && node.context.problems.size() > before) return;  // a slip in the key says enough
  if (forms != 1) {
    node.complain(forms == 0 ? "says nothing of where the jobs come from" : "says more than one source of jobs",
                  R"(one of {"trace": FILE}, {"generate": {...}}, {"import": {...}})");
    return;
  }
  if (directory != nullptr && generate == nullptr) {
    node.member("directory", *directory).complain("goes with \"generate\" only", std::string(directory_spec.help));
  }
  if (generate != nullptr) refuse_cut_of_generated(node);
  if (trace != nullptr) {
    TraceSource source = read_trace_source(node.member("trace", *trace));
    source.cut = read_cut(node);
    target = std::move(source);
  }
  if (generate != nullptr) target = read_generate_source(node.member("generate", *generate), directory, node);
  if (import != nullptr) {
    ImportSource source = read_import_source(node.member("import", *import));
    source.cut = read_cut(node);
    target = std::move(source);
  }
}

Json Codec<WorkloadSource>::write(const FieldSpec&, const WorkloadSource& workload) {
  if (const auto* trace = std::get_if<TraceSource>(&workload)) {
    Json object{{"trace", trace->path.text}};
    write_cut(trace->cut, object);
    return object;
  }
  if (const auto* generate = std::get_if<GenerateSource>(&workload)) {
    Json object{{"generate", generate->spec}};
    if (!generate->directory.empty()) object["directory"] = generate->directory;
    return object;
  }
  const auto& source = std::get<ImportSource>(workload);
  Json import{{"format", source.format}, {"files", Codec<std::vector<FilePath>>::write(files_spec, source.files)}};
  for (const auto& [key, value] : source.options) import[key] = written_param(value);
  Json object{{"import", std::move(import)}};
  write_cut(source.cut, object);
  return object;
}

Json Codec<WorkloadSource>::schema(const FieldSpec&) {
  const Json path = Codec<FilePath>::schema(trace_spec);
  const Json generate{{"anyOf", Json::array({path, Json{{"type", "object"}}})},
                      {"description", "the spec of a generator, or a path to a file of it"}};
  Json trace{{"trace", path}};
  Json import{{"import", import_schema()}};
  for (Json* properties : {&trace, &import}) add_cut_schemas(*properties);
  return {{"anyOf", Json::array({path, object_of(std::move(trace), Json::array({"trace"})),
                                 object_of({{"generate", generate}, {"directory", path}}, Json::array({"generate"})),
                                 object_of(std::move(import), Json::array({"import"}))})}};
}

}  // namespace suanli
