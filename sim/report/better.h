// better.h -- which of two values of a figure one wants.
#pragma once

namespace suanli {

// `neither` where that depends on what one is after.
enum class Better : unsigned char { neither, lower, higher };

}  // namespace suanli
