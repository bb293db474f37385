// measure.h -- one figure of `suanli bench`: a ratio or rate from this machine and this run, beside its goal.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace suanli::bench {

enum class Goal : unsigned char { at_most, at_least, told };

struct Measure {
  std::string id;    // "G1", ... as in the performance goals
  std::string what;
  double value = 0;
  std::string unit;
  Goal goal = Goal::told;
  double bound = 0;

  bool met() const { return goal == Goal::told || (goal == Goal::at_most ? value <= bound : value >= bound); }
};

// CPU seconds of this thread.
inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Median CPU seconds of some runs, after one that is not counted.
inline double median_seconds(int runs, const std::function<void()>& run) {
  run();
  std::vector<double> all;
  for (int i = 0; i < runs; ++i) {
    const double begin = cpu_seconds();
    run();
    all.push_back(cpu_seconds() - begin);
  }
  return median(all);
}

// Median over rounds of seconds(a) / seconds(b), a and b in turn so that both see the same machine; and the median seconds of each.
struct Ratio {
  double ratio = 0;
  double a_seconds = 0;
  double b_seconds = 0;
};
inline Ratio ratio_of(int rounds, const std::function<void()>& a, const std::function<void()>& b) {
  std::vector<double> ratios, as, bs;
  a();
  b();
  for (int i = 0; i < rounds; ++i) {
    const double begin = cpu_seconds();
    a();
    const double middle = cpu_seconds();
    b();
    as.push_back(middle - begin);
    bs.push_back(cpu_seconds() - middle);
    ratios.push_back(as.back() / bs.back());
  }
  return {median(ratios), median(as), median(bs)};
}

// A result that the optimiser must believe is used.
template <class T>
inline void keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

}  // namespace suanli::bench
