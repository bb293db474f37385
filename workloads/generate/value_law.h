// value_law.h -- laws of random values: durations, sizes, estimates.
#pragma once

#include <memory>
#include <span>

#include "sim/base/random.h"
#include "workloads/generate/law.h"

namespace suanli {

class ValueLaw {
 public:
  virtual ~ValueLaw() = default;

  virtual double draw(Stream& stream) const = 0;
  // No draw lies below this.
  virtual double low() const = 0;
  // All values of a law that has few, so that a field can refuse them; empty for a law of any number.
  virtual std::span<const double> atoms() const { return {}; }
};

// An entry of the table made from the file names in workloads/generate/values/. `check` tells of parameters that do not fit each
// other; `make` REQUIRES that it told of none.
struct ValueLawEntry {
  LawDescription description;
  void (*check)(const LawInput& input, LawCheck& check);
  std::unique_ptr<const ValueLaw> (*make)(const LawInput& input);
};

namespace values {
std::span<const ValueLawEntry* const> entries();  // by name
}

}  // namespace suanli
