// listeners.h -- a host that counts its searches, and someone who hears what is wrong with a GPU.
#pragma once

#include <string>
#include <vector>

#include "cuda/cuda_searcher.h"

namespace suanli::test {

struct CountingHost final : PlanSearcher {
  int searches = 0;
  std::string_view name() const override { return "counting"; }
  SearchAnswers search(const SearchBatch& batch) override {
    ++searches;
    return search_plainly(batch);
  }
};

struct Told {
  std::vector<std::string> lines;
  CudaSearcher::Notice notice() {
    return [this](const GpuProblem& problem) { lines.push_back(problem.what); };
  }
};

}  // namespace suanli::test
