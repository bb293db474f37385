// node_list.cpp -- joins the rows of a node, one per kind of device.
#include "tools/export/node_list.h"

#include <algorithm>

#include "tools/export/result_table.h"

namespace suanli::exports {

NodeList::NodeList(const std::string& directory) {
  ResultTable table(directory + "/nodes.csv");
  const std::size_t node = table.column("node");
  const std::size_t pool = table.column("pool");
  const std::size_t zone = table.column("zone");
  const std::size_t kind_column = table.column("device_kind");
  const std::size_t model = table.column("model");
  const std::size_t count = table.column("count");
  while (table.next()) {
    const auto [at, is_new] = by_name_.try_emplace(std::string(table[node]), nodes_.size());
    if (is_new) nodes_.push_back({at->first, std::string(table[pool]), std::string(table[zone]), {}, {}});
    const auto kind = std::find(device_kind_names.begin(), device_kind_names.end(), table[kind_column]);
    if (kind == device_kind_names.end()) table.fail(kind_column, "cpu, gpu or fpga");
    const auto index = static_cast<std::size_t>(kind - device_kind_names.begin());
    nodes_[at->second].model[index] = table[model];
    nodes_[at->second].milli[index] = table.milli(count);
  }
}

std::size_t NodeList::find(std::string_view name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nodes_.size() : at->second;
}

}  // namespace suanli::exports
