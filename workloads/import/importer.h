// importer.h -- what an importer of a public or site format is given and gives back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/params.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "workloads/ledger.h"

namespace suanli {

struct ImportResult {
  WorkloadBuilder jobs;
  std::optional<ClusterSpec> cluster;       // where the source tells what machines there were
  std::vector<DeviceModel> device_models;   // models the cluster names that a catalog may lack
  Ledger ledger;
};

// An entry of the table made from the file names in workloads/import/. `read` takes the files in the order given.
// [InputError] when a file is missing, is not of the format at all, or no record survives.
struct ImporterEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  ImportResult (*read)(const std::vector<std::string>& files, const Params& params);
};

namespace import {
std::span<const ImporterEntry* const> entries();  // by name
}

}  // namespace suanli
