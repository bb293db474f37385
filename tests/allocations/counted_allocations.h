// counted_allocations.h -- how often this program has asked for heap memory.
#pragma once

#include <cstddef>

namespace suanli::test {

// Calls of any operator new so far, by any thread.
std::size_t allocations();

}  // namespace suanli::test
