// random.cpp -- Philox4x32-10 and the distributions on it.
#include "sim/base/random.h"

#include <cmath>

#include "sim/base/check.h"
#include "sim/base/int128.h"
#include "sim/base/portable_math.h"

namespace suanli {

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    if (round > 0) {
      key[0] += 0x9E3779B9;
      key[1] += 0xBB67AE85;
    }
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
  }
  return counter;
}

Stream::Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t entity) : entity_(entity) {
  const std::uint64_t key = seed * 0x9E3779B97F4A7C15ULL ^ fnv1a(purpose);
  key_ = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

void Stream::refill() {
  const auto words = philox4x32_10({static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32),
                                    static_cast<std::uint32_t>(entity_), static_cast<std::uint32_t>(entity_ >> 32)},
                                   key_);
  ++block_;
  ready_ = {words[0] | std::uint64_t{words[1]} << 32, words[2] | std::uint64_t{words[3]} << 32};
  left_ = 2;
}

std::uint64_t Stream::next_u64() {
  if (left_ == 0) refill();
  return ready_[2 - left_--];
}

double Stream::uniform() {
  return static_cast<double>(next_u64() >> 11) * 0x1p-53;
}

double Stream::uniform_positive() {
  return static_cast<double>((next_u64() >> 11) + 1) * 0x1p-53;
}

std::uint64_t Stream::below(std::uint64_t bound) {
  SUANLI_ASSERT(bound > 0, "a random number below 0 was asked for");
  const std::uint64_t threshold = (0 - bound) % bound;
  for (;;) {
    const auto product = static_cast<UInt128>(next_u64()) * bound;
    if (static_cast<std::uint64_t>(product) >= threshold) return static_cast<std::uint64_t>(product >> 64);
  }
}

double Stream::exponential(double mean) {
  return -mean * portable_log(uniform_positive());
}

double Stream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  for (;;) {
    const double x = 2 * uniform() - 1;
    const double y = 2 * uniform() - 1;
    const double r = x * x + y * y;
    if (r >= 1 || r == 0) continue;
    const double scale = std::sqrt(-2 * portable_log(r) / r);
    spare_normal_ = y * scale;
    has_spare_ = true;
    return x * scale;
  }
}

double Stream::lognormal(double mu, double sigma) {
  return portable_exp(mu + sigma * normal());
}

double Stream::pareto(double scale, double shape) {
  return scale * portable_exp(-portable_log(uniform_positive()) / shape);
}

double Stream::weibull(double scale, double shape) {
  const double hazard = -portable_log(uniform_positive());
  return hazard == 0 ? 0 : scale * portable_pow(hazard, 1 / shape);
}

double Stream::erlang(int phases, double mean) {
  double sum = 0;
  for (int i = 0; i < phases; ++i) sum += exponential(mean / phases);
  return sum;
}

double Stream::hyperexponential(double mean, double scv) {
  const double p = (1 + std::sqrt((scv - 1) / (scv + 1))) / 2;
  const double phase = uniform() < p ? p : 1 - p;
  return exponential(mean / (2 * phase));
}

}  // namespace suanli
