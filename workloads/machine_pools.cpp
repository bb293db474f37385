// machine_pools.cpp -- counting equal machines.
#include "workloads/machine_pools.h"

#include <algorithm>
#include <utility>

namespace suanli {

void add_machine(ClusterSpec& cluster, Pool machine) {
  auto& pools = cluster.pools;
  const auto same = std::find_if(pools.begin(), pools.end(), [&](const Pool& pool) { return pool.name == machine.name; });
  if (same != pools.end()) {
    ++same->count;
    return;
  }
  machine.count = 1;
  pools.push_back(std::move(machine));
}

void add_model(std::vector<DeviceModel>& models, DeviceModel model) {
  const bool known = std::any_of(models.begin(), models.end(), [&](const DeviceModel& one) { return one.name == model.name; });
  if (!known) models.push_back(std::move(model));
}

}  // namespace suanli
