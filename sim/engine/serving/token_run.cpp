// token_run.cpp -- iterations: what goes into one, how many in a row are alike, and what they leave behind.
#include <algorithm>

#include "sim/engine/serving/token_replica.h"

namespace suanli {

void TokenReplica::advance(SimTime now) {
  if (run_.active && run_.end.seen() <= now) finish();
}

SimTime TokenReplica::settle(SimTime now) {
  const bool may_admit = look_again_ && !line_.empty() && batch_size() < rule_->max_running && has_room_for(line_.front());
  if (may_admit || !joining_.empty()) interrupt(now);
  look_again_ = false;
  while (true) {
    if (run_.active && run_.end.seen() > now) return run_.end.seen();
    if (run_.active) finish();
    if (!begin(now)) return time_never;
  }
}

// Forms the next iteration; false when there is nothing to do.
bool TokenReplica::begin(SimTime now) {
  if (empty()) return rest();
  for (const std::uint32_t place : joining_) start_decoding(place);
  joining_.clear();
  prompt_work_ = {};
  swap_ps_ = 0;
  budget_ = rule_->token_budget;
  const bool preempted = grow(now);
  if (rule_->mode == BatchMode::chunked) {
    budget_ -= decoding_;
    continue_prompts();
  }
  if (!preempted) admit(now);
  if (decoding_ == 0 && prompts_.empty()) return rest();
  run_ = {};
  run_.active = true;
  run_.begin = last_end_.seen() == now ? last_end_ : PicoTime(now);
  run_.prompts = prompt_work_.tokens > 0;
  run_.decodes = decoding_ > 0 && !(run_.prompts && rule_->mode == BatchMode::prefill_first);
  run_.batch = (run_.decodes ? decoding_ : 0) + static_cast<std::uint32_t>(prompts_.size());
  used_at_begin_ = pool_.used();
  if (run_.prompts || swap_ps_ > 0 || preempted) {  // after a preemption the line is looked at again
    run_.count = 1;
    run_.end = run_.begin.after(iteration_ps() + swap_ps_);
  } else {
    plan_decodes();
  }
  if (!busy_) busy_since_ = now;
  busy_ = true;
  return true;
}

bool TokenReplica::rest() {
  if (busy_) totals_.busy += last_end_.seen() - busy_since_;
  busy_ = false;
  return false;
}

std::int64_t TokenReplica::iteration_ps() const {
  const StepTimes& steps = profile_->steps;
  if (!run_.prompts) return steps.decode_ps(decoding_, context_);
  return run_.decodes ? steps.mixed_ps(prompt_work_, decoding_, context_) : steps.prefill_ps(prompt_work_);
}

// As many decode iterations as are alike.
void TokenReplica::plan_decodes() {
  run_.count = growths_that_fit(ends_.first().at - decoded_ - 1) + 1;
  run_.series = DecodeSeries(profile_->steps, decoding_, context_);
  std::int64_t ps = run_.series.sum_ps(run_.count);
  if (ps > DecodeSeries::most_ps) {
    run_.count = std::max<std::uint64_t>(1, run_.series.ended_within(run_.count, DecodeSeries::most_ps));
    ps = run_.series.sum_ps(run_.count);
  }
  run_.end = run_.begin.after(ps);
}

// How many iterations of the run are over at `now`.
std::uint64_t TokenReplica::ended_by(SimTime now) const {
  if (!run_.active || run_.begin.seen() > now) return 0;
  if (run_.end.seen() <= now) return run_.count;
  return run_.count == 1 ? 0 : run_.series.ended_within(run_.count - 1, run_.begin.until(now));
}

void TokenReplica::finish() {
  book(run_.count, run_.end);
  run_.active = false;
  last_end_ = run_.end;
  if (run_.decodes) complete_answers(run_.end.seen());
  if (run_.prompts) complete_prompts(run_.end.seen());
}

// The run ends with the iteration that is in work, or at once where one has just ended. The last one of all is left to advance(): answers end with it,
// and who withdraws a request must not be told so.
void TokenReplica::interrupt(SimTime now) {
  if (!run_.active || run_.count == 1) return;
  const std::uint64_t ended = std::min(ended_by(now), run_.count - 1);
  const PicoTime end = run_.begin.after(run_.series.sum_ps(ended));
  if (ended > 0 && end.seen() == now) {
    run_.count = ended;
    run_.end = end;
    finish();
    return;
  }
  if (ended > 0) {
    book(ended, end);
    run_.begin = end;
    run_.series = DecodeSeries(profile_->steps, decoding_, context_);
  }
  run_.count = 1;
  run_.end = run_.begin.after(run_.series.sum_ps(1));
}

// The first `count` iterations of the run are over, at `end`.
void TokenReplica::book(std::uint64_t count, PicoTime end) {
  if (run_.decodes) {
    if (tells_tokens_) tell_tokens(count);
    const bool over = count == run_.count;  // else the next iteration is in work, and its blocks are taken
    pool_.take(blocks_taken(over ? count - 1 : count));
    decoded_ += count;
    context_ += decoding_ * count;
    pending_output_ -= decoding_ * count;
    totals_.output_tokens += decoding_ * count;
    to_grow_ = over ? classes_[full_after(decoded_)] : 0;
    if (!over) {
      ++growths_;
      grown_at_ = decoded_;
    }
  }
  totals_.iterations += count;
  totals_.batch_sum += count * run_.batch;
  if (run_.prompts) totals_.prompt_busy += end.seen() - run_.begin.seen();
  twice_block_ps_ += static_cast<Int128>(used_at_begin_ + pool_.used()) * run_.begin.until(end);
  used_at_begin_ = pool_.used();
}

void TokenReplica::tell_tokens(std::uint64_t count) {
  times_.clear();
  if (run_.count == 1) {
    times_.push_back(run_.end.seen());
  } else {
    PicoTime at = run_.begin;
    for (std::uint64_t i = 0; i < count; ++i) {
      at = at.after(profile_->steps.decode_ps(decoding_, context_ + i * decoding_));
      times_.push_back(at.seen());
    }
  }
  for (std::uint32_t place = sequences_.first(); place != SequenceList::end; place = sequences_[place].after) {
    if (sequences_[place].phase == SequencePhase::decoding) sink_->tokens(sequences_[place].request, times_);
  }
}

void TokenReplica::complete_answers(SimTime at) {
  while (!ends_.empty() && ends_.first().at == decoded_) {
    const std::uint32_t place = ends_.pop().place;
    const RequestId request = sequences_[place].request;
    give_blocks(sequences_[place]);
    stop_decoding(place);
    sequences_.remove(place);
    sink_->ended(at, request, ServedAs::completed);
  }
}

void TokenReplica::complete_prompts(SimTime at) {
  std::size_t unfinished = 0;
  for (const std::uint32_t place : prompts_) {
    TokenSequence& sequence = sequences_[place];
    sequence.done += sequence.chunk;
    pending_prompt_ -= sequence.chunk;
    if (sequence.done < sequence.tokens) {
      prompts_[unfinished++] = place;
    } else {
      make_first_token(at, place);
    }
  }
  prompts_.resize(unfinished);
}

// Of a prompt that is in the cache: the first one of all, or the next after those that were made before a preemption.
void TokenReplica::make_first_token(SimTime at, std::uint32_t place) {
  TokenSequence& sequence = sequences_[place];
  const RequestId request = sequence.request;
  const auto units = units_of(request, sequence.tokens);
  if (units.size() > sequence.units) {
    pool_.publish(units.subspan(sequence.units));
    sequence.units = static_cast<std::uint32_t>(units.size());
  }
  --pending_output_;
  ++totals_.output_tokens;
  if (sequence.made++ == 0) {
    sink_->first_token(at, request);
  } else if (tells_tokens_) {
    sink_->tokens(request, {&at, 1});
  }
  if (sequence.made < sequence.output && hands_over_) {
    sequence.phase = SequencePhase::held;
    ++held_;
    pending_output_ -= sequence.output - sequence.made;
    done_.push_back({place, sequence.tag, request});
    return;
  }
  if (sequence.made < sequence.output) {
    start_decoding(place);
    return;
  }
  give_blocks(sequence);
  sequences_.remove(place);
  sink_->ended(at, request, ServedAs::completed);
}

// Whole iterations of the run are booked; what the one in work has done is lost.
void TokenReplica::evict(SimTime now, std::vector<RequestId>& evicted) {
  const std::uint64_t ended = ended_by(now);
  if (ended > 0 && run_.decodes) totals_.output_tokens += ended * decoding_;
  totals_.iterations += ended;
  totals_.batch_sum += ended * run_.batch;
  if (run_.active) {
    if (run_.prompts) totals_.prompt_busy += now - run_.begin.seen();
    twice_block_ps_ += static_cast<Int128>(used_at_begin_ + load(now).cache_blocks_used) * std::max<std::int64_t>(run_.begin.until(now), 0);
  }
  if (busy_) totals_.busy += now - busy_since_;
  for (std::uint32_t place = sequences_.first(); place != SequenceList::end; place = sequences_[place].after) {
    if (hands_over_ || sequences_[place].tag == no_tag) evicted.push_back(sequences_[place].request);
  }
  for (; !line_.empty(); line_.pop_front()) {
    if (line_.front().tag == no_tag) evicted.push_back(line_.front().request);
  }
  run_.active = busy_ = false;
  last_end_ = PicoTime(now);
  sequences_.clear();
  prompts_.clear();
  joining_.clear();
  ends_.clear();
  begun_.clear();
  done_.clear();
  expecting_.clear();
  pool_.reset(pool_.total(), blocks_for(hash_tokens_, rule_->block_tokens));
  classes_.assign(rule_->block_tokens, 0);
  decoding_ = held_ = 0;
  context_ = to_grow_ = pending_prompt_ = pending_output_ = 0;
}

ReplicaLoad TokenReplica::load(SimTime now) const {
  const std::uint64_t ended = run_.decodes ? ended_by(now) : 0;
  ReplicaLoad load;
  load.waiting = line_.size();
  load.running = sequences_.count();
  load.pending_prompt_tokens = pending_prompt_;
  load.pending_output_tokens = pending_output_ - ended * decoding_;
  load.cache_blocks_used = pool_.used() + (ended > 0 ? blocks_taken(std::min(ended, run_.count - 1)) : 0);
  load.cache_blocks = pool_.total() == endless_blocks ? 0 : pool_.total();
  load.busy = busy_;
  return load;
}

ReplicaTotals TokenReplica::totals(SimTime now) const {
  ReplicaTotals totals = totals_;
  Int128 twice_block_ps = twice_block_ps_;
  if (busy_) totals.busy += now - busy_since_;
  const std::uint64_t ended = ended_by(now);
  totals.iterations += ended;
  totals.batch_sum += ended * run_.batch;
  if (run_.active && run_.decodes) totals.output_tokens += ended * decoding_;
  if (run_.active && run_.begin.seen() < now) {
    if (run_.prompts) totals.prompt_busy += now - run_.begin.seen();
    twice_block_ps += static_cast<Int128>(used_at_begin_ + load(now).cache_blocks_used) * run_.begin.until(now);
  }
  totals.block_seconds = static_cast<double>(twice_block_ps) / 2e12;
  totals.cache_blocks = load(now).cache_blocks;
  return totals;
}

}  // namespace suanli
