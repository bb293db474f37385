// block_pool_test.cpp -- units of prompts are shared while used, kept while there is room, and forgotten oldest first.
#include "sim/engine/serving/block_pool.h"

#include <doctest/doctest.h>

#include <vector>

#include "sim/engine/serving/first_heap.h"
#include "sim/engine/serving/waiting_line.h"

namespace suanli::test {
namespace {

using Units = std::vector<std::uint64_t>;

TEST_CASE("ten blocks, units of two, by hand") {
  BlockPool pool;
  pool.reset(10, 2);
  const Units first{11, 12};
  pool.take(5);
  pool.publish(first);  // four of the five are units now
  CHECK(pool.used() == 5);
  CHECK(pool.match(Units{11, 12, 13}).units == 2);
  CHECK(pool.match(Units{11, 12}).takes == 0);
  CHECK(pool.match(Units{12}).units == 1);
  CHECK(pool.match(Units{13, 11}).units == 0);
  pool.give(1);
  pool.stop_using(first);
  CHECK(pool.used() == 0);
  CHECK(pool.available() == 10);
  CHECK(pool.match(first).units == 2);  // kept
  CHECK(pool.match(first).takes == 4);
  pool.take(7);                         // three left for kept units: the last of the first prompt goes
  CHECK(pool.match(first).units == 1);
  pool.use(Units{11});
  CHECK(pool.used() == 9);
  pool.take(1);
  CHECK(pool.match(first).units == 1);  // in use
  pool.stop_using(Units{11});
  pool.take(1);
  CHECK(pool.match(first).units == 0);
}

TEST_CASE("two that calculated the same unit keep one copy") {
  BlockPool pool;
  pool.reset(10, 2);
  pool.take(2);
  pool.take(2);
  pool.publish(Units{7});
  pool.publish(Units{7});
  CHECK(pool.used() == 2);
  pool.stop_using(Units{7});
  CHECK(pool.used() == 2);
  pool.stop_using(Units{7});
  CHECK(pool.used() == 0);
  CHECK(pool.match(Units{7}).takes == 2);
  pool.take(2);
  pool.publish(Units{7});  // the kept copy makes way for the new one
  CHECK(pool.used() == 2);
  CHECK(pool.match(Units{7}).takes == 0);
}

TEST_CASE("the least recently used is forgotten, whatever its hash") {
  BlockPool pool;
  pool.reset(1000, 1);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    pool.take(1);
    pool.publish(Units{i * 64});
    pool.stop_using(Units{i * 64});
  }
  pool.use(Units{0});  // the first is used again
  pool.stop_using(Units{0});
  pool.take(500);
  for (std::uint64_t i = 0; i < 1000; ++i) CHECK((pool.match(Units{i * 64}).units == 1) == (i == 0 || i > 500));
}

TEST_CASE("a line gives up places at both ends and between") {
  WaitingLine<int> line;
  for (int i = 0; i < 20; ++i) i % 2 == 0 ? line.push_back(i) : line.push_front(i);
  for (int i = 0; i < 5; ++i) line.pop_front();  // 9 7 5 3 1 0 2 4 .. 18 are left
  line.erase(1);
  line.insert(2, 100);
  std::vector<int> items;
  for (std::uint32_t i = 0; i < line.size(); ++i) items.push_back(line[i]);
  CHECK(items == std::vector<int>{9, 5, 100, 3, 1, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18});
}

TEST_CASE("a heap gives the smallest first, also after some were taken out") {
  FirstHeap<int> heap;
  for (const int item : {5, 3, 8, 1, 9, 2, 7}) heap.push(item);
  CHECK(heap.remove_if([](int item) { return item % 2 == 0; }) == 2);
  std::vector<int> items;
  while (!heap.empty()) items.push_back(heap.pop());
  CHECK(items == std::vector<int>{1, 3, 5, 7, 9});
}

}  // namespace
}  // namespace suanli::test
