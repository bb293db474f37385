// random.h -- random streams keyed by (seed, purpose, entity), and distributions whose bits are the same everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace suanli {

// The block function under Stream: ten rounds of Philox4x32.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// An independent stream of random numbers: the same (seed, purpose, entity) gives the same numbers whatever else is drawn,
// on any thread. Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"): the key is the
// seed and a hash of purpose; the counter is (block, entity).
class Stream {
 public:
  Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t entity = 0);

  std::uint64_t next_u64();

  // Uniform in [0, 1) with 53 bits.
  double uniform();
  // Uniform in (0, 1]: safe to take a logarithm of.
  double uniform_positive();
  // Uniform in [0, bound), without bias (Lemire 2019). REQUIRES bound > 0.
  std::uint64_t below(std::uint64_t bound);

  double exponential(double mean);
  // Marsaglia's polar method (1964): only log and sqrt.
  double normal();
  // exp(mu + sigma Z).
  double lognormal(double mu, double sigma);
  // Pareto of the first kind: P(X > x) = (scale/x)^shape for x >= scale.
  double pareto(double scale, double shape);
  // Weibull: P(X > x) = exp(-(x/scale)^shape).
  double weibull(double scale, double shape);
  // Erlang of k exponential phases.
  double erlang(int phases, double mean);
  // Two exponentials with balanced means and squared coefficient of variation scv >= 1 (H2): p = (1 + sqrt((scv - 1)/(scv + 1)))/2,
  // rates 2p/mean and 2(1 - p)/mean.
  double hyperexponential(double mean, double scv);

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::uint64_t entity_;
  std::uint64_t block_ = 0;
  std::array<std::uint64_t, 2> ready_{};
  unsigned left_ = 0;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

// A bijection of 64 bits in which each bit of the input moves half of the output's: the finaliser of SplitMix64 (Steele, Lea and Flood
// 2014; its constants are Stafford's of 2011, variant 13).
constexpr std::uint64_t spread_bits(std::uint64_t word) {
  word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9ULL;
  word = (word ^ word >> 27) * 0x94d049bb133111ebULL;
  return word ^ word >> 31;
}

// FNV-1a, 64 bit: a fixed hash of bytes, for names and signatures.
constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash = 0xcbf29ce484222325ULL) {
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace suanli
