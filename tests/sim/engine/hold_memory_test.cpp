// hold_memory_test.cpp -- gangs of many sizes come and go in the same memory.
#include "sim/engine/hold_memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "sim/base/random.h"

namespace suanli {
namespace {

Allocation gang(std::uint32_t first, std::uint32_t size) {
  Allocation holds;
  for (std::uint32_t i = 0; i < size; ++i) holds.push_back({static_cast<NodeId>(first + i), i + 1, 0, 0});
  return holds;
}

bool equal(const Allocation& a, const Allocation& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const NodeHold& x, const NodeHold& y) { return x.node == y.node && x.tasks == y.tasks; });
}

}  // namespace

// A gang of 5 takes room for 8; once it is over, one of 7 gets the same and one of 3, which needs room for 4, does not.
TEST_CASE("the memory of a gang that ended is that of the next one of about its size") {
  HoldMemory memory;
  Allocation five, seven, three;
  memory.copy(gang(0, 5), five);
  const NodeHold* const where = five.data();
  memory.recycle(five);
  CHECK(five.empty());
  memory.copy(gang(0, 3), three);
  CHECK(three.data() != where);
  memory.copy(gang(0, 7), seven);
  CHECK(seven.data() == where);
  CHECK(equal(seven, gang(0, 7)));
}

TEST_CASE("copies are equal and apart, whatever came before") {
  Stream random(1, "hold-memory");
  HoldMemory memory;
  std::vector<Allocation> live(20);
  std::vector<Allocation> wanted(20);
  std::size_t differ = 0;
  for (std::uint32_t step = 0; step < 5'000; ++step) {
    const std::size_t at = random.below(live.size());
    memory.recycle(live[at]);
    wanted[at] = gang(step, 1 + static_cast<std::uint32_t>(random.below(random.below(2) == 0 ? 2 : 40)));
    memory.copy(wanted[at], live[at]);
    for (std::size_t i = 0; i < live.size(); ++i) differ += equal(live[i], wanted[i]) ? 0 : 1;
  }
  CHECK(differ == 0);
}

}  // namespace suanli
