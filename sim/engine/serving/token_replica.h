// token_replica.h -- one replica of a language model: requests wait for room in its cache, and iterations make their tokens.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/int128.h"
#include "sim/engine/serving/batch_rule.h"
#include "sim/engine/serving/block_pool.h"
#include "sim/engine/serving/decode_series.h"
#include "sim/engine/serving/first_heap.h"
#include "sim/engine/serving/pico_time.h"
#include "sim/engine/serving/serving_engine.h"
#include "sim/engine/serving/token_sequence.h"
#include "sim/engine/serving/waiting_line.h"

namespace suanli {

// Before each iteration every decoding request whose last block is full takes one more; where none is left, the request admitted last gives up
// all of its own and waits again, at the front. If none had to, requests are admitted from the front of the line while there is room
// (Yu et al. 2022, Orca; Kwon et al. 2023, vLLM; Agrawal et al. 2024, Sarathi-Serve for chunks).
//
// Decode iterations without a change among the requests are one run: it ends with the first answer, or when blocks run out, and is cut at the
// iteration's end when a request comes that could be admitted. What a run does is booked when it ends or is cut, so its cost does not depend
// on its length, nor, but for telling tokens to a sink that wants them, on how many requests decode.
class TokenReplica {
 public:
  // Everything outlives the replica.
  void open(const BatchRule& rule, const RequestColumns& requests, ServingSink& sink, const ReplicaProfile& profile);
  bool empty() const { return sequences_.count() == 0 && line_.empty(); }

  // As those of ServingEngine.
  bool offer(SimTime now, RequestId request);
  void advance(SimTime now);
  SimTime settle(SimTime now);
  bool withdraw(SimTime now, RequestId request);
  // Not those that are still another replica's to hand over.
  void evict(SimTime now, std::vector<RequestId>& evicted);
  ReplicaLoad load(SimTime now) const;
  ReplicaTotals totals(SimTime now) const;

  // For a service whose prompts and answers are made on unlike replicas. A replica that hands over keeps a request whose prompt is done, and its
  // blocks, until told to give it up; who takes its cache is known by a tag.
  void hand_over() { hands_over_ = true; }
  struct Handed {
    std::uint32_t place = 0;  // valid until the request leaves
    std::uint32_t tag = no_tag;
    RequestId request{};
  };
  // Prompts begun and prompts done since this was last asked; the lists are the caller's to empty.
  std::vector<Handed>& begun() { return begun_; }
  std::vector<Handed>& done() { return done_; }
  PicoTime iteration_begin() const { return run_.begin; }
  PicoTime iteration_end() const { return run_.end; }
  void set_tag(std::uint32_t place, std::uint32_t tag) { sequences_[place].tag = tag; }
  std::uint32_t tag_of(RequestId request) const;
  void give_up(std::uint32_t place) { remove(place); }

  // And one that takes over: the request waits for room, then for its cache. Those for whom there is room since this was last asked; the list
  // is the caller's to empty.
  void offer_prompt_done(RequestId request, std::uint32_t tag);
  std::vector<Handed>& expecting() { return expecting_; }
  // The cache is there. settle() follows.
  void arrived(std::uint32_t place);
  // Nothing will come. settle() follows.
  void expect_no_more(std::uint32_t tag);
  bool could_hold(RequestId request) const;

 private:
  struct Waiting {
    RequestId request{};
    std::uint32_t made = 0;     // output tokens before it was preempted or handed over
    std::uint32_t swapped = 0;  // its tokens in the memory of the host
    bool again = false;         // it was preempted
    std::uint32_t tag = no_tag; // its prompt is done elsewhere
  };
  struct End {
    std::uint64_t at = 0;  // decode iterations of the replica
    std::uint64_t serial = 0;
    std::uint32_t place = 0;
    bool operator>(const End& other) const { return at != other.at ? at > other.at : serial > other.serial; }
  };
  // Iterations in work. One with prompts, with copies to or from the host, or after a preemption is alone; its series is not used.
  struct Run {
    bool active = false;
    bool decodes = false;
    bool prompts = false;
    PicoTime begin;
    PicoTime end;
    std::uint64_t count = 0;
    DecodeSeries series;
    std::uint32_t batch = 0;  // requests in each iteration
  };

  // Runs: token_run.cpp
  bool begin(SimTime now);
  bool rest();
  std::int64_t iteration_ps() const;
  void plan_decodes();
  void finish();
  void book(std::uint64_t count, PicoTime end);
  void interrupt(SimTime now);
  void tell_tokens(std::uint64_t count);
  void complete_prompts(SimTime at);
  void complete_answers(SimTime at);
  void make_first_token(SimTime at, std::uint32_t place);
  std::uint64_t ended_by(SimTime now) const;
  // Room: token_replica.cpp
  bool grow(SimTime now);
  bool grow_one_by_one(SimTime now);
  void preempt(SimTime now, std::uint32_t place);
  void continue_prompts();
  void admit(SimTime now);
  bool has_room_for(const Waiting& head) const;
  void start(SimTime now, const Waiting& head);
  void swap_in(const Waiting& head);
  void expect(const Waiting& head);
  void start_decoding(std::uint32_t place);
  void stop_decoding(std::uint32_t place);
  void give_blocks(const TokenSequence& sequence);
  void remove(std::uint32_t place);

  std::uint32_t batch_size() const { return sequences_.count() - held_; }
  std::uint64_t prompt_left(const Waiting& waiting) const;
  std::uint32_t output_of(RequestId request) const;
  std::uint32_t prompt_of(RequestId request) const;
  std::span<const std::uint64_t> units_of(RequestId request, std::uint64_t tokens) const;
  std::uint64_t cached(const TokenSequence& sequence) const { return sequence.tokens + (decoded_ - sequence.began); }
  std::uint64_t made(const TokenSequence& sequence) const {
    return sequence.phase == SequencePhase::decoding ? sequence.made + (decoded_ - sequence.began) : sequence.made;
  }
  std::uint64_t blocks_held(const TokenSequence& sequence) const;
  // Class of decoding sequences whose last block is full after `decoded` iterations.
  std::uint32_t full_after(std::uint64_t decoded) const;
  std::uint32_t class_of(const TokenSequence& sequence) const;
  std::uint64_t blocks_taken(std::uint64_t growths) const;
  std::uint64_t growths_that_fit(std::uint64_t most) const;

  const BatchRule* rule_ = nullptr;
  const RequestColumns* requests_ = nullptr;
  ServingSink* sink_ = nullptr;
  const ReplicaProfile* profile_ = nullptr;
  bool tells_tokens_ = false;
  std::uint32_t hash_tokens_ = 16;
  std::uint64_t watermark_ = 0;
  std::int64_t swap_block_ps_ = 0;

  WaitingLine<Waiting> line_;
  SequenceList sequences_;
  std::vector<std::uint32_t> prompts_;  // places, in order of admission
  std::vector<std::uint32_t> joining_;  // places whose cache has come
  std::uint32_t held_ = 0;
  bool hands_over_ = false;
  std::vector<Handed> begun_;
  std::vector<Handed> done_;
  std::vector<Handed> expecting_;
  FirstHeap<End> ends_;                 // of decoding sequences
  BlockPool pool_;
  bool look_again_ = false;             // a change that may let the head in

  std::uint64_t decoded_ = 0;           // decode iterations
  std::uint64_t context_ = 0;           // cached tokens of decoding sequences
  std::uint32_t decoding_ = 0;
  std::vector<std::uint32_t> classes_;  // decoding sequences by when their last block is full, modulo block_tokens
  std::uint64_t to_grow_ = 0;           // those that need a block before the next decode iteration
  std::uint64_t growths_ = 0;           // how often all took what they need
  std::uint64_t grown_at_ = ~std::uint64_t{0};  // decoded_ when they last did

  PromptWork prompt_work_;              // of the iteration that is being formed
  std::uint64_t budget_ = 0;            // tokens left in it
  std::int64_t swap_ps_ = 0;            // its copies

  Run run_;
  PicoTime last_end_;
  std::vector<SimTime> times_;
  bool busy_ = false;
  SimTime busy_since_{};
  std::uint64_t pending_prompt_ = 0;
  std::uint64_t pending_output_ = 0;
  std::uint64_t used_at_begin_ = 0;     // blocks, when the run began or was last booked
  Int128 twice_block_ps_ = 0;
  ReplicaTotals totals_;
};

}  // namespace suanli
