// cost_names.cpp -- looking up names, first come first found.
#include "scenarios/cost_names.h"

#include <algorithm>

#include "scenarios/cost_fields.h"

namespace suanli {
namespace {

template <class Entry, class Name>
const Entry* named(const std::vector<Entry>& entries, Name name_of_entry, std::string_view name) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.*name_of_entry == name; });
  return found == entries.end() ? nullptr : &*found;
}

template <class Entry>
std::vector<Entry> joined(const std::vector<Entry>& first, const std::vector<Entry>& then) {
  std::vector<Entry> all = first;
  all.insert(all.end(), then.begin(), then.end());
  return all;
}

}  // namespace

CostCatalogs built_in_cost_catalogs() {
  return {built_in_device_figures(), built_in_models(), built_in_works()};
}

CostNames::CostNames(const Scenario& scenario, const CostCatalogs& built_in)
    : devices_(joined(scenario.device_rates, built_in.devices)),
      models_(joined(scenario.models, built_in.models)),
      works_(joined(scenario.works, built_in.works)) {}

const DeviceFigures* CostNames::device(std::string_view name) const {
  return named(devices_, &DeviceFigures::device, name);
}

const CatalogModel* CostNames::model(std::string_view name) const {
  return named(models_, &CatalogModel::name, name);
}

const CatalogWork* CostNames::work(std::string_view name) const {
  return named(works_, &CatalogWork::name, name);
}

const DeviceFigures& CostNames::curves_of(const DeviceFigures& of) const {
  const DeviceFigures* curves = of.curves_of.empty() ? nullptr : device(of.curves_of);
  return curves == nullptr ? of : *curves;
}

std::string CostNames::text_of(const DeviceFigures& of) const {
  std::string text = write_object(of).dump();
  if (!of.curves_of.empty()) text += write_object(curves_of(of)).dump();
  return text;
}

std::string CostNames::suggestion(const std::string& name) const {
  std::vector<std::string> known;
  for (const CatalogModel& model : models_) known.push_back(model.name);
  for (const CatalogWork& work : works_) known.push_back(work.name);
  const std::string near = did_you_mean(name, known);
  return near.empty() ? "`suanli list models` names the catalog; add your own under \"models\" or \"works\"" : near;
}

}  // namespace suanli
