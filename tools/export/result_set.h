// result_set.h -- which files of a result directory an export reads.
#pragma once

#include <string>

namespace suanli::exports {

// [InputError] unless the directory exists and holds at least one CSV file.
void require_tables(const std::string& directory);

// [InputError] unless it holds what every run writes: jobs.csv, nodes.csv and run.json. Names all that are missing.
void require_run(const std::string& directory);

}  // namespace suanli::exports
