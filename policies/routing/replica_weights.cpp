// replica_weights.cpp -- reads "5,1,1".
#include "policies/routing/replica_weights.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sim/base/check.h"

namespace suanli {
namespace {

constexpr std::int64_t largest = 1'000'000;

}  // namespace

ReplicaWeights::ReplicaWeights(const Params& params) {
  std::string_view rest = params.text("weights");
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    std::int64_t weight = 0;
    const auto [end, error] = std::from_chars(entry.data(), entry.data() + entry.size(), weight);
    if (error != std::errc() || end != entry.data() + entry.size() || weight < 1 || weight > largest) {
      throw InputError(std::string(), "weights: \"" + std::string(entry) + "\" is no weight of a replica",
                       "write whole numbers from 1 to 1000000, several with commas");
    }
    given_.push_back(weight);
  }
}

}  // namespace suanli
