// node_list.h -- the nodes of a run, as nodes.csv tells of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/run_result.h"

namespace suanli::exports {

struct NodeRow {
  std::string name;
  std::string pool;
  std::string zone;
  PerKind<std::string> model;       // empty where the node has none of the kind
  PerKind<std::int64_t> milli{};    // devices it has
};

class NodeList {
 public:
  // [InputError] when DIR/nodes.csv is missing or damaged.
  explicit NodeList(const std::string& directory);

  std::size_t size() const { return nodes_.size(); }
  const NodeRow& operator[](std::size_t index) const { return nodes_[index]; }
  // Index of a node; size() when there is none of this name.
  std::size_t find(std::string_view name) const;

 private:
  std::vector<NodeRow> nodes_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace suanli::exports
