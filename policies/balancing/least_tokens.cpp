// least_tokens.cpp -- requests to the replica with the fewest tokens to be processed and made.
#include <array>

#include "policies/routing/least_load.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "output", .type = ParamType::text, .default_value = "known", .choices = "known|predicted|first_token",
              .help = "output not yet made: as it will be; the mean of the answers that ended so far for each outstanding request, however "
                      "much of it is made (what is left of answers whose lengths have no memory); or none, as first tokens wait for prompts alone"},
    ties_param};

enum class Output : unsigned char { known, predicted, first_token };

// Pending tokens (Splitwise, Patel et al. 2024: its token-level shortest queue).
struct PendingTokens : LoadRule {
  using Score = std::uint64_t;
  static constexpr LoadNotices notices = LoadNotices::all;

  Score score(const ReplicaLoad& load, const BalancingCandidate&) const {
    switch (output) {
      case Output::known: return load.pending_prompt_tokens + load.pending_output_tokens;
      case Output::predicted: return load.pending_prompt_tokens + load.outstanding() * mean;
      case Output::first_token: return load.pending_prompt_tokens;
    }
    return 0;
  }

  // The mean in whole tokens, so that scores change seldom.
  bool ended(const BalancingView& view, RequestId request, ServedAs as) {
    if (output != Output::predicted || as != ServedAs::completed) return false;
    sum += view.requests().output_tokens[request];
    ++count;
    const std::uint64_t now = (sum + count / 2) / count;
    return std::exchange(mean, now) != now;
  }

  Output output;
  std::uint64_t sum = 0;
  std::uint64_t count = 0;
  std::uint64_t mean = 0;
};

}  // namespace

extern const BalancingEntry least_tokens_entry;
const BalancingEntry least_tokens_entry{
    "least_tokens", "the replica with the fewest tokens to be processed and made", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      const std::string& word = given.text("output");
      const Output output = word == "known" ? Output::known : word == "predicted" ? Output::predicted : Output::first_token;
      return least_load(PendingTokens{{}, output}, "least_tokens", given, context);
    },
    draws_ties};

}  // namespace suanli::balancing
