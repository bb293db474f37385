// read_sweep.cpp -- reads the file by its table, then every point as the scenario it is.
#include "scenarios/sweep/read_sweep.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "policies/registry.h"
#include "scenarios/json_location.h"
#include "scenarios/service/build_services.h"
#include "scenarios/sweep/sweep_fields.h"
#include "scenarios/write_scenario.h"
#include "sim/base/random.h"
#include "sim/report/metrics.h"

namespace suanli {
namespace {

namespace fs = std::filesystem;

// A scenario inside the sweep file has no text of its own; its problems are placed in the sweep file afterwards.
JsonDocument base_document(const JsonDocument& document, const SweepBase& base) {
  if (base.scenario.is_object()) return {document.file, "{}", base.scenario, {}};
  const fs::path path = fs::path(document.file).parent_path() / base.scenario.get<std::string>();
  std::error_code error;
  if (!fs::exists(path, error)) {
    std::vector<Problem> problems{{{}, 0, 0, "/base", "no such file: " + path.string(), "paths are relative to the file that names them"}};
    place(document, problems);
    throw InputError(std::move(problems));
  }
  return read_json(path.string());
}

void check_metric_names(const Sweep& sweep, std::vector<Problem>& problems) {
  std::vector<std::string> known;
  for (const MetricSpec* spec : metric_specs()) known.emplace_back(spec->name);
  const auto check = [&](const std::string& key, const std::string& pointer) {
    const std::string name = key.substr(0, key.find('.'));
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    std::string hint = did_you_mean(name, known);
    problems.push_back({{}, 0, 0, pointer, "no metric named \"" + name + '"', hint.empty() ? "suanli list metrics names them" : hint});
  };
  for (std::size_t i = 0; i < sweep.metrics.size(); ++i) check(sweep.metrics[i], "/metrics/" + std::to_string(i));
  if (sweep.replications.has_goal()) check(sweep.replications.metric, "/replications/metric");
}

template <class Entry>
bool draws(std::span<const Entry* const> entries, const PolicyChoice& choice) {
  const Entry* entry = find_entry(entries, choice.name);
  return entry != nullptr && entry->is_random;
}

// A problem at a pointer of the sweep file, told with the option that gave the value or else with its line.
Problem placed(const SweepFile& file, Problem problem) {
  for (const auto& [pointer, option] : file.options) {
    if (!lies_under(problem.pointer, pointer)) continue;
    problem.file = option;
    problem.pointer.clear();
    return problem;
  }
  std::vector<Problem> one{std::move(problem)};
  if (file.options.empty()) place(file.document, one);
  return one.front();
}

// Problems of a point's scenario: those of a value of the sweep file come with its pointer as their file.
Problem placed_of_point(const SweepFile& file, Problem problem) {
  const bool of_value = problem.file.starts_with("/axes/") || problem.file.starts_with("/variants/");
  const bool of_inner_base = file.sweep.base.scenario.is_object() && problem.file == file.document.file;
  if (!of_value && !of_inner_base) return problem;
  if (of_value) {
    problem.what = (problem.pointer.empty() ? "" : problem.pointer + ": ") + problem.what;
    problem.pointer = problem.file;
  } else {
    problem.pointer = "/base" + problem.pointer;
  }
  problem.file.clear();
  problem.line = problem.column = 0;
  return placed(file, std::move(problem));
}

void read_fields(SweepFile& file) {
  nlohmann::json root = file.document.root;
  if (root.is_object() && root.contains("$schema") && root["$schema"].is_string()) root.erase("$schema");
  std::vector<Problem> problems;
  ReadContext context{problems, nullptr};
  read_object(Node{root, {}, context}, file.sweep);
  check_metric_names(file.sweep, problems);
  if (problems.empty()) {
    try {
      (void)SweepGrid(file.sweep);
    } catch (const InputError& error) {
      problems = error.problems();
    }
  }
  for (Problem& problem : problems) problem = placed(file, std::move(problem));
  problems.insert(problems.end(), file.document.problems.begin(), file.document.problems.end());
  if (!problems.empty()) throw InputError(told_in_order(std::move(problems)));
}

}  // namespace

SweepFile read_sweep(const std::string& path, const Overrides& overrides) {
  SweepFile file;  // step by step: g++ 12 destroys what was never made when a member of a braced list throws
  file.document = read_json(path);
  file.overrides = overrides;
  read_fields(file);
  file.base = base_document(file.document, file.sweep.base);
  if (file.sweep.name.empty()) file.sweep.name = fs::path(path).stem().string();
  return file;
}

SweepFile read_sweep_of(const std::string& scenario_path, nlohmann::json document, const Overrides& overrides,
                        std::map<std::string, std::string> options) {
  document["base"] = scenario_path;
  SweepFile file;
  file.document = parse_json({}, document.dump());
  file.overrides = overrides;
  file.options = std::move(options);
  read_fields(file);
  file.base = read_json(scenario_path);
  return file;
}

SweepPlan::SweepPlan(SweepFile file) : file_(std::move(file)), grid_(file_.sweep) {
  check_points();
}

ScenarioFile SweepPlan::scenario(std::size_t point) const {
  Overrides changes = file_.overrides;
  for (Override& change : grid_.changes(point)) changes.push_back(std::move(change));
  return read_scenario(file_.base, changes);
}

nlohmann::json SweepPlan::base() const {
  try {
    return nlohmann::json::parse(write_scenario(read_scenario(file_.base, file_.overrides).scenario));
  } catch (const InputError&) {  // only the points need be complete
    return file_.base.root;
  }
}

bool SweepPlan::any_random() const {
  return std::find(random_.begin(), random_.end(), true) != random_.end();
}

void SweepPlan::check_points() {
  std::set<std::string> told;
  std::vector<Problem> problems;
  std::map<std::string, std::uint32_t> keys;
  const auto& replications = file_.sweep.replications;
  std::uint64_t hash = fnv1a(Codec<Replications>::write({}, replications).dump());
  for (const std::string& column : grid_.columns()) hash = fnv1a(column, hash);
  for (std::size_t point = 0; point < grid_.size(); ++point) {
    try {
      ScenarioFile file = scenario(point);
      Scenario& asked = file.scenario;
      const bool generated = std::holds_alternative<GenerateSource>(asked.workload);
      random_.push_back(generated || draws(scheduling::entries(), asked.policies.scheduling) || draws(placement::entries(), asked.policies.placement) ||
                        services_are_random(asked));
      const std::string key = write_workload(asked) + (generated ? std::to_string(grid_.seed(point, 0)) : "");
      workload_of_.push_back(keys.emplace(key, static_cast<std::uint32_t>(keys.size())).first->second);
      for (const std::string& note : file.notes) {
        if (told.insert(note).second) notes_.push_back(note);
      }
      asked.why.clear();
      asked.seed = grid_.seed(point, 0);
      hash = fnv1a(write_scenario(asked), hash);
    } catch (const InputError& error) {
      for (const Problem& one : error.problems()) {
        Problem problem = placed_of_point(file_, one);
        if (told.insert(problem.text()).second) problems.push_back(std::move(problem));
      }
      if (problems.size() > 100) break;
    }
  }
  if (!problems.empty()) throw InputError(told_in_order(std::move(problems)));
  hash_ = hash;
}

}  // namespace suanli
