// workload_fields.cpp -- where the jobs come from: a trace, a generator or files to import.
#include "scenarios/scenario_fields.h"

namespace suanli {
namespace {

constexpr std::string_view forms_help = "{\"trace\": FILE}";

constexpr FieldSpec trace_spec{.key = "trace", .help = "a trace file; .gz and .zst by suffix"};

void read_trace_source(const Node& node, WorkloadSource& target) {
  TraceSource source;
  Codec<FilePath>::read(node, trace_spec, source.path);
  expect_file(node, source.path);
  target = std::move(source);
}

}  // namespace

void Codec<WorkloadSource>::read(const Node& node, const FieldSpec&, WorkloadSource& target) {
  if (node.value.is_string()) return read_trace_source(node, target);
  if (!expect_object(node)) return;
  const std::vector<std::string> forms{"trace"};
  refuse_unknown_keys(node, forms);
  if (node.value.empty()) return node.complain("says nothing of where the jobs come from", std::string(forms_help));
  const auto trace = node.value.find("trace");
  if (trace == node.value.end()) return;
  read_trace_source(node.member("trace", *trace), target);
}

Json Codec<WorkloadSource>::write(const FieldSpec&, const WorkloadSource& workload) {
  return {{"trace", std::get<TraceSource>(workload).path.text}};
}

Json Codec<WorkloadSource>::schema(const FieldSpec&) {
  const Json path = Codec<FilePath>::schema(trace_spec);
  const Json trace{{"type", "object"},
                   {"additionalProperties", false},
                   {"properties", {{"trace", path}}},
                   {"required", Json::array({"trace"})}};
  return {{"anyOf", Json::array({path, trace})}};
}

}  // namespace suanli
