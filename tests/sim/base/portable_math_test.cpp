// portable_math_test.cpp -- near libm by a stated distance, and the same bits everywhere.
#include "sim/base/portable_math.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "sim/base/random.h"

using namespace suanli;

namespace {

constexpr int draws = 1'000'000;

// Distance in units in the last place of the true value, which libm's long double gives to 64 bits.
double ulps(double got, long double truth) {
  const double nearest = static_cast<double>(truth);
  const double unit = std::nextafter(std::fabs(nearest), std::numeric_limits<double>::infinity()) - std::fabs(nearest);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - truth) / static_cast<long double>(unit));
}

// A positive double of any exponent in [low, high], its bits otherwise random.
double any_double(Stream& stream, int low, int high) {
  const auto exponent = low + static_cast<int>(stream.below(static_cast<std::uint64_t>(high - low)));
  return std::ldexp(1 + stream.uniform(), exponent);
}

template <class Function>
double worst(Function error_at) {
  Stream stream(1, "portable_math_test");
  double largest = 0;
  for (int i = 0; i < draws; ++i) largest = std::max(largest, error_at(stream));
  return largest;
}

}  // namespace

TEST_CASE("known values come out exactly") {
  CHECK(portable_log(1) == 0);
  CHECK(portable_exp(0) == 1);
  CHECK(portable_pow(2, 0) == 1);
  CHECK(portable_sin_turns(0) == 0);
  CHECK(portable_sin_turns(0.25) == 1);
  CHECK(portable_sin_turns(0.5) == 0);
  CHECK(portable_sin_turns(0.75) == -1);
  CHECK(portable_exp(-746) == 0);
  CHECK(std::isinf(portable_exp(710)));
  CHECK(std::isfinite(portable_exp(709.77)));
  CHECK(portable_log(std::numeric_limits<double>::denorm_min()) == doctest::Approx(-744.4400719213812));
}

TEST_CASE("the logarithm is within 2 units in the last place over all exponents") {
  CHECK(worst([](Stream& stream) {
          const double x = any_double(stream, -1022, 1023);
          return ulps(portable_log(x), std::log(static_cast<long double>(x)));
        }) <= 2);
}

TEST_CASE("the logarithm is within 3 units in the last place next to 1, where it nearly vanishes") {
  CHECK(worst([](Stream& stream) {
          const double x = 1 + (stream.uniform() - 0.5) * std::ldexp(1.0, -static_cast<int>(stream.below(40)));
          return x == 1 ? 0 : ulps(portable_log(x), std::log(static_cast<long double>(x)));
        }) <= 3);
}

TEST_CASE("the exponential is within 2 units in the last place") {
  CHECK(worst([](Stream& stream) {
          const double x = stream.uniform() * 1400 - 700;
          return ulps(portable_exp(x), std::exp(static_cast<long double>(x)));
        }) <= 2);
  CHECK(worst([](Stream& stream) {
          const double x = (stream.uniform() - 0.5) * std::ldexp(1.0, -static_cast<int>(stream.below(60)));
          return ulps(portable_exp(x), std::exp(static_cast<long double>(x)));
        }) <= 2);
}

TEST_CASE("a power is within 3 units in the last place for each unit of its logarithm, and 3 more") {
  CHECK(worst([](Stream& stream) {
          const double x = any_double(stream, -30, 30);
          const double y = (stream.uniform() - 0.5) * 40;
          const long double truth = std::pow(static_cast<long double>(x), static_cast<long double>(y));
          if (truth < 1e-300L || truth > 1e300L) return 0.0;
          return ulps(portable_pow(x, y), truth) / (1 + std::fabs(y * std::log(x)));
        }) <= 3);
}

TEST_CASE("the sine of a turn is within 3 units in the last place, also next to its zeros") {
  const long double two_pi = 6.283185307179586476925286766559L;
  // The truth by its own folding: long double pi has too few bits to be multiplied by t near a half.
  const auto truth = [&](double t) {
    const double u = t < 0.25 ? t : t < 0.75 ? 0.5 - t : t - 1;
    return std::sin(two_pi * static_cast<long double>(u));
  };
  CHECK(worst([&](Stream& stream) {
          const double t = stream.uniform();
          return t == 0 || t == 0.5 ? 0 : ulps(portable_sin_turns(t), truth(t));
        }) <= 3);
  CHECK(worst([&](Stream& stream) {
          const double near_half = 0.5 + (stream.uniform() - 0.5) * std::ldexp(1.0, -static_cast<int>(stream.below(40)));
          return near_half == 0.5 ? 0 : ulps(portable_sin_turns(near_half), truth(near_half));
        }) <= 3);
}

TEST_CASE("the bits are the same on every machine, compiler and level of optimisation") {
  std::uint64_t hash = fnv1a("");
  const auto mix = [&](double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(bits >> (8 * i));
    hash = fnv1a(std::string_view(bytes.data(), bytes.size()), hash);
  };
  Stream stream(7, "portable_math_test golden");
  for (int i = 0; i < 100'000; ++i) {
    const double x = any_double(stream, -60, 60);
    mix(portable_log(x));
    mix(portable_exp(stream.uniform() * 1400 - 700));
    mix(portable_pow(x, stream.uniform() * 4 - 2));
    mix(portable_sin_turns(stream.uniform()));
  }
  CHECK(hash == 0xAFB55BB6D50B2EFCULL);
}
