// workload_cut_fields.cpp -- a table of four keys.
#include "scenarios/workload_cut_fields.h"

#include <array>

#include "scenarios/field_types.h"
#include "scenarios/object_reader.h"

namespace suanli {
namespace {

using C = Of<WorkloadCut>;
constexpr double most_s = 9e9;

const auto& table() {
  static constexpr std::array fields{
      C::field<&WorkloadCut::from>({.key = "from_s", .unit = "s", .low = 0, .high = most_s,
                                    .help = "what is submitted or arrives before is left out, and this time becomes 0"}),
      C::field<&WorkloadCut::until>({.key = "until_s", .unit = "s", .low = 0, .high = most_s, .above_low = true,
                                     .help = "what is submitted or arrives at this time of the workload or later is left out"}),
      C::field<&WorkloadCut::rate>({.key = "rate", .unit = "1", .low = 0, .high = 1e6, .above_low = true,
                                    .help = "jobs and requests come so many times as fast; durations stay"}),
      C::field<&WorkloadCut::requests_per_s>({.key = "requests_per_s", .unit = "1/s", .low = 0, .high = 1e9, .above_low = true,
                                              .help = "requests alone come at this mean rate, in the same pattern"}),
  };
  return fields;
}

}  // namespace

std::vector<std::string> cut_keys() {
  std::vector<std::string> keys;
  for (const auto& field : table()) keys.emplace_back(field.spec.key);
  return keys;
}

WorkloadCut read_cut(const Node& workload) {
  WorkloadCut cut;
  const std::size_t before = workload.context.problems.size();
  for (const auto& field : table()) {
    const auto member = workload.value.find(field.spec.key);
    if (member != workload.value.end()) field.read(workload.member(field.spec.key, *member), field.spec, cut);
  }
  if (workload.context.problems.size() != before) return {};
  const auto complain = [&](const char* key, std::string what, std::string hint) {
    workload.member(key, workload.value.at(key)).complain(std::move(what), std::move(hint));
  };
  if (cut.until && *cut.until <= cut.from) complain("until_s", "must be later than from_s, " + format_seconds(cut.from), {});
  if (cut.rate && cut.requests_per_s) complain("requests_per_s", "is given beside rate", "one of them: rate moves the jobs too");
  return workload.context.problems.size() == before ? cut : WorkloadCut{};
}

void write_cut(const WorkloadCut& cut, Json& workload) {
  const WorkloadCut usual;
  for (const auto& field : table()) {
    Json value = field.write(field.spec, cut);
    if (value != field.write(field.spec, usual)) workload[std::string(field.spec.key)] = std::move(value);
  }
}

void add_cut_schemas(Json& properties) {
  for (const auto& field : table()) {
    Json schema = field.schema(field.spec);
    schema["description"] = std::string(field.spec.help) + " [" + std::string(field.spec.unit) + "]";
    properties[std::string(field.spec.key)] = std::move(schema);
  }
}

}  // namespace suanli
