// least_tree.h -- which of many places has the least score, kept while single scores change.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/base/random.h"

namespace suanli {

// Score has a strict weak order by operator<. A winner tree (Knuth 1973, 5.4.1) over (score, turn, place): a change costs at most
// log2(places) comparisons, and stops where it decides nothing. What comes out depends on the scores alone, never on the order of changes.
template <class Score>
class LeastTree {
 public:
  // Whether draw() will be asked: how many places share the least score is then kept too.
  explicit LeastTree(bool draws) : draws_(draws) {}

  std::size_t size() const { return items_.size(); }
  const Score& score(std::size_t place) const { return items_[place].score; }

  // All places anew: fill(place, score, turn) sets the last two.
  template <class Fill>
  void assign(std::size_t size, Fill&& fill) {
    leaves_ = 1;
    while (leaves_ < size) leaves_ *= 2;
    items_.resize(size);
    nodes_.assign(2 * leaves_, {});
    for (std::uint32_t place = 0; place < size; ++place) {
      fill(place, items_[place].score, items_[place].turn);
      nodes_[leaves_ + place] = {place, 1};
    }
    for (std::size_t node = leaves_ - 1; node > 0; --node) nodes_[node] = winner(node);
  }

  void set_score(std::uint32_t place, const Score& score) {
    items_[place].score = score;
    update(place);
  }
  void set_turn(std::uint32_t place, std::uint64_t turn) {
    items_[place].turn = turn;
    update(place);
  }

  // REQUIRES a place.
  std::uint32_t least() const { return nodes_[1].place; }
  // One of those with the least score, each as likely, whatever their turns.
  std::uint32_t draw(Stream& stream) const {
    std::uint64_t at = stream.below(nodes_[1].tied);
    std::size_t node = 1;
    while (node < leaves_) {
      node *= 2;
      const std::uint64_t left = ties(nodes_[node].place, least()) ? nodes_[node].tied : 0;
      if (at < left) continue;
      at -= left;
      ++node;
    }
    return nodes_[node].place;
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Item {
    Score score{};
    std::uint64_t turn = 0;
  };
  struct Node {
    std::uint32_t place = none;
    std::uint32_t tied = 0;  // places below with the score of this one
    bool operator==(const Node&) const = default;
  };

  bool ties(std::uint32_t a, std::uint32_t b) const {
    return a != none && b != none && !(items_[a].score < items_[b].score) && !(items_[b].score < items_[a].score);
  }

  // Of its two children; the left one's places are lower.
  Node winner(std::size_t node) const {
    const Node& left = nodes_[2 * node];
    const Node& right = nodes_[2 * node + 1];
    if (right.place == none) return left;
    const Item& a = items_[left.place];
    const Item& b = items_[right.place];
    if (a.score < b.score) return left;
    if (b.score < a.score) return right;
    return {b.turn < a.turn ? right.place : left.place, draws_ ? left.tied + right.tied : 1};
  }

  void update(std::uint32_t place) {
    for (std::size_t node = (leaves_ + place) / 2; node > 0; node /= 2) {
      const Node now = winner(node);
      if (now == nodes_[node] && now.place != place) return;
      nodes_[node] = now;
    }
  }

  bool draws_;
  std::size_t leaves_ = 1;
  std::vector<Item> items_;
  std::vector<Node> nodes_ = std::vector<Node>(2);
};

}  // namespace suanli
