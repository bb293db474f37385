// point_tables.h -- what filling the tables of estimates of a sweep was.
#pragma once

#include <cstddef>
#include <string>

namespace suanli::sweep {

struct TablesFilled {
  std::size_t tables = 0;    // 0: no job describes its work
  std::size_t steps = 0;     // distinct, over all tables
  std::size_t searches = 0;  // of them, those whose plan was searched
  double seconds = 0;        // of wall-clock time, jobs and machines read included
  std::string searcher;
};

}  // namespace suanli::sweep
