// quantity_test.cpp -- units multiply, divide and refuse to mix.
#include "sim/base/quantity.h"

#include <doctest/doctest.h>

#include <type_traits>

using namespace suanli;

namespace {

template <class A, class B>
concept Adds = requires(A a, B b) { a + b; };
template <class A, class B>
concept Compares = requires(A a, B b) { a < b; };

}  // namespace

TEST_CASE("wrong units do not compile") {
  static_assert(Adds<Bytes, Bytes>);
  static_assert(!Adds<Bytes, Seconds>);
  static_assert(!Adds<Bytes, double>);
  static_assert(!Compares<Bytes, Flops>);
  static_assert(!std::is_convertible_v<double, Bytes>);
  static_assert(!std::is_convertible_v<Bytes, double>);
  CHECK(true);
}

TEST_CASE("quotients and products carry the right unit") {
  static_assert(std::is_same_v<decltype(Bytes(6) / Seconds(2)), BytesPerSecond>);
  static_assert(std::is_same_v<decltype(BytesPerSecond(3) * Seconds(2)), Bytes>);
  static_assert(std::is_same_v<decltype(Watts(3) * Seconds(2)), Joules>);
  static_assert(std::is_same_v<decltype(Flops(3) / FlopsPerSecond(2)), Seconds>);
  CHECK((Bytes(6) / Seconds(2)).value() == 3);
  CHECK((Watts(3) * Seconds(2)).value() == 6);
}

TEST_CASE("sums, scales and order are those of the numbers") {
  Seconds total(1);
  total += Seconds(2);
  total -= Seconds(0.5);
  CHECK(total == Seconds(2.5));
  CHECK(-total == Seconds(-2.5));
  CHECK(2 * total == total * 2);
  CHECK(total / 2 == Seconds(1.25));
  CHECK(Seconds(1) < Seconds(2));
  CHECK(Seconds().value() == 0);
}
