// random_test.cpp -- Philox gives the published numbers, and streams do not disturb each other.
#include "sim/base/random.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

using namespace suanli;

namespace {

using Words = std::array<std::uint32_t, 4>;

std::vector<std::uint64_t> first(Stream stream, int count = 64) {
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(stream.next_u64());
  return numbers;
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox4x32_10({ones, ones, ones, ones}, {ones, ones}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});  // the digits of pi
}

TEST_CASE("a stream reads the blocks in order, low words first") {
  // Key = seed x golden ratio xor hash of the purpose; counter = (block, entity).
  const std::uint64_t key = std::uint64_t{5} * 0x9E3779B97F4A7C15ULL ^ fnv1a("arrivals");
  const std::array<std::uint32_t, 2> key_words{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
  const Words block0 = philox4x32_10({0, 0, 9, 1}, key_words);
  const Words block1 = philox4x32_10({1, 0, 9, 1}, key_words);
  Stream stream(5, "arrivals", (std::uint64_t{1} << 32) + 9);
  CHECK(stream.next_u64() == (block0[0] | std::uint64_t{block0[1]} << 32));
  CHECK(stream.next_u64() == (block0[2] | std::uint64_t{block0[3]} << 32));
  CHECK(stream.next_u64() == (block1[0] | std::uint64_t{block1[1]} << 32));
}

TEST_CASE("the same key gives the same numbers, and any other key gives others") {
  const auto base = first(Stream(1, "a", 0));
  CHECK(first(Stream(1, "a", 0)) == base);
  CHECK(first(Stream(2, "a", 0)) != base);
  CHECK(first(Stream(1, "b", 0)) != base);
  CHECK(first(Stream(1, "a", 1)) != base);
}

TEST_CASE("streams of many seeds, purposes and entities share no number") {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (const char* purpose : {"arrivals", "duration", "tasks"}) {
      for (std::uint64_t entity = 0; entity < 10; ++entity) {
        for (const std::uint64_t number : first(Stream(seed, purpose, entity))) {
          seen.insert(number);
          ++drawn;
        }
      }
    }
  }
  CHECK(seen.size() == drawn);
}

TEST_CASE("uniform numbers stay in their interval") {
  Stream stream(1, "bounds");
  for (int i = 0; i < 100'000; ++i) {
    const double u = stream.uniform();
    REQUIRE((u >= 0 && u < 1));
    const double v = stream.uniform_positive();
    REQUIRE((v > 0 && v <= 1));
  }
}

TEST_CASE("numbers below a bound cover it evenly, and reach both ends") {
  for (const std::uint64_t bound : {1ULL, 2ULL, 3ULL, 10ULL, 64ULL}) {
    Stream stream(bound, "below");
    constexpr int draws = 200'000;
    std::vector<int> counts(bound);
    for (int i = 0; i < draws; ++i) ++counts[stream.below(bound)];
    const double expected = draws / static_cast<double>(bound);
    double chi_square = 0;
    for (const int count : counts) chi_square += (count - expected) * (count - expected) / expected;
    const auto freedom = static_cast<double>(bound - 1);
    INFO("bound ", bound, ", chi-square ", chi_square);
    CHECK(chi_square <= freedom + 4 * std::sqrt(2 * freedom) + 8);
  }
  CHECK_THROWS(Stream(1, "below").below(0));
}

TEST_CASE("huge bounds are not biased") {
  // Three quarters of 2^64: without rejection every third number comes twice as often as the others.
  const std::uint64_t bound = 0xC000000000000000ULL;
  Stream stream(3, "below huge");
  constexpr int draws = 100'000;
  int multiples = 0;
  for (int i = 0; i < draws; ++i) multiples += stream.below(bound) % 3 == 0 ? 1 : 0;
  CHECK(std::fabs(multiples - draws / 3.0) <= 4 * std::sqrt(draws * 2 / 9.0));
}

TEST_CASE("FNV-1a gives the published hashes") {
  CHECK(fnv1a("") == 0xcbf29ce484222325ULL);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8ULL);
  CHECK(fnv1a("bar", fnv1a("foo")) == fnv1a("foobar"));
}

TEST_CASE("the distributions' bits are the same on every machine, compiler and level of optimisation") {
  std::uint64_t hash = fnv1a("");
  const auto mix = [&](double value) {
    hash = fnv1a(std::to_string(std::bit_cast<std::uint64_t>(value)), hash);
  };
  Stream stream(11, "golden");
  for (int i = 0; i < 20'000; ++i) {
    mix(stream.uniform());
    mix(stream.exponential(2));
    mix(stream.normal());
    mix(stream.lognormal(1, 2));
    mix(stream.pareto(1, 1.5));
    mix(stream.weibull(1, 0.7));
    mix(stream.erlang(3, 2));
    mix(stream.hyperexponential(1, 5));
  }
  CHECK(hash == 0x9697B638F13C9CD5ULL);
}
