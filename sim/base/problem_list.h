// problem_list.h -- collects problems of an input, lists the first twenty and counts the rest.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/check.h"

namespace suanli {

class ProblemList {
 public:
  static constexpr std::size_t max_listed = 20;

  // Once `full`, problems are only counted: the caller may leave their texts empty.
  bool full() const {
    return listed_.size() >= max_listed;
  }
  bool empty() const {
    return count_ == 0;
  }
  std::size_t count() const {
    return count_;
  }

  void add(Problem problem) {
    ++count_;
    if (!full()) listed_.push_back(std::move(problem));
  }

  // [InputError] with all listed problems, and how many more there are, when there is any.
  void throw_if_any(const std::string& file) {
    if (empty()) return;
    if (const std::size_t more = count_ - listed_.size(); more > 0) {
      listed_.push_back({file, 0, 0, {}, "and " + std::to_string(more) + (more == 1 ? " more problem" : " more problems"), {}});
    }
    throw InputError(std::move(listed_));
  }

 private:
  std::vector<Problem> listed_;
  std::size_t count_ = 0;
};

}  // namespace suanli
