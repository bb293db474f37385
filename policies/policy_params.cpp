// policy_params.cpp -- from parameter texts to an estimate rule.
#include "policies/policy_params.h"

namespace suanli {

EstimateRule estimate_rule(const Params& params) {
  EstimateRule rule;
  const std::string& kind = params.text("estimates");
  if (kind == "perfect") rule.kind = EstimateKind::perfect;
  else if (kind == "factor") rule.kind = EstimateKind::factor;
  else if (kind == "user_history") rule.kind = EstimateKind::user_history;
  rule.factor = params.number("factor");
  rule.correction = params.text("correction") == "steps" ? Correction::steps : Correction::requested;
  return rule;
}

}  // namespace suanli
