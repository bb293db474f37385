// embedded_file.h -- a file of the source tree that the binary carries with it.
#pragma once

#include <string_view>

namespace suanli {

// Made by suanli_embed (tools/cmake/embed.cmake). Valid for the life of the program.
struct EmbeddedFile {
  std::string_view name;    // file name without folder and suffix
  std::string_view text;    // all bytes
  std::string_view sha256;  // of them, hexadecimal
};

}  // namespace suanli
