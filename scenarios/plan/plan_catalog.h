// plan_catalog.h -- what a plan file may name: the catalogs of the program and its own entries.
#pragma once

#include <string>
#include <vector>

#include "scenarios/plan/plan_file.h"

namespace suanli {

class PlanCatalog {
 public:
  // Own entries that say too little, or whose names are taken, are problems. `problems` must outlive the catalog.
  PlanCatalog(const PlanFile& file, std::vector<Problem>& problems);

  // Null, after a complaint at `pointer`, when there is none of that name.
  const DeviceFigures* device(const std::string& name, const std::string& pointer) const;
  const NetworkFigures* network(const std::string& name, const std::string& pointer) const;
  const PlanModel* model(const std::string& name, const std::string& pointer) const;

  // Itself, or the device that curves_of names.
  const DeviceFigures& curves_of(const DeviceFigures& device) const;
  const std::vector<NetworkFigures>& networks() const { return networks_; }

 private:
  std::vector<Problem>& problems_;
  std::vector<DeviceFigures> devices_;
  std::vector<NetworkFigures> networks_;
  std::vector<PlanModel> models_;
};

}  // namespace suanli
