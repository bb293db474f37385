// exit_code.h -- what the program's exit status says.
#pragma once

#include <stdexcept>
#include <string>

namespace suanli::cli {

enum class ExitCode : int {
  ok = 0,
  condition_not_met = 1,
  usage = 2,
  invalid_input = 3,
  infeasible = 4,
  internal_error = 5,
  limit_hit = 6,
  interrupted = 130,
  terminated = 143,
};

// The command line itself is wrong.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& what, std::string hint = {}) : std::runtime_error(what), hint_(std::move(hint)) {}
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

}  // namespace suanli::cli
