// kept_test.cpp -- a part that comes and goes keeps its memory, and is not there after a reset that failed.
#include "sim/base/kept.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

namespace suanli {
namespace {

struct Numbers {
  std::vector<int> numbers;
  void reset(int count) {
    if (count < 0) throw std::invalid_argument("fewer than none");
    numbers.assign(static_cast<std::size_t>(count), 0);
  }
};

}  // namespace

TEST_CASE("a part that is left out and renewed lies where it lay") {
  Kept<Numbers> part;
  CHECK(!part);
  part.renew(10).numbers[3] = 7;
  CHECK(part);
  const int* const where = part->numbers.data();
  part.leave_out();
  CHECK(!part);
  part.renew(5);
  CHECK(part->numbers == std::vector<int>(5));
  CHECK((*part).numbers.data() == where);
}

TEST_CASE("a part whose reset throws is not there") {
  Kept<Numbers> part;
  part.renew(1);
  CHECK_THROWS_AS(part.renew(-1), std::invalid_argument);
  CHECK(!part);
}

}  // namespace suanli
