// manifest.cpp -- the manifest as JSON, there and back.
#include "scenarios/sweep/manifest.h"

#include <algorithm>
#include <filesystem>

#include "scenarios/sweep/sweep_fields.h"
#include "sim/base/random.h"
#include "sim/report/signature.h"

namespace suanli {
namespace {

constexpr std::string_view format_name = "suanli-sweep";

// "all", "none", or a 1 or 0 for each point.
std::string random_text(const std::vector<bool>& is_random) {
  const auto count = std::count(is_random.begin(), is_random.end(), true);
  if (count == 0) return "none";
  if (count == static_cast<std::ptrdiff_t>(is_random.size())) return "all";
  std::string digits;
  for (const bool one : is_random) digits += one ? '1' : '0';
  return digits;
}

std::vector<bool> random_of(const std::string& text, std::size_t points) {
  if (text == "none" || text == "all") return std::vector<bool>(points, text == "all");
  std::vector<bool> is_random;
  for (const char digit : text) is_random.push_back(digit == '1');
  return is_random;
}

}  // namespace

SweepManifest manifest_of(const SweepPlan& plan, std::string_view version, std::vector<std::string> workloads) {
  SweepManifest manifest{std::string(version), {}, plan.sweep(), plan.grid().size(), plan.replications(), {}, std::move(workloads)};
  for (std::size_t point = 0; point < manifest.points; ++point) manifest.is_random.push_back(plan.is_random(point));
  manifest.sweep.base.scenario = plan.base();
  std::uint64_t hash = fnv1a(version, plan.hash());
  for (const std::string& workload : manifest.workloads) hash = fnv1a(workload, hash);
  manifest.plan_hash = signature_text(hash);
  return manifest;
}

std::string write_manifest(const SweepManifest& manifest) {
  Json json;
  json["format"] = std::string(format_name);
  json["version"] = manifest.version;
  json["plan_hash"] = manifest.plan_hash;
  json["points"] = manifest.points;
  json["replications"] = manifest.replications;
  json["random_points"] = random_text(manifest.is_random);
  json["workloads"] = manifest.workloads;
  json["sweep"] = write_object(manifest.sweep);
  return json.dump(2) + '\n';
}

std::optional<SweepManifest> read_manifest(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const JsonDocument document = read_json(path);
  try {
    const nlohmann::json& root = document.root;
    if (root.at("format") != format_name) throw InputError(path, "is not the manifest of a sweep");
    SweepManifest manifest;
    manifest.version = root.at("version");
    manifest.plan_hash = root.at("plan_hash");
    manifest.points = root.at("points");
    manifest.replications = root.at("replications");
    manifest.is_random = random_of(root.at("random_points"), manifest.points);
    manifest.workloads = root.at("workloads").get<std::vector<std::string>>();
    std::vector<Problem> problems;
    ReadContext context{problems, nullptr};
    read_object(Node{root.at("sweep"), "/sweep", context}, manifest.sweep);
    place(document, problems);
    if (!problems.empty()) throw InputError(std::move(problems));
    if (SweepGrid(manifest.sweep).size() != manifest.points || manifest.is_random.size() != manifest.points) {
      throw InputError(path, "its parts do not fit together", "it was changed by hand; give another directory and run the sweep again");
    }
    return manifest;
  } catch (const nlohmann::json::exception& error) {
    throw InputError(path, "is not the manifest of a sweep: a part of it is missing or of another type");
  }
}

}  // namespace suanli
