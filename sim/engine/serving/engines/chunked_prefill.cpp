// chunked_prefill.cpp -- every iteration has a budget of tokens: decodes first, then pieces of prompts (Agrawal et al. 2024, Sarathi-Serve).
#include "sim/engine/serving/batch_params.h"
#include "sim/engine/serving/serving_entry.h"

namespace suanli::serving {
namespace {

constexpr ParamSpec params[] = {
    max_running_param,
    {.name = "token_budget", .type = ParamType::integer, .default_value = "512", .unit = "1", .low = 1, .high = 1e9,
     .help = "most tokens of an iteration; the batch holds no more requests than that"},
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
  return make_token_engine(batch_rule_from(given, BatchMode::chunked));
}

}  // namespace

extern const ServingEntry chunked_prefill_entry;
const ServingEntry chunked_prefill_entry{"chunked_prefill", "iterations of a fixed number of tokens: decodes, then pieces of prompts",
                                         params, make, ServingNeeds::tokens};

}  // namespace suanli::serving
