// quantity.h -- numbers with a unit: wrong units do not compile.
#pragma once

#include <compare>

#if defined(__CUDACC__)
#define SUANLI_HOST_DEVICE __host__ __device__
#else
#define SUANLI_HOST_DEVICE
#endif

namespace suanli {

// A double in SI units: byte^B flop^F second^S joule^J.
template <int B, int F, int S, int J>
class Quantity {
 public:
  constexpr Quantity() = default;
  SUANLI_HOST_DEVICE constexpr explicit Quantity(double value) : value_(value) {}
  SUANLI_HOST_DEVICE constexpr double value() const { return value_; }

  SUANLI_HOST_DEVICE constexpr Quantity operator-() const { return Quantity(-value_); }
  SUANLI_HOST_DEVICE constexpr Quantity& operator+=(Quantity other) { return value_ += other.value_, *this; }
  SUANLI_HOST_DEVICE constexpr Quantity& operator-=(Quantity other) { return value_ -= other.value_, *this; }
  SUANLI_HOST_DEVICE friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  SUANLI_HOST_DEVICE friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  SUANLI_HOST_DEVICE friend constexpr Quantity operator*(Quantity a, double b) { return Quantity(a.value_ * b); }
  SUANLI_HOST_DEVICE friend constexpr Quantity operator*(double a, Quantity b) { return Quantity(a * b.value_); }
  SUANLI_HOST_DEVICE friend constexpr Quantity operator/(Quantity a, double b) { return Quantity(a.value_ / b); }
  constexpr auto operator<=>(const Quantity&) const = default;

 private:
  double value_ = 0;
};

template <int B, int F, int S, int J, int B2, int F2, int S2, int J2>
SUANLI_HOST_DEVICE constexpr auto operator*(Quantity<B, F, S, J> a, Quantity<B2, F2, S2, J2> b) {
  return Quantity<B + B2, F + F2, S + S2, J + J2>(a.value() * b.value());
}

template <int B, int F, int S, int J, int B2, int F2, int S2, int J2>
SUANLI_HOST_DEVICE constexpr auto operator/(Quantity<B, F, S, J> a, Quantity<B2, F2, S2, J2> b) {
  return Quantity<B - B2, F - F2, S - S2, J - J2>(a.value() / b.value());
}

using Bytes = Quantity<1, 0, 0, 0>;
using Flops = Quantity<0, 1, 0, 0>;
using Seconds = Quantity<0, 0, 1, 0>;
using Joules = Quantity<0, 0, 0, 1>;
using BytesPerSecond = Quantity<1, 0, -1, 0>;
using FlopsPerSecond = Quantity<0, 1, -1, 0>;
using Watts = Quantity<0, 0, -1, 1>;

constexpr double bytes_per_gb = 1e9;
constexpr double bytes_per_gib = 1024.0 * 1024.0 * 1024.0;

}  // namespace suanli
