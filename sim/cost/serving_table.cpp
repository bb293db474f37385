// serving_table.cpp -- finds the kinks of the formula and the lines between them.
#include "sim/cost/serving_table.h"

#include <algorithm>
#include <cmath>

namespace suanli {
namespace {

// Of a curve that is straight between `kinks`, which rise, and beyond the last; a flat beginning may end anywhere. `time` never
// falls.
template <class Time>
std::vector<StraightPiece> straight_pieces(std::vector<double> kinks, const Time& time) {
  kinks.insert(kinks.begin(), 0);
  const double flat = time(0);
  std::size_t next = 1;
  while (next < kinks.size() && time(kinks[next]) == flat) ++next;
  double low = kinks[next - 1];
  double high = next < kinks.size() ? kinks[next] : 2 * low + 1;
  while (next == kinks.size() && time(high) == flat && high < 1e18) high *= 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (time(middle) == flat ? low : high) = middle;
  }
  kinks.erase(kinks.begin() + 1, kinks.begin() + static_cast<std::ptrdiff_t>(next));
  if (high > 0) kinks.insert(kinks.begin() + 1, high);
  std::vector<StraightPiece> pieces;
  for (std::size_t i = 0; i < kinks.size(); ++i) {
    const double from = kinks[i];
    const double to = i + 1 < kinks.size() ? kinks[i + 1] : 2 * from + 1;
    if (!(to > from)) continue;
    pieces.push_back({from, time(from), (time(to) - time(from)) / (to - from)});
  }
  return pieces;
}

// Where a curve of efficiencies bends, in units of its size / `size_of_one`.
std::vector<double> kinks_of(const SizeCurve& curve, double size_of_one) {
  std::vector<double> kinks;
  for (int i = 0; i < SizeCurve::pieces; ++i) {
    if (curve.start[i] > 0 && curve.slope[i] > 0) kinks.push_back(curve.start[i] / size_of_one);
  }
  return kinks;
}

// 1, 2, 3, ... and then steps of a sixteenth.
std::vector<double> token_grid() {
  std::vector<double> grid;
  for (double tokens = 2; tokens <= most_fitted_tokens; tokens = std::ceil(tokens * 17 / 16)) grid.push_back(tokens);
  return grid;
}

// Few pieces that miss no value between by more than its share of `whole`.
std::vector<StraightPiece> fitted_pieces(const std::vector<double>& at, const std::vector<double>& time,
                                         const std::vector<double>& whole) {
  std::vector<StraightPiece> pieces;
  for (std::size_t first = 0; first + 1 < at.size();) {
    std::size_t last = first + 1;
    const auto piece_to = [&](std::size_t end) {
      return StraightPiece{at[first], time[first], (time[end] - time[first]) / (at[end] - at[first])};
    };
    const auto holds = [&](std::size_t end) {
      const StraightPiece piece = piece_to(end);
      for (std::size_t i = first + 1; i < end; ++i) {
        if (std::abs(piece.at(at[i]) - time[i]) > prefill_tolerance * whole[i]) return false;
      }
      return true;
    };
    while (last + 1 < at.size() && holds(last + 1)) ++last;
    pieces.push_back(piece_to(last));
    first = last;
  }
  return pieces;
}

}  // namespace

PrefillTable prefill_table(const ServingReplica& of) {
  const double layers = of.model.layers;
  const double pairs = 4 * of.model.hidden / of.plan.tp;
  PrefillTable table;
  table.per_request_s = of.engine.request_s;
  table.by_pairs = straight_pieces(kinks_of(of.device.attention, pairs), [&](double count) {
    return layers * prompt_attention(of.model, of.device, of.plan, count) / of.engine.device_share;
  });
  const std::vector<double> grid = token_grid();
  std::vector<double> time;
  std::vector<double> whole;
  for (const double tokens : grid) {
    const ServingParts parts = serving_parts(of.model, of.device, of.fabric, of.plan, of.engine, {1, tokens, 0});
    const double host = parts.head_s + parts.host_s + parts.prompt_s - of.engine.request_s;
    const double least = layers * (parts.launches_s + of.engine.layer_s) + host;
    const double work = (parts.products_s + parts.streams_s + parts.exchange_s) / of.engine.device_share;
    time.push_back(layers * (work + of.engine.layer_s + 2 * parts.wide_s) + parts.stages_s + host);
    whole.push_back(larger(time.back(), least + parts.stages_s));
    if (time.size() == 1) table.least_s = least + parts.stages_s;
    if (time.size() == 2) table.least_per_token_s = (least + parts.stages_s - table.least_s) / (grid[1] - grid[0]);
  }
  table.least_s -= grid[0] * table.least_per_token_s;
  table.by_tokens = fitted_pieces(grid, time, whole);
  StraightPiece& first = table.by_tokens.front();
  first = {0, first.at(0), first.slope_s};
  return table;
}

std::vector<std::vector<StraightPiece>> decode_table(const ServingReplica& of, std::size_t most_requests) {
  const double read = cache_bytes_per_token(of.model, of.plan) / shares(of.model.layers, of.plan.pp);
  const std::vector<StraightPiece> reading = straight_pieces(kinks_of(of.device.cache_read, read), [&](double context) {
    return cache_attention(of.model, of.device, of.plan, context);
  });
  const double layers = of.model.layers;
  const double share = of.engine.device_share;
  std::vector<std::vector<StraightPiece>> table(most_requests);
  for (std::size_t requests = 1; requests <= most_requests; ++requests) {
    const ServingParts parts =
        serving_parts(of.model, of.device, of.fabric, of.plan, of.engine, {static_cast<double>(requests), 1, 0});
    const double work = parts.products_s + parts.streams_s + parts.exchange_s;
    const double rest = layers * (of.engine.layer_s + 2 * parts.wide_s) + parts.head_s + parts.stages_s + parts.host_s;
    const double flat = rest + layers * parts.launches_s;
    std::vector<StraightPiece>& pieces = table[requests - 1];
    for (std::size_t i = 0; i < reading.size(); ++i) {
      StraightPiece piece{reading[i].from, rest + layers * (work + reading[i].start_s) / share,
                          layers * reading[i].slope_s / share};
      if (piece.start_s < flat) {  // the launches take longer, up to where the lines meet
        if (pieces.empty()) pieces.push_back({piece.from, flat, 0});
        const double meet = piece.slope_s > 0 ? piece.from + (flat - piece.start_s) / piece.slope_s : 1e300;
        if (i + 1 < reading.size() && meet >= reading[i + 1].from) continue;
        if (meet == 1e300) continue;
        piece = {meet, flat, piece.slope_s};
      }
      pieces.push_back(piece);
    }
  }
  return table;
}

}  // namespace suanli
