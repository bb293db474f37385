// cost_bits.cpp -- prints the hash of many random estimates, for cost_bits_test.py to compare between compilers.
#include <cstdio>

#include "tests/sim/cost/cost_hash.h"

int main() {
  std::printf("%016llx\n", static_cast<unsigned long long>(suanli::test::hash_of_random_costs()));
}
