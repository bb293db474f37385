// cost_backend_test.cpp -- every backend gives the answers of the plain search.
#include "scenarios/cost_backend.h"

#include <doctest/doctest.h>

#include "tests/sim/cost/search/random_searches.h"

using namespace suanli;

TEST_CASE("backends have three names") {
  CHECK(cost_backend_named("auto") == CostBackend::automatic);
  CHECK(cost_backend_named("cpu") == CostBackend::cpu);
  CHECK(cost_backend_named("cuda") == CostBackend::cuda);
  for (const char* name : {"", "gpu", "CUDA", "automatic"}) CHECK_FALSE(cost_backend_named(name));
}

TEST_CASE("whoever searches, the answers are those of the plain search, and a GPU that is missing is told of once") {
  for (const CostBackend backend : {CostBackend::automatic, CostBackend::cpu, CostBackend::cuda}) {
    int told = 0;
    const auto searcher = plan_searcher(backend, 2, [&](const std::string& why) {
      ++told;
      CHECK_FALSE(why.empty());
    });
    Stream random(7, "tests/scenarios/cost_backend");
    for (int i = 0; i < 20; ++i) {
      const SearchBatch batch = test::random_batch(random);
      CHECK(searcher->search(batch) == search_plainly(batch));
    }
    CHECK(told <= (backend == CostBackend::cuda ? 1 : 0));
  }
}

TEST_CASE("nobody need listen to a backend") {
  Stream random(8, "tests/scenarios/cost_backend");
  const SearchBatch batch = test::random_batch(random);
  CHECK(plan_searcher(CostBackend::cuda, 1, {})->search(batch) == search_plainly(batch));
}
