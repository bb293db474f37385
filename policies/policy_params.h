// policy_params.h -- parameters that several policies share, declared once.
#pragma once

#include "sim/base/params.h"
#include "sim/engine/estimates.h"

namespace suanli {

constexpr ParamSpec estimates_param{.name = "estimates", .type = ParamType::text, .default_value = "requested",
                                    .choices = "requested|perfect|factor|user_history",
                                    .help = "what the policy believes jobs will run: the requested time, the true time, a multiple of it, or "
                                            "the mean of the user's last two jobs"};
constexpr ParamSpec factor_param{.name = "factor", .type = ParamType::number, .default_value = "2", .unit = "1", .low = 1, .high = 1e6,
                                 .help = "estimates \"factor\": estimate over true run time"};
constexpr ParamSpec correction_param{.name = "correction", .type = ParamType::text, .default_value = "requested",
                                     .choices = "requested|steps",
                                     .help = "estimates \"user_history\": when a job outlives its estimate, jump to the request or add 1, 5, "
                                             "15, 30 min, 1, 2, 5, 10, 20, 50, 100 h in turn"};
constexpr ParamSpec on_block_param{.name = "on_block", .type = ParamType::text, .default_value = "stop", .choices = "stop|skip",
                                   .help = "a job that does not fit stops all behind it, or is passed over"};
constexpr ParamSpec block_scope_param{.name = "block_scope", .type = ParamType::text, .default_value = "cluster",
                                      .choices = "cluster|pools",
                                      .help = "\"pools\": jobs whose feasible pools are disjoint never block each other"};

// REQUIRES params with the first three of the above.
EstimateRule estimate_rule(const Params& params);

}  // namespace suanli
