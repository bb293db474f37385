// int128.h -- 128-bit integers for exact sums and cross products, where the compiler has them.
#pragma once

namespace suanli {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

}  // namespace suanli
