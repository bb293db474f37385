// scaling_test.cpp -- how many replicas each rule wants, worked out by hand.
#include <doctest/doctest.h>

#include "tests/policies/scaling/scaling_case.h"

namespace suanli::test {

TEST_CASE("fixed: its own number, or the scenario's") {
  ScalingView view{.ready = 3, .configured = 5};
  CHECK(scaler("fixed")->desired(view) == 5);
  CHECK(scaler("fixed", {{"replicas", std::int64_t{2}}})->desired(view) == 2);
}

}  // namespace suanli::test
