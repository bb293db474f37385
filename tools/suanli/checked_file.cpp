// checked_file.cpp -- recognises files and hands them to their readers.
#include "tools/suanli/checked_file.h"

#include <filesystem>

#include "scenarios/build.h"
#include "scenarios/catalog.h"
#include "scenarios/json_document.h"
#include "scenarios/plan/read_plan.h"
#include "scenarios/read_scenario.h"
#include "scenarios/sweep/read_sweep.h"
#include "tools/suanli/counted.h"
#include "tools/suanli/generate_spec_file.h"
#include "tools/sweep/point_runs.h"
#include "workloads/packed_input.h"
#include "workloads/read_trace.h"

namespace suanli::cli {
namespace {

// The header of a trace stands at its beginning; only traces may be packed.
bool looks_like_trace(const std::string& path) {
  if (packing_of(path) != Packing::none) return true;
  std::string head(4096, '\0');
  head.resize(PackedInput(path).read(head));
  return head.find("\"suanli-trace\"") != std::string::npos || (head.find("\"jobs\"") != std::string::npos && head.find("\"submit_s\"") != std::string::npos) ||
         (head.find("\"requests\"") != std::string::npos && head.find("\"arrival_s\"") != std::string::npos);
}

FileKind kind_of(const nlohmann::json& root) {
  const auto has = [&](const char* key) { return root.contains(key); };
  if (root.is_array()) return FileKind::devices;
  if (!root.is_object()) return FileKind::unknown;
  if (has("base") || has("axes") || has("variants")) return FileKind::sweep;
  if (has("model") && has("devices")) return FileKind::plan;
  if (has("cluster") || has("workload") || has("policies")) return FileKind::scenario;
  if (has("format")) return FileKind::trace;
  if (has("pools") || has("zones")) return FileKind::cluster;
  if (has("arrivals") || has("mix") || has("preset") || has("requests")) return FileKind::generator_spec;
  return FileKind::unknown;
}

void check_scenario(const std::string& path, CheckedFile& checked) {
  const ScenarioFile file = read_scenario(path);
  checked.notes = file.notes;
  const Experiment experiment = build(file);
  checked.what = counted_records(*experiment.workload) + " on " + counted(experiment.cluster.node_count(), "node");
}

void check_sweep(const std::string& path, CheckedFile& checked) {
  const SweepPlan plan(read_sweep(path));
  (void)sweep::PointRuns(plan, 1).read_all_traces();
  checked.notes = plan.notes();
  checked.what = counted(plan.grid().size(), "point");
}

void check_plan(const std::string& path, CheckedFile& checked) {
  const AskedPlan asked = read_plan(path);
  checked.notes = asked.notes;
  checked.what = asked.question.model_name + " on " + counted(asked.question.groups.size(), "group") + " of devices";
}

// As a scenario would take it.
void check_cluster(const std::string& path, CheckedFile& checked) {
  const Cluster cluster = read_cluster(path);
  checked.what = counted(cluster.node_count(), "node");
}

void check(const std::string& path, CheckedFile& checked) {
  checked.kind = looks_like_trace(path) ? FileKind::trace : kind_of(read_json(path).root);
  switch (checked.kind) {
    case FileKind::scenario: return check_scenario(path, checked);
    case FileKind::sweep: return check_sweep(path, checked);
    case FileKind::plan: return check_plan(path, checked);
    case FileKind::trace: checked.what = counted_records(*read_trace(path).workload); return;
    case FileKind::cluster: return check_cluster(path, checked);
    case FileKind::devices: checked.what = counted(read_devices(path).size(), "device model"); return;
    case FileKind::generator_spec: read_generate_spec(path); return;
    case FileKind::unknown:
      throw InputError(path, "is none of the files this program reads", "a scenario has \"cluster\" and \"workload\", a sweep \"base\" and \"axes\", a plan \"model\" and \"devices\", a trace \"format\", a cluster "
                       "\"pools\", a generator's spec \"arrivals\"");
  }
}

}  // namespace

std::string_view name_of(FileKind kind) {
  constexpr std::string_view names[] = {"scenario", "sweep", "plan", "trace", "cluster", "devices", "generator spec", "unknown"};
  return names[static_cast<std::size_t>(kind)];
}

CheckedFile check_file(const std::string& path) {
  CheckedFile checked;
  try {
    check(path, checked);
  } catch (const InputError& error) {
    checked.problems = error.problems();
  }
  return checked;
}

}  // namespace suanli::cli
