// continuous_batching.cpp -- requests join and leave the batch at every iteration (Yu et al. 2022, Orca; Kwon et al. 2023, vLLM).
#include "sim/engine/serving/batch_params.h"
#include "sim/engine/serving/serving_entry.h"

namespace suanli::serving {
namespace {

constexpr ParamSpec params[] = {
    {.name = "mode", .type = ParamType::text, .default_value = "prefill_first", .choices = "prefill_first|mixed",
     .help = "an iteration is prompts alone as long as any can be admitted, or prompts and decodes together"},
    max_running_param,
    {.name = "token_budget", .type = ParamType::integer, .default_value = "8192", .unit = "1", .low = 1, .high = 1e9,
     .help = "most prompt tokens admitted to an iteration; a longer prompt goes alone"},
    block_tokens_param,
    kv_utilisation_param,
    watermark_param,
    preemption_param,
    order_param,
    prefix_cache_param,
    hash_tokens_param,
    capacity_param,
};

std::unique_ptr<ServingEngine> make(const Params& given, const ServingContext&) {
  return make_token_engine(batch_rule_from(given, given.text("mode") == "mixed" ? BatchMode::mixed : BatchMode::prefill_first));
}

}  // namespace

extern const ServingEntry continuous_batching_entry;
const ServingEntry continuous_batching_entry{"continuous_batching", "requests join and leave the batch at every iteration", params,
                                             make, ServingNeeds::tokens};

}  // namespace suanli::serving
