// cost_bits.cpp -- prints the hashes of many random estimates and searches, for cost_bits_test.py to compare between compilers.
#include <cstdio>

#include "sim/cost/search/host_searcher.h"
#include "tests/sim/cost/cost_hash.h"
#include "tests/sim/cost/search/search_hash.h"

namespace {

using namespace suanli;

void print(const char* what, std::uint64_t hash) {
  std::printf("%s %016llx\n", what, static_cast<unsigned long long>(hash));
}

}  // namespace

int main() {
  print("cost", test::hash_of_random_costs());
  print("search", test::hash_of_random_searches(search_plainly));
  for (const SearchLevel level : search_levels()) {
    print("search", test::hash_of_random_searches([&](const SearchBatch& batch) { return host_searcher(2, level)->search(batch); }));
  }
}
