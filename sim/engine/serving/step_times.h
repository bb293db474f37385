// step_times.h -- how long the iterations of a language model take on one kind of replica: tables filled before the run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/engine/serving/pico_time.h"

namespace suanli {

// Times are kept as whole picoseconds, so that a run of iterations takes exactly the sum of its iterations wherever it is cut.
//   prefill(prompts): new prompt tokens in one iteration, of one or more prompts: at least a time of its own, whatever they are
//   decode(requests, context): one token for each of `requests`, which attend to `context` cached tokens in all before it
// Between the points of a table a time is linear in its second argument, so k decode steps in a row, each with `requests` more tokens of context,
// are an arithmetic series.
struct DecodeLine {
  std::int64_t start_ps = 0;        // at context = from
  std::int64_t slope_ps = 0;        // per token of context
  std::uint64_t from = 0;           // contexts [from, until)
  std::uint64_t until = ~std::uint64_t{0};
};

// Prompt tokens of one iteration, summed over prompts.
struct PromptWork {
  std::uint64_t tokens = 0;
  std::uint64_t twice_pairs = 0;  // tokens x (tokens + 2 past) of each: pairs of a token and what it attends to, doubled to stay whole
  std::uint64_t requests = 0;

  void add(std::uint64_t more, std::uint64_t past) {
    tokens += more;
    twice_pairs += more * (more + 2 * past);
    ++requests;
  }
};

class StepTimes {
 public:
  // A prefill costs base + per_token x tokens + per_pair x (tokens x (tokens / 2 + past)): the general form that tables are fitted to piece by
  // piece; tests use constants. The base is paid once an iteration, the pairs are those of each prompt with itself.
  struct PrefillPiece {
    std::uint64_t up_to = ~std::uint64_t{0};  // tokens of the iteration, inclusive; the last piece has no end
    double base_s = 0;
    double per_token_s = 0;
    double per_pair_s = 0;
  };

  // What the pairs cost beside: start_s + per_pair_s x (pairs - from).
  struct PairPiece {
    double from = 0;
    double start_s = 0;
    double per_pair_s = 0;
  };

  bool empty() const { return prefill_.empty(); }
  void add_prefill(PrefillPiece piece) { prefill_.push_back(piece); }
  // Rising, the first from 0; none: nothing.
  void add_pairs(PairPiece piece) { pairs_.push_back(piece); }
  // Tokens and pairs take no less than this, for launches of kernels: base_s + per_token_s x tokens.
  void set_least_prefill(double base_s, double per_token_s) {
    least_base_s_ = base_s;
    least_per_token_s_ = per_token_s;
  }
  // On top of all that, for each request in the iteration.
  void set_prefill_per_request(double seconds) { per_request_s_ = seconds; }
  // For batches of exactly 1, 2, 3, ... requests, in this order; the last stands for all larger ones. Lines cover all contexts, rising.
  void add_decode(std::vector<DecodeLine> lines) { decode_.push_back(std::move(lines)); }
  // What an iteration with both prompts and decodes takes, relative to the sum that mixed_ps() forms.
  void set_mixed_factor(double factor) { mixed_factor_ = factor; }

  std::int64_t prefill_ps(PromptWork work) const {
    return whole_ps(prefill_s(work));
  }
  // Of one prompt: `tokens` new ones that attend to `past` cached ones.
  std::int64_t prefill_ps(std::uint64_t tokens, std::uint64_t past) const {
    PromptWork work;
    work.add(tokens, past);
    return prefill_ps(work);
  }

  const DecodeLine& decode_line(std::uint64_t requests, std::uint64_t context) const {
    const std::vector<DecodeLine>& lines = decode_[requests < decode_.size() ? requests - 1 : decode_.size() - 1];
    const DecodeLine* line = lines.data();
    while (context >= line->until) ++line;
    return *line;
  }
  std::int64_t decode_ps(std::uint64_t requests, std::uint64_t context) const {
    const DecodeLine& line = decode_line(requests, context);
    return line.start_ps + line.slope_ps * static_cast<std::int64_t>(context - line.from);
  }

  // Both in one iteration: a decoding request is one more token through the model, and its context is read beside. Never less than the decode
  // alone. The form of Patel et al. 2024 (Splitwise), whose simulator has a factor of 1.1.
  std::int64_t mixed_ps(PromptWork work, std::uint64_t requests, std::uint64_t context) const {
    const std::int64_t decode = decode_ps(requests, context);
    work.tokens += requests;
    work.requests += requests;
    const std::int64_t reading = decode - decode_ps(requests, 0);
    return std::max(decode, whole_ps(prefill_s(work) * mixed_factor_) + reading);
  }

 private:
  double prefill_s(PromptWork work) const {
    const PrefillPiece* piece = prefill_.data();
    while (work.tokens > piece->up_to) ++piece;
    const auto tokens = static_cast<double>(work.tokens);
    const double pairs = static_cast<double>(work.twice_pairs) / 2;
    double seconds = piece->base_s + piece->per_token_s * tokens + piece->per_pair_s * pairs;
    if (!pairs_.empty()) {
      const PairPiece* part = &pairs_.back();
      while (pairs < part->from) --part;
      seconds += part->start_s + part->per_pair_s * (pairs - part->from);
    }
    seconds = std::max(seconds, least_base_s_ + least_per_token_s_ * tokens);
    return seconds + per_request_s_ * static_cast<double>(work.requests);
  }

  std::vector<PrefillPiece> prefill_;
  std::vector<PairPiece> pairs_;
  double least_base_s_ = 0;
  double least_per_token_s_ = 0;
  double per_request_s_ = 0;
  std::vector<std::vector<DecodeLine>> decode_;
  double mixed_factor_ = 1;
};

}  // namespace suanli
