// json_document.h -- a JSON file read whole under limits, whose values can be found again by line and column.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"

namespace suanli {

inline constexpr std::size_t most_json_bytes = std::size_t{64} << 20;
inline constexpr std::size_t deepest_json = 64;                          // objects and arrays inside each other
inline constexpr std::size_t longest_json_string = std::size_t{64} << 10;  // bytes

struct JsonDocument {
  std::string file;  // as the user named it
  std::string text;
  nlohmann::json root;
  std::vector<Problem> problems;  // keys given twice, with their places; the first one stands
};

// [InputError] with line and column: not JSON (NaN, 1e999, trailing characters, a cut file, ill-formed UTF-8 included), a byte-order
// mark, an empty text, nesting or strings past the limits.
JsonDocument parse_json(std::string file, std::string text);

// The same for a file. [InputError] besides: it is missing, a directory, unreadable or larger than most_json_bytes.
JsonDocument read_json(const std::string& path);

// Fills in file, line and column of problems that name a pointer of the document (or a key missing under one: then the place of what
// should have held it). `pointer_base` is the pointer the document's root has in the problems.
void place(const JsonDocument& document, std::vector<Problem>& problems, std::string_view pointer_base = {});

// Sorted by line and column; past `most` the rest is only counted, in one last problem.
std::vector<Problem> told_in_order(std::vector<Problem> problems, std::size_t most = 100);

}  // namespace suanli
