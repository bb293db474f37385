// catalog.h -- the device models that come with the program, and files of more.
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/model/device.h"

namespace suanli {

// The built-in catalog, in the order of catalog/devices.json.
std::vector<CatalogDevice> built_in_devices();

// A file that holds a list of device models as a scenario's "devices" does. [InputError]
std::vector<CatalogDevice> read_devices(const std::string& path);

// The built-in catalog and all models the scenario brings, as a Cluster wants them.
std::vector<DeviceModel> all_devices(const Scenario& scenario);

}  // namespace suanli
