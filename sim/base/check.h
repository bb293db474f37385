// check.h -- the three kinds of error and the checks that raise them.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace suanli {

// One thing wrong with an input, told so that it can be found and mended.
struct Problem {
  std::string file;     // as the user named it; empty for the command line
  std::size_t line = 0;  // 1-based; 0 when unknown
  std::size_t column = 0;
  std::string pointer;  // JSON pointer, or empty
  std::string what;     // the problem
  std::string hint;     // what to do, or empty

  // "file:line:column: /json/pointer: problem (hint)", parts left out where unknown.
  std::string text() const;
};

// The user's input is wrong: all problems at once.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Problem> problems);
  InputError(std::string file, std::string what, std::string hint = {});

  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

// A policy asked for something it may not have; names policy, time, job, what it asked and what was free.
class PolicyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A limit of the scenario ended the run; the results so far are whole.
class LimitReached : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Our own mistake: an invariant does not hold.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void assertion_failed(const char* condition, std::string_view sentence, const char* file, int line);

// Names known to the program that are close to `name`, nearest first, ready for a message: `did you mean "x"?`; else empty.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

}  // namespace suanli

// Always on; keep it cheap. `sentence` says what went wrong and why that cannot be.
#define SUANLI_ASSERT(condition, sentence) \
  ((condition) ? void(0) : ::suanli::assertion_failed(#condition, (sentence), __FILE__, __LINE__))
