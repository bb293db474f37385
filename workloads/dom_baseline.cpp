// dom_baseline.cpp -- nlohmann/json's tree of each line.
#include "workloads/dom_baseline.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace suanli {

std::size_t read_trace_as_dom(const std::string& path) {
  std::ifstream file(path);
  std::vector<nlohmann::json> records;
  for (std::string line; std::getline(file, line);) records.push_back(nlohmann::json::parse(line));
  return records.size();
}

}  // namespace suanli
