// search_level.cpp -- asks the CPU.
#include "sim/cost/search/search_level.h"

namespace suanli {
namespace {

#if defined(__x86_64__)
// Features of the levels as far as every compiler can ask for them; the objects use no others.
bool has_v2() {
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt");
}
bool has_v3() {
  return has_v2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("fma");
}
bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

}  // namespace

std::vector<SearchLevel> search_levels() {
  std::vector<SearchLevel> levels{SearchLevel::plain};
#if defined(__x86_64__)
  if (has_v2()) levels.push_back(SearchLevel::v2);
  if (has_v3()) levels.push_back(SearchLevel::v3);
  if (has_v4()) levels.push_back(SearchLevel::v4);
#endif
  return levels;
}

std::string_view level_name(SearchLevel level) {
  switch (level) {
    case SearchLevel::plain:
      return "cpu";
    case SearchLevel::v2:
      return "cpu (x86-64-v2)";
    case SearchLevel::v3:
      return "cpu (x86-64-v3)";
    case SearchLevel::v4:
      return "cpu (x86-64-v4)";
  }
  return "cpu";
}

LaneSearch lane_search(SearchLevel level) {
#if defined(__x86_64__)
  switch (level) {
    case SearchLevel::plain:
      return search_lanes_plain;
    case SearchLevel::v2:
      return search_lanes_v2;
    case SearchLevel::v3:
      return search_lanes_v3;
    case SearchLevel::v4:
      return search_lanes_v4;
  }
#endif
  return search_lanes_plain;
}

}  // namespace suanli
