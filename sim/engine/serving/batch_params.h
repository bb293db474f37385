// batch_params.h -- the parameters that engines of language models share.
#pragma once

#include <memory>

#include "sim/base/params.h"
#include "sim/engine/serving/batch_rule.h"

namespace suanli {

inline constexpr ParamSpec max_running_param{
    .name = "max_running", .type = ParamType::integer, .default_value = "256", .unit = "1", .low = 1, .high = 1e6,
    .help = "most requests in the batch"};
inline constexpr ParamSpec block_tokens_param{
    .name = "block_tokens", .type = ParamType::integer, .default_value = "16", .unit = "1", .low = 1, .high = 65536,
    .help = "tokens of a block of the key-value cache"};
inline constexpr ParamSpec kv_utilisation_param{
    .name = "kv_utilisation", .type = ParamType::number, .default_value = "0.9", .unit = "1", .low = 0.01, .high = 1,
    .help = "share of device memory for weights, activations and cache"};
inline constexpr ParamSpec watermark_param{
    .name = "watermark", .type = ParamType::number, .default_value = "0.01", .unit = "1", .low = 0, .high = 0.9,
    .help = "share of the blocks that an admission leaves free"};
inline constexpr ParamSpec preemption_param{
    .name = "preemption", .type = ParamType::text, .default_value = "recompute", .choices = "recompute|swap",
    .help = "how a preempted request comes back: all its tokens prefilled again, or copied to host memory and back"};
inline constexpr ParamSpec order_param{
    .name = "order", .type = ParamType::text, .default_value = "arrival", .choices = "arrival|priority",
    .help = "who is admitted first; preempted requests come before all others"};
inline constexpr ParamSpec prefix_cache_param{
    .name = "prefix_cache", .type = ParamType::boolean, .default_value = "false",
    .help = "prompts stay in free blocks, and requests with equal prefix_hashes use them"};
inline constexpr ParamSpec hash_tokens_param{
    .name = "hash_tokens", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 65536,
    .help = "tokens that each of prefix_hashes stands for, a multiple of block_tokens; 0: block_tokens"};
inline constexpr ParamSpec capacity_param{
    .name = "capacity", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 4e9,
    .help = "most requests that wait or run; more are refused; 0: no limit"};

// From the parameters above and `token_budget`. [InputError]
BatchRule batch_rule_from(const Params& given, BatchMode mode);

std::unique_ptr<ServingEngine> make_token_engine(const BatchRule& rule);

}  // namespace suanli
