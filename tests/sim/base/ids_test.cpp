// ids_test.cpp -- an id opens its own vectors and no others.
#include "sim/base/ids.h"

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

using namespace suanli;

namespace {

template <class Vector, class Id>
concept Opens = requires(Vector vector, Id id) { vector[id]; };

}  // namespace

TEST_CASE("a vector of jobs opens by a job's id, not by a node's or a number") {
  static_assert(Opens<IdVector<JobId, int>, JobId>);
  static_assert(!Opens<IdVector<JobId, int>, NodeId>);
  static_assert(!Opens<IdVector<JobId, int>, int>);
  static_assert(!std::is_convertible_v<JobId, int>);
  CHECK(index_of(JobId{7}) == 7);
}

TEST_CASE("push_back gives the id that opens the new item") {
  IdVector<JobId, int> values;
  CHECK(values.empty());
  CHECK(values.push_back(10) == JobId{0});
  CHECK(values.push_back(20) == JobId{1});
  CHECK(values[JobId{1}] == 20);
  CHECK(values.contains(JobId{1}));
  CHECK_FALSE(values.contains(JobId{2}));
}

TEST_CASE("a vector of bools opens too") {
  IdVector<NodeId, bool> up(3, true);
  up[NodeId{1}] = false;
  const auto& seen = up;
  CHECK(seen[NodeId{0}]);
  CHECK_FALSE(seen[NodeId{1}]);
}

TEST_CASE("a range of ids counts up from zero") {
  std::vector<ShapeId> seen;
  for (const ShapeId shape : IdRange<ShapeId>(3)) seen.push_back(shape);
  CHECK(seen == std::vector<ShapeId>{ShapeId{0}, ShapeId{1}, ShapeId{2}});
  for (const ShapeId shape : IdRange<ShapeId>(0)) FAIL("an empty range gave ", index_of(shape));
}
