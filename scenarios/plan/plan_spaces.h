// plan_spaces.h -- the searches that a plan file asks for, as items of a batch.
#pragma once

#include "scenarios/plan/plan_question.h"

namespace suanli {

// The lists all searches share: the model, and device and fabric of each group by its number.
SearchBatch batch_of(const PlanQuestion& question);

// Adds one item for each setting of what is searched beside a PlanSpace: fused attention and scatter-gather. `share` is the sequences these
// devices get of a step. Left out: what cannot be best. Exchanges that may be hidden are (the formulas never make a step slower by it), and
// selective recomputation is nothing new where attention is fused. With `whole_only` also every dp and microbatch that does not divide the share:
// for searches whose counts nobody reads. May add nothing.
void add_items(SearchBatch& batch, const PlanQuestion& question, std::size_t group, double count, double share, bool whole_only = false);

}  // namespace suanli
