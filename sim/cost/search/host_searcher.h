// host_searcher.h -- the search on the processors of this machine.
#pragma once

#include <memory>

#include "sim/cost/search/search_level.h"
#include "sim/cost/search/searcher.h"

namespace suanli {

// Searches with up to `threads` threads (at least one, the caller's); few plans are searched by the caller alone. The answers
// depend neither on threads nor on the level. REQUIRES a level that this CPU has.
std::unique_ptr<PlanSearcher> host_searcher(unsigned threads, SearchLevel level);
// With the best level of this CPU.
std::unique_ptr<PlanSearcher> host_searcher(unsigned threads);

}  // namespace suanli
