// written_text.h -- what a writer of tables writes, as one text.
#pragma once

#include <string>
#include <string_view>

namespace suanli::test {

// `write` takes a TextSink.
template <class Write>
std::string text_of(Write write) {
  std::string text;
  write([&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace suanli::test
