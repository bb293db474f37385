// searcher.h -- who carries a search out: the processors of this machine, or a GPU.
#pragma once

#include <string_view>

#include "sim/cost/search/plan_search.h"

namespace suanli {

// The same batch gives the same answers, bit by bit, whoever searches.
class PlanSearcher {
 public:
  virtual ~PlanSearcher() = default;

  virtual std::string_view name() const = 0;  // "cpu" or "cuda", with what it runs on
  // REQUIRES indices of items within their lists, spaces without an empty part, top >= 1.
  virtual SearchAnswers search(const SearchBatch& batch) = 0;
};

}  // namespace suanli
