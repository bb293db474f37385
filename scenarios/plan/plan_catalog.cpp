// plan_catalog.cpp -- joins the catalogs and looks names up.
#include "scenarios/plan/plan_catalog.h"

#include "sim/base/check.h"

namespace suanli {
namespace {

const std::string& name_of(const DeviceFigures& device) {
  return device.device;
}
const std::string& name_of(const NetworkFigures& network) {
  return network.name;
}
const std::string& name_of(const PlanModel& model) {
  return model.name;
}

template <class T>
const T* entry_named(const std::vector<T>& entries, const std::string& name) {
  for (const T& entry : entries) {
    if (name_of(entry) == name) return &entry;
  }
  return nullptr;
}

template <class T>
std::string near_name(const std::vector<T>& entries, const std::string& name, const std::string& otherwise) {
  std::vector<std::string> known;
  for (const T& entry : entries) known.push_back(name_of(entry));
  const std::string near = did_you_mean(name, known);
  return near.empty() ? otherwise : near;
}

std::string entry_pointer(const std::string& list, std::size_t items, std::size_t i) {
  return items == 1 ? list : list + '/' + std::to_string(i);
}

// Adds the file's own entries behind those of the program.
template <class T>
void add_own(std::vector<T>& entries, const OneOrMore<T>& own, const std::string& list, std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < own.items.size(); ++i) {
    const T& entry = own.items[i];
    const std::string at = entry_pointer(list, own.items.size(), i);
    if (name_of(entry).empty()) {
      problems.push_back({{}, 0, 0, at, "an entry of a catalog wants a name", {}});
    } else if (entry_named(entries, name_of(entry)) != nullptr) {
      problems.push_back({{}, 0, 0, at, "the name \"" + name_of(entry) + "\" is taken", "give it another one"});
    } else {
      entries.push_back(entry);
    }
  }
}

// A device as the formulas need it.
void check_device(const DeviceFigures& device, const std::string& at, const std::vector<DeviceFigures>& devices, std::vector<Problem>& problems) {
  const auto complain = [&](std::string what, std::string hint) { problems.push_back({{}, 0, 0, at, std::move(what), std::move(hint)}); };
  if (device.memory_gb <= 0 || device.memory_gb_per_s <= 0) complain("memory_gb and memory_gb_per_s must be above 0", {});
  if (device.peak_bf16_tflops <= 0) complain("peak_bf16_tflops must be above 0", "of fp16 where there is no bf16");
  const DeviceFigures* curves = device.curves_of.empty() ? &device : entry_named(devices, device.curves_of);
  if (curves == nullptr) {
    complain("curves_of names no device of the catalog: \"" + device.curves_of + '"', near_name(devices, device.curves_of, {}));
  } else if (curves->matrix_efficiency.points.empty() || curves->matrix_memory_efficiency.points.empty() || curves->stream_efficiency.points.empty() ||
             curves->attention_efficiency.points.empty()) {
    complain("has no efficiency curves", "all five of its own, or \"curves_of\" a device like it, as \"h100-sxm-80gb\"");
  }
}

std::vector<PlanModel> built_in_plan_models() {
  std::vector<PlanModel> models;
  for (const CatalogModel& model : built_in_models()) models.push_back({model});
  return models;
}

}  // namespace

PlanCatalog::PlanCatalog(const PlanFile& file, std::vector<Problem>& problems)
    : problems_(problems), devices_(built_in_device_figures()), networks_(built_in_networks()), models_(built_in_plan_models()) {
  add_own(devices_, file.device_catalog, "/device_catalog", problems_);
  add_own(networks_, file.network_catalog, "/network_catalog", problems_);
  add_own(models_, file.model_catalog, "/model_catalog", problems_);
  const auto& own = file.device_catalog.items;
  for (std::size_t i = 0; i < own.size(); ++i) check_device(own[i], entry_pointer("/device_catalog", own.size(), i), devices_, problems_);
}

const DeviceFigures* PlanCatalog::device(const std::string& name, const std::string& pointer) const {
  const DeviceFigures* found = entry_named(devices_, name);
  if (found == nullptr) {
    problems_.push_back({{}, 0, 0, pointer, "the catalog has no rates of a device \"" + name + '"', near_name(devices_, name, "device_catalog may hold it")});
  }
  return found;
}

const NetworkFigures* PlanCatalog::network(const std::string& name, const std::string& pointer) const {
  const NetworkFigures* found = entry_named(networks_, name);
  if (found == nullptr) {
    problems_.push_back({{}, 0, 0, pointer, "the catalog has no network \"" + name + '"', near_name(networks_, name, "network_catalog may hold it")});
  }
  return found;
}

const PlanModel* PlanCatalog::model(const std::string& name, const std::string& pointer) const {
  const PlanModel* found = entry_named(models_, name);
  if (found == nullptr) {
    problems_.push_back({{}, 0, 0, pointer, "the catalog has no model \"" + name + '"', near_name(models_, name, "model_catalog may hold it, or write it here as an object")});
  }
  return found;
}

const DeviceFigures& PlanCatalog::curves_of(const DeviceFigures& device) const {
  const DeviceFigures* other = device.curves_of.empty() ? nullptr : entry_named(devices_, device.curves_of);
  return other == nullptr ? device : *other;
}

}  // namespace suanli
