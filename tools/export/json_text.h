// json_text.h -- text as a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace suanli::exports {

// In quotes, escaped; bytes that are not UTF-8 become U+FFFD.
void append_json(std::string& out, std::string_view text);

}  // namespace suanli::exports
