// token_sequence.h -- one request while a replica makes its tokens, and the requests that do in order of admission.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/ids.h"

namespace suanli {

// held: its prompt is in the cache, another replica will go on with it; coming: its blocks are taken, their contents are under way.
enum class SequencePhase : unsigned char { prompt, decoding, held, coming };

inline constexpr std::uint32_t no_tag = 0xffffffff;

struct TokenSequence {
  RequestId request{};
  SequencePhase phase = SequencePhase::prompt;
  std::uint32_t tokens = 0;   // of the prompt and, after a preemption, of what was made; in the cache when it began to decode
  std::uint32_t done = 0;     // of these, in the cache
  std::uint32_t chunk = 0;    // of these, in the iteration now in work
  std::uint32_t made = 0;     // output tokens at its admission; decoding: when it began to decode
  std::uint32_t output = 0;   // to make in all
  std::uint32_t units = 0;    // of the pool that it uses
  std::uint32_t tag = no_tag; // of who brings or takes its cache
  std::uint64_t began = 0;    // decode iterations of the replica before it began to decode
  std::uint64_t growths = 0;  // of the replica's blocks before that
  std::uint64_t serial = 0;   // of its admission
  std::uint32_t before = 0;   // neighbours in order of admission
  std::uint32_t after = 0;
};

// Sequences at fixed places, in a ring list by admission; memory is kept.
class SequenceList {
 public:
  static constexpr std::uint32_t end = 0;  // the place before the first and after the last

  SequenceList() : places_(1) {}

  void clear() {
    places_.assign(1, {});
    free_.clear();
    count_ = 0;
  }
  std::uint32_t count() const { return count_; }
  TokenSequence& operator[](std::uint32_t place) { return places_[place]; }
  const TokenSequence& operator[](std::uint32_t place) const { return places_[place]; }
  std::uint32_t first() const { return places_[end].after; }
  std::uint32_t last() const { return places_[end].before; }

  std::uint32_t admit(TokenSequence sequence) {
    std::uint32_t place = static_cast<std::uint32_t>(places_.size());
    if (free_.empty()) {
      places_.push_back({});
    } else {
      place = free_.back();
      free_.pop_back();
    }
    sequence.serial = serial_++;
    sequence.before = last();
    sequence.after = end;
    places_[place] = sequence;
    places_[sequence.before].after = place;
    places_[end].before = place;
    ++count_;
    return place;
  }
  void remove(std::uint32_t place) {
    const TokenSequence& gone = places_[place];
    places_[gone.before].after = gone.after;
    places_[gone.after].before = gone.before;
    free_.push_back(place);
    --count_;
  }

 private:
  std::vector<TokenSequence> places_;
  std::vector<std::uint32_t> free_;
  std::uint32_t count_ = 0;
  std::uint64_t serial_ = 0;
};

}  // namespace suanli
