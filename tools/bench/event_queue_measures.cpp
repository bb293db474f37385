// event_queue_measures.cpp -- G1, G3: the hold model (Jones 1986) on the engine's queue and on std::priority_queue.
#include <queue>

#include "sim/base/random.h"
#include "sim/engine/event_queue.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

constexpr std::size_t pending = 10'000;
constexpr std::size_t holds = 1'000'000;

// What a queue of plain events would hold.
struct PlainEvent {
  std::int64_t at;
  std::uint64_t sequence;
  std::uint64_t id;
  std::uint64_t kind;
  bool operator>(const PlainEvent& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
};
static_assert(sizeof(PlainEvent) == 32);

std::vector<std::int64_t> increments() {
  Stream random(1, "bench/hold");
  std::vector<std::int64_t> all(1 << 16);
  for (auto& one : all) one = static_cast<std::int64_t>(random.exponential(1e9));
  return all;
}

void hold_plain(const std::vector<std::int64_t>& gaps) {
  std::priority_queue<PlainEvent, std::vector<PlainEvent>, std::greater<>> queue;
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i < pending; ++i) queue.push({gaps[i % gaps.size()], sequence++, i, 0});
  for (std::size_t i = 0; i < holds; ++i) {
    PlainEvent event = queue.top();
    queue.pop();
    event.at += gaps[i % gaps.size()];
    event.sequence = sequence++;
    queue.push(event);
  }
  keep(queue.top().at);
}

// As the engine does: an event that is done closes its slot, the next one opens a slot. With `cancel` each event takes back one other and
// schedules it anew in its place, so half of all scheduled events never happen.
void hold_ours(const std::vector<std::int64_t>& gaps, bool cancel) {
  EventQueue queue;
  std::vector<EventSlot> slots;
  for (std::size_t i = 0; i < pending; ++i) {
    slots.push_back(queue.open());
    queue.schedule(slots.back(), SimTime(Duration(gaps[i % gaps.size()])), 0);
  }
  std::size_t victim = 0;
  for (std::size_t i = 0; i < holds; ++i) {
    const Event event = queue.pop();
    queue.close(event.slot);
    const EventSlot slot = queue.open();
    queue.schedule(slot, event.at + Duration(gaps[i % gaps.size()]), 0);
    if (!cancel) continue;
    victim = (victim + 7'919) % pending;  // all slots are open, so each has an event to take back
    queue.schedule(slots[victim], event.at + Duration(gaps[(i + 1) % gaps.size()]), 0);
  }
  keep(queue.next_time());
}

}  // namespace

std::vector<Measure> event_queue_measures() {
  const auto gaps = increments();
  const Ratio against_plain = ratio_of(5, [&] { hold_ours(gaps, false); }, [&] { hold_plain(gaps); });
  const Ratio cancelled = ratio_of(5, [&] { hold_ours(gaps, true); }, [&] { hold_ours(gaps, false); });
  return {{"G1", "hold model, 10,000 pending: engine queue / std::priority_queue", against_plain.ratio, "1", Goal::at_most, 0.35},
          {"G1", "the engine queue", against_plain.a_seconds / holds * 1e9, "ns/event", Goal::told, 0},
          {"G3", "ns per completed event, half of all events cancelled / none", cancelled.ratio, "1", Goal::at_most, 1.7}};
}

}  // namespace suanli::bench
