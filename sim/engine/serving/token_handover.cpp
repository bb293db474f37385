// token_handover.cpp -- requests whose prompt is done on one replica and whose answer is made on another.
#include <algorithm>

#include "sim/engine/serving/token_replica.h"

namespace suanli {

std::uint32_t TokenReplica::tag_of(RequestId request) const {
  for (std::uint32_t place = sequences_.first(); place != SequenceList::end; place = sequences_[place].after) {
    if (sequences_[place].request == request) return sequences_[place].tag;
  }
  return no_tag;
}

void TokenReplica::offer_prompt_done(RequestId request, std::uint32_t tag) {
  if (line_.empty()) look_again_ = true;
  line_.push_back({request, 1, 0, false, tag});
  pending_output_ += output_of(request) - 1;
}

// It has its blocks; what is in them is under way.
void TokenReplica::expect(const Waiting& head) {
  TokenSequence sequence;
  sequence.request = head.request;
  sequence.phase = SequencePhase::coming;
  sequence.tokens = sequence.done = prompt_of(head.request);
  sequence.made = head.made;
  sequence.output = output_of(head.request);
  sequence.tag = head.tag;
  pool_.take(blocks_held(sequence));
  const std::uint32_t place = sequences_.admit(sequence);
  expecting_.push_back({place, head.tag, head.request});
}

void TokenReplica::arrived(std::uint32_t place) {
  sequences_[place].tag = no_tag;
  joining_.push_back(place);
}

void TokenReplica::expect_no_more(std::uint32_t tag) {
  for (std::uint32_t place = 0; place < line_.size(); ++place) {
    if (line_[place].tag != tag) continue;
    pending_output_ -= output_of(line_[place].request) - 1;
    line_.erase(place);
    look_again_ = look_again_ || place == 0;
    return;
  }
  for (std::uint32_t place = sequences_.first(); place != SequenceList::end; place = sequences_[place].after) {
    if (sequences_[place].tag != tag) continue;
    pending_output_ -= sequences_[place].output - 1;
    remove(place);
    std::erase_if(expecting_, [tag](const Handed& each) { return each.tag == tag; });
    look_again_ = true;
    return;
  }
}

}  // namespace suanli
