// whole_space.h -- the space of all sensible plans of a model on a number of devices, with parts fixed where someone fixed them.
#pragma once

#include <optional>
#include <vector>

#include "sim/cost/search/plan_search.h"

namespace suanli {

// Parts of a plan that are given. What is missing is searched.
struct FixedParts {
  std::optional<double> tp;
  std::optional<double> pp;
  std::optional<double> dp;
  std::optional<double> ep;
  std::optional<double> cp;
  std::optional<double> microbatch;
  std::optional<double> interleave;
  std::optional<Recompute> recompute;
  std::optional<unsigned char> zero;
  std::optional<bool> sequence_parallel;
  std::optional<Overlaps> overlap;
  std::optional<double> offload;
};

// Adds the space of `base.devices` devices to the batch and returns its number. Searched: tp, pp, cp and dp over the divisors of the devices
// (tp up to the heads, pp up to the layers; cp only when asked for by `contexts` > 1, up to it), ep over the divisors of the experts,
// microbatch over the powers of two up to the batch (and the fixed one), interleave 1 to 8, every recomputation, ZeRO 0 to 3, sequence
// parallelism, all overlaps; offload stays base.offload unless fixed. Values that never fit are counted as infeasible by the search.
std::uint32_t add_whole_space(SearchBatch& batch, const ModelShape& model, const ParallelPlan& base, const FixedParts& fixed,
                              double contexts = 1);

}  // namespace suanli
