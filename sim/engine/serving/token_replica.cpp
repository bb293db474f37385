// token_replica.cpp -- who is in: admission, blocks, preemption.
#include "sim/engine/serving/token_replica.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

void TokenReplica::open(const BatchRule& rule, const RequestColumns& requests, ServingSink& sink, const ReplicaProfile& profile) {
  SUANLI_ASSERT(!profile.steps.empty(), "a replica that makes tokens has step times");
  rule_ = &rule;
  requests_ = &requests;
  sink_ = &sink;
  profile_ = &profile;
  tells_tokens_ = sink.wants_tokens();
  hash_tokens_ = rule.hash_tokens > 0 ? rule.hash_tokens : rule.block_tokens;
  pool_.reset(cache_blocks(profile, rule), blocks_for(hash_tokens_, rule.block_tokens));
  watermark_ = static_cast<std::uint64_t>(rule.watermark * static_cast<double>(pool_.total()));
  classes_.assign(rule.block_tokens, 0);
  if (rule.preemption == Preemption::swap && profile.host_link_rate > 0) {
    swap_block_ps_ = static_cast<std::int64_t>(rule.block_tokens * profile.cache_bytes_per_token / profile.host_link_rate * 1e12);
  }
}

std::uint32_t TokenReplica::output_of(RequestId request) const {
  return std::max(requests_->output_tokens[request], 1u);
}

std::uint32_t TokenReplica::prompt_of(RequestId request) const {
  return std::max(requests_->prompt_tokens[request], 1u);
}

// Hashed stretches of its prompt that lie whole within the first `tokens`.
std::span<const std::uint64_t> TokenReplica::units_of(RequestId request, std::uint64_t tokens) const {
  if (!rule_->prefix_cache) return {};
  const auto units = requests_->prefix_of(request);
  const std::uint64_t whole = std::min<std::uint64_t>(tokens, requests_->prompt_tokens[request]) / hash_tokens_;
  return units.first(std::min<std::size_t>(units.size(), whole));
}

// A replica that hands over holds prompts alone.
bool TokenReplica::could_hold(RequestId request) const {
  const std::uint64_t most = prompt_of(request) + (hands_over_ ? 0 : output_of(request) - 1);
  return blocks_for(most, rule_->block_tokens) + watermark_ <= pool_.total();
}

std::uint64_t TokenReplica::prompt_left(const Waiting& waiting) const {
  return waiting.swapped > 0 || waiting.tag != no_tag ? 0 : prompt_of(waiting.request) + waiting.made;
}

bool TokenReplica::offer(SimTime, RequestId request) {
  if (!could_hold(request)) return false;
  if (rule_->capacity > 0 && line_.size() + sequences_.count() >= rule_->capacity) return false;
  std::uint32_t place = line_.size();
  if (rule_->by_priority) {
    const std::int32_t priority = requests_->priority_of(request);
    while (place > 0 && !line_[place - 1].again && requests_->priority_of(line_[place - 1].request) < priority) --place;
  }
  line_.insert(place, {request});
  if (place == 0) look_again_ = true;
  pending_prompt_ += prompt_of(request);
  pending_output_ += output_of(request);
  return true;
}

bool TokenReplica::withdraw(SimTime now, RequestId request) {
  for (std::uint32_t place = 0; place < line_.size(); ++place) {
    if (line_[place].request != request) continue;
    pending_prompt_ -= prompt_left(line_[place]);
    pending_output_ -= output_of(request) - line_[place].made;
    line_.erase(place);
    look_again_ = look_again_ || place == 0;
    return true;
  }
  for (std::uint32_t place = sequences_.first(); place != SequenceList::end; place = sequences_[place].after) {
    if (sequences_[place].request != request) continue;
    interrupt(now);
    const TokenSequence& sequence = sequences_[place];
    if (sequence.phase != SequencePhase::held) pending_output_ -= sequence.output - made(sequence);
    if (sequence.phase == SequencePhase::prompt) {
      pending_prompt_ -= sequence.tokens - sequence.done;
      std::erase(prompts_, place);
    }
    std::erase(joining_, place);
    remove(place);
    return true;
  }
  return false;
}

std::uint32_t TokenReplica::full_after(std::uint64_t decoded) const {
  const std::uint32_t block = rule_->block_tokens;
  return static_cast<std::uint32_t>((block - decoded % block) % block);
}

std::uint32_t TokenReplica::class_of(const TokenSequence& sequence) const {
  const std::uint32_t block = rule_->block_tokens;
  return static_cast<std::uint32_t>((sequence.tokens % block + block - sequence.began % block) % block);
}

std::uint64_t TokenReplica::blocks_held(const TokenSequence& sequence) const {
  if (sequence.phase != SequencePhase::decoding) return blocks_for(sequence.tokens, rule_->block_tokens);
  const std::uint64_t tokens = cached(sequence);
  const bool grown = grown_at_ == decoded_ && sequence.growths < growths_ && tokens % rule_->block_tokens == 0;
  return blocks_for(tokens, rule_->block_tokens) + (grown ? 1 : 0);
}

// Blocks that the next `growths` take, the first of them one decode iteration from now.
std::uint64_t TokenReplica::blocks_taken(std::uint64_t growths) const {
  const std::uint32_t block = rule_->block_tokens;
  std::uint64_t taken = growths / block * decoding_;
  std::uint32_t full = full_after(decoded_);
  for (std::uint64_t i = growths % block; i > 0; --i) {
    full = full == 0 ? block - 1 : full - 1;
    taken += classes_[full];
  }
  return taken;
}

// How many of the next growths, up to `most`, there are blocks for.
std::uint64_t TokenReplica::growths_that_fit(std::uint64_t most) const {
  const std::uint32_t block = rule_->block_tokens;
  const std::uint64_t room = pool_.available();
  if ((most / block + 1) * decoding_ <= room) return most;
  std::uint64_t fit = room / decoding_ * block;  // in `block` growths each takes one
  if (fit >= most) return most;
  std::uint64_t left = room % decoding_;
  std::uint32_t full = full_after(decoded_);
  for (; fit < most; ++fit) {
    full = full == 0 ? block - 1 : full - 1;
    if (classes_[full] > left) return fit;
    left -= classes_[full];
  }
  return most;
}

// True when any had to be preempted.
bool TokenReplica::grow(SimTime now) {
  bool preempted = false;
  if (to_grow_ > pool_.available()) {
    preempted = grow_one_by_one(now);
  } else if (to_grow_ > 0) {
    pool_.take(to_grow_);
  }
  to_grow_ = 0;
  ++growths_;
  grown_at_ = decoded_;
  return preempted;
}

bool TokenReplica::grow_one_by_one(SimTime now) {
  bool preempted = false;
  std::uint32_t place = sequences_.first();
  while (place != SequenceList::end) {
    const TokenSequence& sequence = sequences_[place];
    const bool full = sequence.phase == SequencePhase::decoding && cached(sequence) == blocks_held(sequence) * rule_->block_tokens;
    std::uint32_t last = SequenceList::end;
    while (full && last != place && pool_.available() == 0) {
      last = sequences_.last();
      while (sequences_[last].phase == SequencePhase::coming) last = sequences_[last].before;
      preempt(now, last);
      preempted = true;
    }
    if (last == place) break;  // itself, so there is nobody behind it who decodes
    if (full) pool_.take(1);
    place = sequences_[place].after;
  }
  return preempted;
}

void TokenReplica::preempt(SimTime now, std::uint32_t place) {
  TokenSequence& sequence = sequences_[place];
  Waiting again{sequence.request, static_cast<std::uint32_t>(made(sequence)), 0, true};
  if (sequence.phase == SequencePhase::prompt) {
    pending_prompt_ -= sequence.tokens - sequence.done;
    std::erase(prompts_, place);
  } else if (swap_block_ps_ > 0) {
    again.swapped = static_cast<std::uint32_t>(cached(sequence));
    swap_ps_ += static_cast<std::int64_t>(blocks_held(sequence)) * swap_block_ps_;
  }
  pending_prompt_ += prompt_left(again);
  ++totals_.preemptions;
  remove(place);
  line_.push_front(again);
  sink_->preempted(now, again.request);
}

void TokenReplica::continue_prompts() {
  for (const std::uint32_t place : prompts_) {
    TokenSequence& sequence = sequences_[place];
    sequence.chunk = static_cast<std::uint32_t>(std::min<std::uint64_t>(budget_, sequence.tokens - sequence.done));
    prompt_work_.add(sequence.chunk, sequence.done);
    budget_ -= sequence.chunk;
  }
}

bool TokenReplica::has_room_for(const Waiting& head) const {
  if (head.swapped > 0) return blocks_for(head.swapped + 1, rule_->block_tokens) + watermark_ <= pool_.available();
  if (head.tag != no_tag) return blocks_for(prompt_of(head.request), rule_->block_tokens) + watermark_ <= pool_.available();
  const std::uint64_t tokens = prompt_of(head.request) + head.made;
  std::uint64_t needed = blocks_for(tokens, rule_->block_tokens);
  if (rule_->prefix_cache) {
    const BlockPool::Match match = pool_.match(units_of(head.request, tokens - 1));
    needed = needed - match.units * blocks_for(hash_tokens_, rule_->block_tokens) + match.takes;
  }
  return needed + watermark_ <= pool_.available();
}

void TokenReplica::admit(SimTime now) {
  while (!line_.empty() && batch_size() < rule_->max_running) {
    const Waiting head = line_.front();
    if (budget_ == 0 || !has_room_for(head)) return;
    if (head.swapped > 0 || head.tag != no_tag) {
      line_.pop_front();
      head.swapped > 0 ? swap_in(head) : expect(head);
      continue;
    }
    if (rule_->mode != BatchMode::chunked && prompt_work_.tokens > 0) {
      const std::uint64_t tokens = prompt_of(head.request) + head.made;
      const std::uint64_t known = rule_->prefix_cache ? pool_.match(units_of(head.request, tokens - 1)).units * std::uint64_t{hash_tokens_} : 0;
      if (tokens - known > budget_) return;
    }
    line_.pop_front();
    start(now, head);
  }
}

void TokenReplica::start(SimTime now, const Waiting& head) {
  TokenSequence sequence;
  sequence.request = head.request;
  sequence.tokens = prompt_of(head.request) + head.made;
  sequence.made = head.made;
  sequence.output = output_of(head.request);
  if (rule_->prefix_cache) {
    const auto units = units_of(head.request, sequence.tokens - 1);
    sequence.units = pool_.match(units).units;
    pool_.use(units.first(sequence.units));
    sequence.done = sequence.units * hash_tokens_;
  }
  pool_.take(blocks_held(sequence) - sequence.units * blocks_for(hash_tokens_, rule_->block_tokens));
  const std::uint32_t left = sequence.tokens - sequence.done;
  sequence.chunk = rule_->mode == BatchMode::chunked ? static_cast<std::uint32_t>(std::min<std::uint64_t>(budget_, left)) : left;
  prompt_work_.add(sequence.chunk, sequence.done);
  budget_ -= std::min<std::uint64_t>(budget_, sequence.chunk);
  pending_prompt_ -= sequence.done;
  if (head.again) {
    totals_.repeated_tokens += left;
  } else {
    totals_.prompt_tokens += sequence.tokens;
    totals_.cached_tokens += sequence.done;
    sink_->started(now, head.request);
  }
  prompts_.push_back(sequences_.admit(sequence));
  if (hands_over_) begun_.push_back({prompts_.back(), no_tag, head.request});
}

void TokenReplica::swap_in(const Waiting& head) {
  TokenSequence sequence;
  sequence.request = head.request;
  sequence.phase = SequencePhase::decoding;
  sequence.tokens = sequence.done = head.swapped;
  sequence.made = head.made;
  sequence.output = output_of(head.request);
  const std::uint64_t blocks = blocks_for(head.swapped + 1, rule_->block_tokens);
  pool_.take(blocks);
  swap_ps_ += static_cast<std::int64_t>(blocks_for(head.swapped, rule_->block_tokens)) * swap_block_ps_;
  if (rule_->mode == BatchMode::chunked) --budget_;
  const std::uint32_t place = sequences_.admit(sequence);
  start_decoding(place);
  if (head.swapped % rule_->block_tokens == 0) {  // it has its next block already
    --to_grow_;
    sequences_[place].growths = growths_ - 1;
  }
}

void TokenReplica::start_decoding(std::uint32_t place) {
  TokenSequence& sequence = sequences_[place];
  sequence.phase = SequencePhase::decoding;
  sequence.began = decoded_;
  sequence.growths = growths_;
  ++decoding_;
  context_ += sequence.tokens;
  ++classes_[class_of(sequence)];
  if (sequence.tokens % rule_->block_tokens == 0) ++to_grow_;
  ends_.push({decoded_ + sequence.output - sequence.made, sequence.serial, place});
}

void TokenReplica::stop_decoding(std::uint32_t place) {
  const TokenSequence& sequence = sequences_[place];
  const std::uint64_t tokens = cached(sequence);
  if (tokens == blocks_held(sequence) * rule_->block_tokens) --to_grow_;
  --decoding_;
  context_ -= tokens;
  --classes_[class_of(sequence)];
}

void TokenReplica::give_blocks(const TokenSequence& sequence) {
  const std::uint64_t shared = sequence.units * blocks_for(hash_tokens_, rule_->block_tokens);
  pool_.give(blocks_held(sequence) - shared);
  if (sequence.units > 0) pool_.stop_using(units_of(sequence.request, sequence.tokens).first(sequence.units));
}

// It leaves, decoding or not; whoever calls books its tokens.
void TokenReplica::remove(std::uint32_t place) {
  const TokenSequence& sequence = sequences_[place];
  give_blocks(sequence);
  if (sequence.phase == SequencePhase::held) --held_;
  if (sequence.phase == SequencePhase::decoding) {
    stop_decoding(place);
    ends_.remove_if([place](const End& end) { return end.place == place; });
  }
  sequences_.remove(place);
}

}  // namespace suanli
