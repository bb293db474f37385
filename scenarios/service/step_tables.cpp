// step_tables.cpp -- pieces in seconds become lines in whole picoseconds.
#include "scenarios/service/step_tables.h"

#include <cmath>

#include "sim/engine/serving/pico_time.h"

namespace suanli {
namespace {

// Contexts are whole tokens: a piece begins at the first of them.
std::vector<DecodeLine> decode_lines(const std::vector<StraightPiece>& pieces) {
  std::vector<DecodeLine> lines;
  for (const StraightPiece& piece : pieces) {
    if (piece.from > 1e15) break;
    const double from = std::ceil(piece.from);
    const DecodeLine line{whole_ps(piece.at(from)), whole_ps(piece.slope_s), static_cast<std::uint64_t>(from)};
    if (!lines.empty() && lines.back().from == line.from) {
      lines.back() = line;
      continue;
    }
    if (!lines.empty()) lines.back().until = line.from;
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

StepTimes step_times(const ServingReplica& replica, std::size_t most_requests) {
  StepTimes steps;
  const PrefillTable prefill = prefill_table(replica);
  for (std::size_t i = 0; i < prefill.by_tokens.size(); ++i) {
    const StraightPiece& piece = prefill.by_tokens[i];
    StepTimes::PrefillPiece made{.base_s = piece.at(0), .per_token_s = piece.slope_s};
    if (i + 1 < prefill.by_tokens.size()) made.up_to = static_cast<std::uint64_t>(prefill.by_tokens[i + 1].from);
    steps.add_prefill(made);
  }
  for (const StraightPiece& piece : prefill.by_pairs) steps.add_pairs({piece.from, piece.start_s, piece.slope_s});
  steps.set_least_prefill(prefill.least_s, prefill.least_per_token_s);
  steps.set_prefill_per_request(prefill.per_request_s);
  for (const std::vector<StraightPiece>& pieces : decode_table(replica, most_requests)) steps.add_decode(decode_lines(pieces));
  steps.set_mixed_factor(mixed_step_factor);
  return steps;
}

}  // namespace suanli
