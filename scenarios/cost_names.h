// cost_names.h -- names of the cost model's catalogs as jobs and clusters use them, the scenario's own before the program's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/cost_catalog.h"
#include "scenarios/scenario.h"

namespace suanli {

// Read once, for many scenarios.
struct CostCatalogs {
  std::vector<DeviceFigures> devices;
  std::vector<CatalogModel> models;
  std::vector<CatalogWork> works;
};
CostCatalogs built_in_cost_catalogs();

// Views of both must stay valid.
class CostNames {
 public:
  CostNames(const Scenario& scenario, const CostCatalogs& built_in);

  // Null when nobody knows the name.
  const DeviceFigures* device(std::string_view name) const;
  const CatalogModel* model(std::string_view name) const;
  const CatalogWork* work(std::string_view name) const;

  DeviceRates rates(const DeviceFigures& of) const { return device_rates(of, curves_of(of)); }
  // Figures whole, as text: equal texts, equal rates.
  std::string text_of(const DeviceFigures& of) const;

  // `did you mean "x"?` for a model or other work.
  std::string suggestion(const std::string& name) const;

 private:
  const DeviceFigures& curves_of(const DeviceFigures& of) const;

  std::vector<DeviceFigures> devices_;
  std::vector<CatalogModel> models_;
  std::vector<CatalogWork> works_;
};

}  // namespace suanli
