// running_set.cpp -- the chunked order of projected ends.
#include "sim/engine/running_set.h"

#include <utility>

#include "sim/base/check.h"

namespace suanli {

// The first chunk whose last end is not before `end`, else the last chunk.
std::size_t RunningSet::chunk_for(const ProjectedEnd& end) const {
  const auto at = std::lower_bound(chunks_.begin(), chunks_.end(), end,
                                   [](const Chunk& chunk, const ProjectedEnd& wanted) { return chunk.ends.back() < wanted; });
  const auto index = static_cast<std::size_t>(at - chunks_.begin());
  return index < chunks_.size() ? index : chunks_.size() - 1;
}

// An empty one with room for all it can ever hold.
RunningSet::Chunk RunningSet::take_spare() {
  Chunk chunk;
  if (spare_.empty()) {
    chunk.ends.reserve(most + 1);
  } else {
    chunk = std::move(spare_.back());
    spare_.pop_back();
  }
  return chunk;
}

void RunningSet::clear() {
  for (Chunk& chunk : chunks_) {
    chunk.ends.clear();
    chunk.width = 0;
    spare_.push_back(std::move(chunk));
  }
  chunks_.clear();
  size_ = 0;
  width_ = 0;
}

void RunningSet::insert(const ProjectedEnd& end) {
  ++size_;
  width_ += end.width;
  if (chunks_.empty()) chunks_.push_back(take_spare());
  if (chunks_.front().ends.empty()) {
    chunks_.front().ends.push_back(end);
    chunks_.front().width = end.width;
    return;
  }
  const std::size_t at = chunk_for(end);
  Chunk& chunk = chunks_[at];
  chunk.ends.insert(std::lower_bound(chunk.ends.begin(), chunk.ends.end(), end), end);
  chunk.width += end.width;
  if (chunk.ends.size() <= most) return;
  Chunk upper = take_spare();
  upper.ends.assign(chunk.ends.begin() + most / 2, chunk.ends.end());
  upper.width = 0;
  for (const ProjectedEnd& one : upper.ends) upper.width += one.width;
  chunk.ends.resize(most / 2);
  chunk.width -= upper.width;
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(upper));
}

void RunningSet::erase(SimTime at, JobId job) {
  SUANLI_ASSERT(!chunks_.empty(), "a job that is not running was to leave the running set");
  const ProjectedEnd wanted{at, job, 0};
  const std::size_t index = chunk_for(wanted);
  Chunk& chunk = chunks_[index];
  const auto found = std::lower_bound(chunk.ends.begin(), chunk.ends.end(), wanted);
  SUANLI_ASSERT(found != chunk.ends.end() && found->job == job && found->at == at,
                "a job that is not running was to leave the running set");
  chunk.width -= found->width;
  width_ -= found->width;
  chunk.ends.erase(found);
  --size_;
  if (!chunk.ends.empty()) return;
  spare_.push_back(std::move(chunk));
  chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(index));
}

std::int64_t RunningSet::width_until(SimTime at) const {
  std::int64_t sum = 0;
  for (const Chunk& chunk : chunks_) {
    if (chunk.ends.back().at <= at) {
      sum += chunk.width;
      continue;
    }
    for (const ProjectedEnd& end : chunk.ends) {
      if (end.at > at) return sum;
      sum += end.width;
    }
  }
  return sum;
}

std::optional<RunningSet::Shadow> RunningSet::shadow(SimTime now, std::int64_t needed) const {
  const SimTime soonest = now + Duration(1);
  std::int64_t sum = 0;
  std::size_t at = 0;
  while (at < chunks_.size() && sum + chunks_[at].width < needed) sum += chunks_[at++].width;
  if (at == chunks_.size()) return std::nullopt;
  std::optional<SimTime> found;
  for (; at < chunks_.size(); ++at) {
    for (const ProjectedEnd& end : chunks_[at].ends) {
      if (found && std::max(end.at, soonest) > *found) return Shadow{*found, sum};
      sum += end.width;
      if (!found && sum >= needed) found = std::max(end.at, soonest);
    }
  }
  return found ? std::optional(Shadow{*found, sum}) : std::nullopt;
}

}  // namespace suanli
