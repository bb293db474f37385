// machine_pools.h -- from machines listed one by one to pools of equal machines.
#pragma once

#include <vector>

#include "sim/model/cluster.h"

namespace suanli {

// Adds one machine to the pool of its name, or opens that pool with it. REQUIRES that machines of one name are equal.
// Pools come in the order of their first machine.
void add_machine(ClusterSpec& cluster, Pool machine);

// Adds the model unless one of its name is there.
void add_model(std::vector<DeviceModel>& models, DeviceModel model);

}  // namespace suanli
