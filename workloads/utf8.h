// utf8.h -- mending text that is not UTF-8, so that it can be written as JSON.
#pragma once

#include <string>

namespace suanli {

// Puts U+FFFD in the place of each byte that belongs to no valid UTF-8 sequence (RFC 3629). True when there was one.
bool repair_utf8(std::string& text);

}  // namespace suanli
