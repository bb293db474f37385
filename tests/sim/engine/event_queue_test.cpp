// event_queue_test.cpp -- the tournament tree against std::priority_queue, and every rule of its order.
#include "sim/engine/event_queue.h"

#include <doctest/doctest.h>

#include <queue>
#include <tuple>

#include "sim/base/random.h"

namespace suanli {
namespace {

SimTime at(std::int64_t ns) {
  return SimTime(Duration(ns));
}

constexpr unsigned rank_of(EventKind kind) {
  return static_cast<unsigned>(kind);
}

}  // namespace

TEST_CASE("at equal times completions come before failures, repairs, arrivals and timers") {
  static_assert(rank_of(EventKind::completion) < rank_of(EventKind::failure));
  static_assert(rank_of(EventKind::failure) < rank_of(EventKind::repair));
  static_assert(rank_of(EventKind::repair) < rank_of(EventKind::arrival));
  static_assert(rank_of(EventKind::arrival) < rank_of(EventKind::timer));
  EventQueue queue;
  const EventSlot timer = queue.open();
  const EventSlot completion = queue.open();
  queue.schedule(timer, at(5), rank_of(EventKind::timer));
  queue.schedule(completion, at(5), rank_of(EventKind::completion));
  CHECK(queue.pop().slot == completion);
  CHECK(queue.pop().slot == timer);
  CHECK(queue.empty());
}

TEST_CASE("asked after every event, predictions that are over come before arrivals and arrivals before completions") {
  CHECK(per_event_rank(EventKind::timer) < per_event_rank(EventKind::arrival));
  CHECK(per_event_rank(EventKind::arrival) < per_event_rank(EventKind::completion));
}

TEST_CASE("events of one time and kind come in the order they were scheduled, whatever their slots") {
  EventQueue queue;
  const EventSlot first = queue.open();
  const EventSlot second = queue.open();
  queue.schedule(second, at(7), 0);
  queue.schedule(first, at(7), 0);
  CHECK(queue.pop().slot == second);
  CHECK(queue.pop().slot == first);
}

TEST_CASE("a slot that is re-timed has one event, at its new time") {
  EventQueue queue;
  const EventSlot slot = queue.open();
  queue.schedule(slot, at(9), 0);
  queue.schedule(slot, at(3), 0);
  CHECK(queue.next_time() == at(3));
  queue.pop();
  CHECK(queue.empty());
  CHECK(queue.next_time() == time_never);
}

TEST_CASE("a queue that was reset is as new, though it had grown and had events") {
  EventQueue queue;
  for (int i = 0; i < 300; ++i) queue.schedule(queue.open(), at(i), 0);
  CHECK(queue.slot_count() == 512);
  queue.reset();
  CHECK(queue.empty());
  CHECK(queue.slot_count() == 64);
  EventQueue fresh;
  for (int i = 0; i < 100; ++i) {
    const EventSlot slot = queue.open();
    CHECK(slot == fresh.open());
    queue.schedule(slot, at(i / 2), 0);
    fresh.schedule(slot, at(i / 2), 0);
  }
  while (!fresh.empty()) {
    const Event event = queue.pop();
    const Event wanted = fresh.pop();
    CHECK(event.slot == wanted.slot);
    CHECK(event.sequence == wanted.sequence);
  }
  CHECK(queue.empty());
}

TEST_CASE("a random stream of schedules, cancels and pops agrees with std::priority_queue") {
  using Entry = std::tuple<std::int64_t, unsigned, std::uint64_t, std::uint32_t>;
  for (const std::int64_t spread : {std::int64_t{3}, std::int64_t{1'000'000'000'000}}) {  // tie-heavy, and wide
    CAPTURE(spread);
    Stream random(17, "event-queue-test", static_cast<std::uint64_t>(spread));
    EventQueue queue;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> oracle;
    std::vector<std::uint64_t> current(4096, 0);  // sequence of the live event of each slot; 0 none
    std::vector<EventSlot> open;
    std::uint64_t sequence = 0;
    std::int64_t now = 0;
    std::size_t differ = 0;
    for (int step = 0; step < 200'000; ++step) {
      const std::uint64_t dice = random.below(10);
      if (dice < 5 && open.size() < 3000) {
        const EventSlot slot = queue.open();
        open.push_back(slot);
        const std::int64_t time = now + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(spread)));
        const auto rank = static_cast<unsigned>(random.below(5));
        queue.schedule(slot, at(time), rank);
        current[static_cast<std::size_t>(slot)] = ++sequence;
        oracle.push({time, rank, sequence, static_cast<std::uint32_t>(slot)});
      } else if (dice == 5 && !open.empty()) {
        const std::size_t victim = random.below(open.size());
        queue.cancel(open[victim]);
        current[static_cast<std::size_t>(open[victim])] = 0;
        queue.close(open[victim]);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(victim));
      } else {
        while (!oracle.empty() && current[std::get<3>(oracle.top())] != std::get<2>(oracle.top())) oracle.pop();
        if (queue.empty() != oracle.empty()) ++differ;
        if (oracle.empty() || queue.empty()) continue;
        const Event event = queue.pop();
        const auto [time, rank, order, slot] = oracle.top();
        oracle.pop();
        now = time;
        if (event.at != at(time) || event.rank != rank || static_cast<std::uint32_t>(event.slot) != slot) ++differ;
        current[slot] = 0;
        queue.close(event.slot);
        std::erase(open, event.slot);
      }
    }
    CHECK(differ == 0);
  }
}

}  // namespace suanli
