// step_times.h -- how long the iterations of a language model take on one kind of replica: tables filled before the run.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace suanli {

// Times are kept as whole picoseconds, so that a run of iterations takes exactly the sum of its iterations wherever it is cut.
//   prefill(tokens, past): `tokens` new prompt tokens in one iteration that attend to `past` cached ones
//   decode(requests, context): one token for each of `requests`, which attend to `context` cached tokens in all
// Between the points of a table a time is linear in its second argument, so k decode steps in a row, each with `requests` more tokens of context,
// are an arithmetic series.
struct DecodeLine {
  std::int64_t start_ps = 0;        // at context = from
  std::int64_t slope_ps = 0;        // per token of context
  std::uint64_t from = 0;           // contexts [from, until)
  std::uint64_t until = ~std::uint64_t{0};
};

class StepTimes {
 public:
  // A prefill costs base + per_token x tokens + per_pair x (tokens x (tokens / 2 + past)): the general form that tables are fitted to piece by
  // piece; tests use constants.
  struct PrefillPiece {
    std::uint64_t up_to = ~std::uint64_t{0};  // tokens, inclusive
    double base_s = 0;
    double per_token_s = 0;
    double per_pair_s = 0;
  };

  bool empty() const { return prefill_.empty(); }
  void add_prefill(PrefillPiece piece) { prefill_.push_back(piece); }
  // For batches of exactly 1, 2, 3, ... requests, in this order; the last stands for all larger ones. Lines cover all contexts, rising.
  void add_decode(std::vector<DecodeLine> lines) { decode_.push_back(std::move(lines)); }

  std::int64_t prefill_ps(std::uint64_t tokens, std::uint64_t past) const {
    const PrefillPiece* piece = prefill_.data();
    while (tokens > piece->up_to) ++piece;
    const double n = static_cast<double>(tokens);
    const double seconds = piece->base_s + piece->per_token_s * n + piece->per_pair_s * (n * (n / 2 + static_cast<double>(past)));
    return static_cast<std::int64_t>(seconds * 1e12);
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

 private:
  std::vector<PrefillPiece> prefill_;
  std::vector<std::vector<DecodeLine>> decode_;
};

}  // namespace suanli
