// jain.h -- Jain's index of how equal some shares are.
#pragma once

#include <optional>
#include <span>

namespace suanli {

// (sum x)^2 / (n sum x^2) (Jain, Chiu, Hawe 1984): 1 when all are equal, 1/n when one has all. Empty for nothing, or nothing but zeros.
inline std::optional<double> jain_index(std::span<const double> shares) {
  double sum = 0;
  double squares = 0;
  for (const double share : shares) {
    sum += share;
    squares += share * share;
  }
  if (squares == 0) return std::nullopt;
  return sum * sum / (static_cast<double>(shares.size()) * squares);
}

}  // namespace suanli
