// manifest.h -- manifest.json of a sweep's directory: all that is needed to go on with its results, or to join them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep/read_sweep.h"

namespace suanli {

struct SweepManifest {
  std::string version;    // of the program
  std::string plan_hash;  // 16 hexadecimal digits; equal for sweeps whose results are the same
  Sweep sweep;            // complete: ranges as lists, the base as the scenario itself
  std::size_t points = 0;
  std::size_t replications = 1;       // of each point, before the goal is looked at; 1 when nothing is random
  std::vector<bool> is_random;        // by point
  std::vector<std::string> workloads;  // traces and imported files that were read, with the hashes of their content
};

// `workloads` as above; they go into the hash.
SweepManifest manifest_of(const SweepPlan& plan, std::string_view version, std::vector<std::string> workloads);

// Ends with a newline.
std::string write_manifest(const SweepManifest& manifest);

// Nothing when there is no such file. [InputError] when it is none of ours or damaged.
std::optional<SweepManifest> read_manifest(const std::string& path);

}  // namespace suanli
