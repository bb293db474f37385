// reference_files.h -- reads the small tables of other simulators' results, by code of its own, apart from the importers under test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace suanli::test {

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  boost::iostreams::filtering_istream in;
  if (path.extension() == ".gz") in.push(boost::iostreams::gzip_decompressor());
  in.push(file);
  std::ostringstream text;
  boost::iostreams::copy(in, text);
  return text.str();
}

// Cells of each line, split at `separator` (blanks are pooled when it is a blank); lines that begin with ';' are left out.
inline std::vector<std::vector<std::string>> read_cells(const std::filesystem::path& path, char separator, bool header) {
  std::istringstream lines(read_whole(path));
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == ';') continue;
    if (header) {
      header = false;
      continue;
    }
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; separator == ' ' ? bool(in >> cell) : bool(std::getline(in, cell, separator));) cells.push_back(cell);
    rows.push_back(std::move(cells));
  }
  return rows;
}

}  // namespace suanli::test
