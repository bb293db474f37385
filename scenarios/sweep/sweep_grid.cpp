// sweep_grid.cpp -- dimensions, and points as numbers with a digit for each of them.
#include "scenarios/sweep/sweep_grid.h"

#include <algorithm>

#include "scenarios/json_location.h"
#include "sim/base/random.h"

namespace suanli {
namespace {

constexpr std::size_t most_points = std::size_t{1} << 31;

std::string cell_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void complain(std::vector<Problem>& problems, std::string pointer, std::string what, std::string hint = {}) {
  problems.push_back({{}, 0, 0, std::move(pointer), std::move(what), std::move(hint)});
}

}  // namespace

SweepGrid::SweepGrid(const Sweep& sweep) : seed_(sweep.seed) {
  std::vector<Problem> problems;
  add_variants(sweep, problems);
  add_axes(sweep, problems);
  for (const Dimension& dimension : dimensions_) {
    columns_.insert(columns_.end(), dimension.columns.begin(), dimension.columns.end());
    size_ *= std::max<std::size_t>(dimension.choices.size(), 1);
    if (size_ > most_points) {
      complain(problems, "/axes", "they make more than 2^31 points");
      break;
    }
  }
  find_baseline(sweep, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
}

void SweepGrid::add_variants(const Sweep& sweep, std::vector<Problem>& problems) {
  if (sweep.variants.empty()) return;
  Dimension variants{{std::string(variant_column)}, {}};
  for (std::size_t i = 0; i < sweep.variants.size(); ++i) {
    const SweepVariant& variant = sweep.variants[i];
    const std::string at = "/variants/" + std::to_string(i);
    const auto same = [&](const Choice& choice) { return choice.cells.front() == variant.name; };
    if (std::any_of(variants.choices.begin(), variants.choices.end(), same)) complain(problems, at + "/name", "two variants have this name");
    Choice choice{{variant.name}, {}};
    for (const auto& [pointer, value] : variant.set) {
      const auto hides = [&, changed = pointer](const SweepAxis& axis) { return lies_under(changed, axis.pointer); };
      if (std::any_of(sweep.axes.begin(), sweep.axes.end(), hides)) {
        complain(problems, at + "/set/" + escaped_step(pointer), "an axis sets this too, and would win", "let only one of them change it");
      }
    }
    for (const auto& [pointer, value] : variant.set) choice.changes.push_back({pointer, value, at + "/set/" + escaped_step(pointer)});
    variants.choices.push_back(std::move(choice));
  }
  dimensions_.push_back(std::move(variants));
}

void SweepGrid::add_axes(const Sweep& sweep, std::vector<Problem>& problems) {
  SweepAxes axes = sweep.axes;
  std::sort(axes.begin(), axes.end(), [](const SweepAxis& a, const SweepAxis& b) { return a.pointer < b.pointer; });
  const bool zip = sweep.combine == Combine::zip;
  for (const SweepAxis& axis : axes) {
    const std::string at = "/axes/" + escaped_step(axis.pointer);
    if (!zip || dimensions_.empty() || dimensions_.back().columns.front() == variant_column) dimensions_.push_back({{}, std::vector<Choice>(axis.values.size())});
    Dimension& dimension = dimensions_.back();
    if (dimension.choices.size() != axis.values.size()) {
      complain(problems, at, "has " + std::to_string(axis.values.size()) + " values where another axis has " + std::to_string(dimension.choices.size()),
               "zipped axes are of one length");
      continue;
    }
    dimension.columns.push_back(axis.pointer);
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      dimension.choices[i].cells.push_back(cell_of(axis.values[i]));
      dimension.choices[i].changes.push_back({axis.pointer, axis.values[i], at + "/" + std::to_string(i)});
    }
  }
}

void SweepGrid::find_baseline(const Sweep& sweep, std::vector<Problem>& problems) {
  std::vector<std::string> wanted;
  for (const auto& [key, value] : sweep.baseline.values) {
    if (std::find(columns_.begin(), columns_.end(), key) != columns_.end()) wanted.push_back(key);
    else complain(problems, "/baseline/" + escaped_step(key), "is no axis of this sweep", did_you_mean(key, columns_));
  }
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const Dimension& dimension = dimensions_[d];
    const auto fits = [&](const Choice& choice) {
      for (std::size_t c = 0; c < dimension.columns.size(); ++c) {
        const auto value = sweep.baseline.values.find(dimension.columns[c]);
        if (value != sweep.baseline.values.end() && cell_of(value->second) != choice.cells[c]) return false;
      }
      return true;
    };
    const auto named = [&](const std::string& key) { return std::find(dimension.columns.begin(), dimension.columns.end(), key) != dimension.columns.end(); };
    const auto key = std::find_if(wanted.begin(), wanted.end(), named);
    if (key == wanted.end()) continue;
    const auto choice = std::find_if(dimension.choices.begin(), dimension.choices.end(), fits);
    if (choice != dimension.choices.end()) {
      baseline_.push_back({d, static_cast<std::size_t>(choice - dimension.choices.begin())});
    } else {
      complain(problems, "/baseline/" + escaped_step(*key), "is none of the values of this axis");
    }
  }
}

std::vector<std::size_t> SweepGrid::choices_of(std::size_t point) const {
  std::vector<std::size_t> choices(dimensions_.size());
  for (std::size_t d = dimensions_.size(); d-- > 0;) {
    const std::size_t count = dimensions_[d].choices.size();
    choices[d] = point % count;
    point /= count;
  }
  return choices;
}

std::vector<std::string> SweepGrid::cells(std::size_t point) const {
  std::vector<std::string> cells;
  const auto choices = choices_of(point);
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const auto& more = dimensions_[d].choices[choices[d]].cells;
    cells.insert(cells.end(), more.begin(), more.end());
  }
  return cells;
}

Overrides SweepGrid::changes(std::size_t point) const {
  Overrides changes;
  const auto choices = choices_of(point);
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    for (const Change& change : dimensions_[d].choices[choices[d]].changes) changes.push_back({change.written_at, change.pointer, change.value});
  }
  return changes;
}

std::uint64_t SweepGrid::seed(std::size_t point, std::size_t replication) const {
  std::string workload = "sweep";
  for (const Override& change : changes(point)) {
    if (lies_under(change.pointer, "/workload")) workload += '\n' + change.pointer + '\n' + change.value.dump();
  }
  return Stream(seed_, workload, replication).next_u64() >> 11;
}

std::size_t SweepGrid::baseline_of(std::size_t point) const {
  auto choices = choices_of(point);
  for (const Fixed& fixed : baseline_) choices[fixed.dimension] = fixed.choice;
  std::size_t baseline = 0;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) baseline = baseline * dimensions_[d].choices.size() + choices[d];
  return baseline;
}

}  // namespace suanli
