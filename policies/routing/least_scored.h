// least_scored.h -- the replica with the least score among the candidates, and who is taken among several.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "policies/routing/least_tree.h"
#include "sim/base/params.h"
#include "sim/engine/serving/balancing_policy.h"

namespace suanli {

constexpr ParamSpec ties_param{.name = "ties", .type = ParamType::text, .default_value = "rotate", .choices = "rotate|id|random",
                               .help = "among equals: the one chosen longest ago, the one created first, or one drawn"};

enum class Ties : unsigned char { rotate, id, random };

// REQUIRES params with ties_param.
inline Ties ties_of(const Params& params) {
  const std::string& word = params.text("ties");
  return word == "id" ? Ties::id : word == "random" ? Ties::random : Ties::rotate;
}
inline bool draws_ties(const Params& params) {
  return ties_of(params) == Ties::random;
}

// Scores by place among the candidates; when a replica was chosen last is kept by its id while it is away.
template <class Score>
class LeastScored {
 public:
  LeastScored(Ties ties, const Stream& stream) : ties_(ties), stream_(stream), tree_(ties == Ties::random) {}

  // All scores anew, and who the candidates are: score(candidate, place).
  template <class ScoreOf>
  void renew(std::span<const BalancingCandidate> candidates, ScoreOf&& score_of) {
    ids_.clear();
    place_.assign(place_.size(), absent);
    for (const BalancingCandidate& each : candidates) {
      if (!place_.contains(each.replica)) {
        place_.items().resize(index_of(each.replica) + 1, absent);
        turn_.resize(index_of(each.replica) + 1);
      }
      place_[each.replica] = static_cast<std::uint32_t>(ids_.size());
      ids_.push_back(each.replica);
    }
    renew_scores(candidates, score_of);
  }
  // All scores anew. REQUIRES the candidates of the last renew().
  template <class ScoreOf>
  void renew_scores(std::span<const BalancingCandidate> candidates, ScoreOf&& score_of) {
    tree_.assign(candidates.size(), [&](std::uint32_t place, Score& score, std::uint64_t& turn) {
      score = score_of(candidates[place], place);
      turn = turn_[candidates[place].replica];
    });
  }

  // Empty when it is no candidate.
  std::optional<std::uint32_t> place_of(ReplicaId replica) const {
    if (!place_.contains(replica) || place_[replica] == absent) return std::nullopt;
    return place_[replica];
  }
  const Score& score(std::uint32_t place) const { return tree_.score(place); }
  void set(std::uint32_t place, const Score& score) { tree_.set_score(place, score); }

  // It is taken as chosen. REQUIRES a candidate.
  ReplicaId choose() {
    const std::uint32_t place = ties_ == Ties::random ? tree_.draw(stream_) : tree_.least();
    chosen(place);
    return ids_[place];
  }
  // One that another rule chose.
  void chosen(std::uint32_t place) {
    if (ties_ != Ties::rotate) return;
    turn_[ids_[place]] = ++turns_;
    tree_.set_turn(place, turns_);
  }

 private:
  static constexpr std::uint32_t absent = 0xffffffff;

  Ties ties_;
  Stream stream_;
  LeastTree<Score> tree_;
  std::vector<ReplicaId> ids_;                   // by place
  IdVector<ReplicaId, std::uint32_t> place_;
  IdVector<ReplicaId, std::uint64_t> turn_;      // when it was chosen last; 0: never
  std::uint64_t turns_ = 0;
};

}  // namespace suanli
