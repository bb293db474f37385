// shelf_test.cpp -- things are made once for all who want them at a time, and few are kept.
#include "tools/sweep/shelf.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

using suanli::sweep::Shelf;

TEST_CASE("a thing stays while it is used and for a while after") {
  Shelf<int> shelf(1);
  int made = 0;
  const auto make = [&] { return ++made; };
  {
    const Shelf<int>::Loan a(shelf, "a", make);
    const Shelf<int>::Loan same(shelf, "a", make);
    const Shelf<int>::Loan b(shelf, "b", make);
    CHECK(*a == 1);
    CHECK(&*a == &*same);
    CHECK(*b == 2);
  }
  // b was given back first, then a: only a is kept.
  CHECK(*Shelf<int>::Loan(shelf, "a", make) == 1);
  CHECK(*Shelf<int>::Loan(shelf, "b", make) == 3);
  CHECK(*Shelf<int>::Loan(shelf, "a", make) == 4);
  CHECK(shelf.made() == 4);
}

TEST_CASE("nothing is kept on a shelf for none") {
  Shelf<int> shelf(0);
  for (int i = 1; i <= 3; ++i) CHECK(*Shelf<int>::Loan(shelf, "a", [&] { return i; }) == i);
}

TEST_CASE("what cannot be made fails for each who waits, and can be tried again") {
  Shelf<int> shelf(2);
  const auto fail = []() -> int { throw std::runtime_error("no"); };
  CHECK_THROWS_WITH_AS(Shelf<int>::Loan(shelf, "a", fail), "no", std::runtime_error);
  CHECK_THROWS_WITH_AS(Shelf<int>::Loan(shelf, "a", fail), "no", std::runtime_error);
  CHECK(*Shelf<int>::Loan(shelf, "a", [] { return 5; }) == 5);
}

TEST_CASE("many threads share what few make") {
  Shelf<std::unique_ptr<int>> shelf(4);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 400; ++i) {
        const int key = (i / 8 + t / 4) % 10;
        const Shelf<std::unique_ptr<int>>::Loan loan(shelf, std::to_string(key), [&] { return std::make_unique<int>(key); });
        if (**loan != key) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
