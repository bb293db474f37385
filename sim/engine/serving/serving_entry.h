// serving_entry.h -- serving engines by name; the folder engines/ is the table.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sim/base/params.h"
#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// What a serving engine is made with besides its parameters.
struct ServingContext {
  std::uint64_t seed = 1;       // of the run
  std::string service;          // a random law draws from Stream(seed, "serving/<purpose>/<service>", request)
};

// What a request must have, and the profile of a replica with it, to be served.
enum class ServingNeeds : unsigned char {
  durations,  // `duration_s`; or tokens and step times, of a request alone
  tokens,     // `prompt_tokens`, `output_tokens` and step times
  batches,    // batch times; `prompt_tokens` counts samples where there are any
  any,        // durations, tokens or batches, whichever the profile has
};

struct ServingEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  std::unique_ptr<ServingEngine> (*make)(const Params& params, const ServingContext& context);
  ServingNeeds needs = ServingNeeds::durations;
};

namespace serving {
std::span<const ServingEntry* const> entries();  // by name
}

}  // namespace suanli
