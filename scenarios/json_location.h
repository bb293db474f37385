// json_location.h -- where in a JSON text a value stands: offsets by JSON pointer, lines and columns by offset.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace suanli {

// Walks the tokens of a text that is known to be JSON so far, in step with a parser that tells of tokens but not of their places.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view text) : text_(text) {}

  // Offset of the next token (bracket, string, number or word), past blanks, ':' and ','; moves behind it.
  std::size_t next();

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// Lines and columns from 1; a column is a character (code point), not a byte.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
};
TextPosition position_of(std::string_view text, std::size_t offset);

// Where a value starts, and where its key does (the value again for an element of an array).
struct Location {
  std::size_t key = 0;
  std::size_t value = 0;
};

// Locations of those of the `wanted` pointers that are in the text. One pass; REQUIRES a text that has been parsed before.
std::map<std::string, Location> locate(std::string_view text, const std::set<std::string>& wanted);

// One step of a JSON pointer (RFC 6901), "~" and "/" escaped.
std::string escaped_step(std::string_view key);
// The steps of a pointer, unescaped; "" has none. REQUIRES "" or a leading "/".
std::vector<std::string> steps_of(std::string_view pointer);
// Whether `pointer` is `base` or lies under it.
bool lies_under(std::string_view pointer, std::string_view base);
// The pointer of the value that holds this one; "" of "" and of "/x".
std::string parent_of(std::string_view pointer);

}  // namespace suanli
