// overview.h -- what the program says about itself as a whole.
#pragma once

#include <string>

namespace suanli::cli {

std::string version_text();
std::string overview_text();

}  // namespace suanli::cli
