// catalog.cpp -- catalogs are read by the same table as a scenario's own devices.
#include "scenarios/catalog.h"

#include <algorithm>
#include <span>

#include "scenarios/embedded_catalog.h"
#include "scenarios/scenario_checks.h"
#include "scenarios/scenario_fields.h"
#include "sim/base/embedded_file.h"

namespace suanli {
namespace catalog {
std::span<const EmbeddedFile> files();  // generated from scenarios/catalog/
}

std::string_view catalog_text(std::string_view name) {
  const auto files = catalog::files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return file.name == name; });
  SUANLI_ASSERT(found != files.end(), "a catalog file is not embedded: name it in scenarios/CMakeLists.txt");
  return found->text;
}

namespace {

std::vector<CatalogDevice> devices_of(const JsonDocument& document) {
  std::vector<Problem> problems = document.problems;
  ReadContext context{problems};
  std::vector<CatalogDevice> devices;
  Codec<std::vector<CatalogDevice>>::read(Node{document.root, {}, context}, {.key = "devices"}, devices);
  std::set<std::string> taken;
  refuse_twin_devices(devices, {}, taken, problems);
  place(document, problems);
  if (!problems.empty()) throw InputError(told_in_order(std::move(problems)));
  return devices;
}

}  // namespace

std::vector<CatalogDevice> built_in_devices() {
  return devices_of(parse_json("catalog/devices.json", std::string(catalog_text("devices"))));
}

std::vector<CatalogDevice> read_devices(const std::string& path) {
  return devices_of(read_json(path));
}

std::vector<DeviceModel> all_devices(const Scenario& scenario) {
  const std::vector<CatalogDevice> built_in = built_in_devices();
  std::vector<DeviceModel> devices(built_in.begin(), built_in.end());
  devices.insert(devices.end(), scenario.devices.begin(), scenario.devices.end());
  devices.insert(devices.end(), scenario.cluster.devices.begin(), scenario.cluster.devices.end());
  return devices;
}

}  // namespace suanli
