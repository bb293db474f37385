// search_launch.h -- what a launch of the search reads and writes, in the memory of a device.
#pragma once

#include <cstdint>
#include <tuple>

#include "sim/cost/search/plan_block.h"

namespace suanli {

inline constexpr std::uint32_t most_threads = 128;  // of a block
inline constexpr std::uint32_t reason_count = std::tuple_size_v<ReasonCounts>;

// How the work is cut. A block takes a tile: `rounds` times threads x grain outer plans of one item. The answer does not depend on it.
struct GridShape {
  std::uint32_t threads = most_threads;
  std::uint32_t grain = 8;  // outer plans that a thread looks at in one round
  std::uint32_t rounds = 1;

  SUANLI_HOST_DEVICE constexpr std::uint64_t round_size() const {
    return std::uint64_t{threads} * grain;
  }
  SUANLI_HOST_DEVICE constexpr std::uint64_t tile_size() const {
    return round_size() * rounds;
  }
};

// What all interleaves of an outer plan share. A row without a reason against it has its parts.
struct LayerRow {
  LayerPart part;
  Rounds rounds;
  Infeasible reason = Infeasible::no;
};

// What all outer plans of some degrees, ep and interleave share.
struct StageRow {
  StagePart part;
  Infeasible reason = Infeasible::no;
};

// Where the tiles and rows of an item begin; those of the next one begin where they end.
struct ItemStart {
  std::uint64_t tile = 0;
  std::uint64_t layer = 0;
  std::uint64_t stage = 0;
  bool operator==(const ItemStart&) const = default;
};

// Answers to tiles or to items: `top` places each, how many of them are filled, and `reason_count` counts each.
struct AnswerLists {
  FoundPlan* plans = nullptr;
  std::uint32_t* found = nullptr;
  std::uint64_t* counts = nullptr;
};

// The lists of a batch, and some of its items.
struct SearchLaunch {
  const ModelShape* models = nullptr;
  const DeviceRates* devices = nullptr;
  const Fabric* fabrics = nullptr;
  const Degrees* degrees = nullptr;
  const PlanSpace* spaces = nullptr;
  const SearchItem* items = nullptr;
  const ItemStart* starts = nullptr;  // [item_count + 1]
  LayerRow* layers = nullptr;
  StageRow* stages = nullptr;
  AnswerLists tiles;
  AnswerLists answers;
  std::uint32_t item_count = 0;
  ItemStart counts;  // of all items
  std::uint32_t top = 1;
  Objective objective = Objective::time;
  GridShape shape;
};

}  // namespace suanli
