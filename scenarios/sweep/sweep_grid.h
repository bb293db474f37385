// sweep_grid.h -- the points of a sweep in their canonical order: what each changes, its seeds, and what it is compared with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/overrides.h"
#include "scenarios/sweep/sweep.h"
#include "sim/base/check.h"

namespace suanli {

// A point is one choice in each dimension, the last dimension fastest: first the variants, then the axes by pointer (zipped axes are one
// dimension). Ids are 0, 1, ...; they do not depend on the order of keys in the file.
class SweepGrid {
 public:
  // [InputError] when zipped axes differ in length, variants share a name, a baseline names no value, or there are more than 2^31 points. Pointers of
  // the problems are those of the sweep file.
  explicit SweepGrid(const Sweep& sweep);

  std::size_t size() const { return size_; }
  // Names of the columns that tell points apart: "variant" when there are variants, then the pointers of the axes.
  const std::vector<std::string>& columns() const { return columns_; }
  // The point's value of each column: text as it is, all else as JSON.
  std::vector<std::string> cells(std::size_t point) const;

  // What the point changes in the base scenario. `option` of each is the pointer of its value in the sweep file.
  Overrides changes(std::size_t point) const;

  // Depends on the sweep's seed, on what the point changes under /workload and on the replication, on nothing else: points that differ in policies
  // or machines see the same jobs (common random numbers). At most 2^53, so that any reader of numbers has it exactly.
  std::uint64_t seed(std::size_t point, std::size_t replication) const;

  bool has_baseline() const { return !baseline_.empty(); }
  // The point that this one is compared with: it has the baseline's values and, in all other dimensions, this point's. REQUIRES has_baseline().
  std::size_t baseline_of(std::size_t point) const;
  // Points with one baseline are alternatives to each other; without a baseline all points are.
  std::size_t group_of(std::size_t point) const { return has_baseline() ? baseline_of(point) : 0; }

 private:
  struct Change {
    std::string pointer;
    nlohmann::json value;
    std::string written_at;  // pointer in the sweep file
  };
  struct Choice {
    std::vector<std::string> cells;
    std::vector<Change> changes;
  };
  struct Dimension {
    std::vector<std::string> columns;
    std::vector<Choice> choices;
  };
  struct Fixed {  // by the baseline
    std::size_t dimension = 0;
    std::size_t choice = 0;
  };

  void add_variants(const Sweep& sweep, std::vector<Problem>& problems);
  void add_axes(const Sweep& sweep, std::vector<Problem>& problems);
  void find_baseline(const Sweep& sweep, std::vector<Problem>& problems);
  std::vector<std::size_t> choices_of(std::size_t point) const;

  std::uint64_t seed_;
  std::vector<Dimension> dimensions_;
  std::vector<std::string> columns_;
  std::size_t size_ = 1;
  std::vector<Fixed> baseline_;
};

}  // namespace suanli
