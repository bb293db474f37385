// ids.h -- one type per kind of index, and vectors that only their own index opens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace suanli {

enum class JobId : std::uint32_t {};     // rank by (submit time, id) in the workload
enum class ShapeId : std::uint32_t {};   // a distinct demand per task in the workload
enum class TenantId : std::uint32_t {};  // order of first appearance
enum class UserId : std::uint32_t {};    // order of first appearance
enum class NameId : std::uint32_t {};    // any other interned name of a workload; 0 is the empty name
enum class WorkId : std::uint32_t {};    // a distinct kind of work of a workload; 0 is none: a recorded duration
enum class NodeId : std::uint32_t {};    // order in the scenario: pool, then index
enum class ClassId : std::uint32_t {};   // nodes of equal capacity and traits
enum class PoolId : std::uint32_t {};
enum class ZoneId : std::uint32_t {};
enum class RackId : std::uint32_t {};
enum class DeviceModelId : std::uint32_t {};
enum class RequestId : std::uint32_t {};  // rank by (arrival, id) in the workload
enum class ServiceId : std::uint32_t {};  // order in the scenario
enum class ReplicaId : std::uint32_t {};  // within its service, in order of creation

// The bare number of an id, to index, print or hash it.
template <class Id>
constexpr std::size_t index_of(Id id) {
  return static_cast<std::size_t>(id);
}

// A vector that is opened by its own id type alone.
template <class Id, class T>
class IdVector {
 public:
  IdVector() = default;
  explicit IdVector(std::size_t size, const T& value = T()) : items_(size, value) {}

  decltype(auto) operator[](Id id) { return items_[index_of(id)]; }
  decltype(auto) operator[](Id id) const { return items_[index_of(id)]; }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  bool contains(Id id) const { return index_of(id) < items_.size(); }
  void reserve(std::size_t size) { items_.reserve(size); }
  void resize(std::size_t size) { items_.resize(size); }
  void assign(std::size_t size, const T& value) { items_.assign(size, value); }
  Id push_back(T item) {
    items_.push_back(std::move(item));
    return static_cast<Id>(items_.size() - 1);
  }

  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  const std::vector<T>& items() const { return items_; }
  std::vector<T>& items() { return items_; }

  bool operator==(const IdVector&) const = default;

 private:
  std::vector<T> items_;
};

// All ids below `count`, for range-for.
template <class Id>
class IdRange {
 public:
  class iterator {
   public:
    explicit iterator(std::size_t at) : at_(at) {}
    Id operator*() const { return static_cast<Id>(at_); }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const iterator& other) const { return at_ != other.at_; }

   private:
    std::size_t at_;
  };
  explicit IdRange(std::size_t count) : count_(count) {}
  iterator begin() const { return iterator(0); }
  iterator end() const { return iterator(count_); }

 private:
  std::size_t count_;
};

}  // namespace suanli
