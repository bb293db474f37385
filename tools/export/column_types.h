// column_types.h -- what kind of value a column of a result file holds.
#pragma once

#include <string>
#include <vector>

namespace suanli::exports {

// numeric: whole or not, as each cell is.
enum class ColumnType : unsigned char { text, integer, real, numeric };

// By column of the file. The known columns have the same type in every run (a job called "007" stays text); others, as the axes of
// a sweep, are numeric when all their cells are numbers, else text. [InputError] when the file can't be read.
std::vector<ColumnType> column_types(const std::string& path);

}  // namespace suanli::exports
