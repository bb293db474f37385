// shelf.h -- things by key, each made once while anybody uses it, and a few more that nobody uses at the moment.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace suanli::sweep {

// Of several threads that want the same thing one makes it and the others wait. All members may be called from any thread.
template <class T>
class Shelf {
 public:
  // At most `kept` things that nobody uses stay; the one used longest ago goes first.
  explicit Shelf(std::size_t kept) : kept_(kept) {}

  // The thing of that key, for as long as the loan lives. What `make` throws, everybody who waits for the thing gets.
  class Loan {
   public:
    template <class Make>
    Loan(Shelf& shelf, const std::string& key, Make make) : shelf_(shelf), key_(key), thing_(shelf.take(key, make)) {}
    ~Loan() { shelf_.give_back(key_); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    const T& operator*() const { return thing_; }
    const T* operator->() const { return &thing_; }

   private:
    Shelf& shelf_;
    std::string key_;
    const T& thing_;
  };

  // How many things were made so far.
  std::size_t made() const {
    const std::lock_guard lock(mutex_);
    return made_;
  }

 private:
  struct Place {
    std::optional<T> thing;      // none while it is being made
    std::exception_ptr failure;  // why it never will be
    std::size_t users = 0;
    std::uint64_t last_use = 0;
  };

  template <class Make>
  const T& take(const std::string& key, Make make) {
    std::unique_lock lock(mutex_);
    const auto [at, is_new] = places_.try_emplace(key);
    Place& place = at->second;
    ++place.users;
    if (is_new) {
      lock.unlock();
      std::optional<T> thing;
      std::exception_ptr failure;
      try {
        thing.emplace(make());
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      place.failure = failure;
      if (thing) place.thing.emplace(std::move(*thing));
      made_ += thing.has_value() ? 1 : 0;
      ready_.notify_all();
    } else {
      ready_.wait(lock, [&] { return place.thing.has_value() || place.failure != nullptr; });
    }
    if (!place.failure) return *place.thing;
    const std::exception_ptr failure = place.failure;
    if (--place.users == 0) places_.erase(key);
    std::rethrow_exception(failure);
  }

  void give_back(const std::string& key) {
    const std::lock_guard lock(mutex_);
    Place& place = places_.at(key);
    --place.users;
    place.last_use = ++uses_;
    drop_unused();
  }

  void drop_unused() {
    const auto unused = [](const auto& one) { return one.second.users == 0; };
    while (static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(), unused)) > kept_) {
      auto oldest = places_.end();
      for (auto at = places_.begin(); at != places_.end(); ++at) {
        if (unused(*at) && (oldest == places_.end() || at->second.last_use < oldest->second.last_use)) oldest = at;
      }
      places_.erase(oldest);
    }
  }

  std::size_t kept_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::map<std::string, Place> places_;
  std::uint64_t uses_ = 0;
  std::size_t made_ = 0;
};

}  // namespace suanli::sweep
