// prefix_record.h -- which stretches of prompts a balancer sent to a replica lately: what it takes the replica's cache to hold.
#pragma once

#include <algorithm>
#include <span>

#include "sim/base/ids.h"
#include "sim/base/params.h"
#include "sim/engine/serving/block_pool.h"

namespace suanli {

constexpr ParamSpec prefix_record_param{
    .name = "record_blocks", .type = ParamType::integer, .default_value = "65536", .unit = "1", .low = 1, .high = 1e8,
    .help = "prefix hashes remembered for each replica, those sent there longest ago forgotten first: what its cache is taken to hold"};

// Least recently sent hashes go first; of one prompt its last.
class PrefixRecord {
 public:
  explicit PrefixRecord(std::uint64_t capacity) { pool_.reset(capacity, 1); }

  std::uint64_t size() const { return pool_.kept(); }

  // How many of them, from the first on, are recorded without a gap.
  std::uint32_t match(std::span<const std::uint64_t> hashes) const { return pool_.match(hashes).units; }

  // They were sent there now.
  void add(std::span<const std::uint64_t> hashes) {
    hashes = hashes.first(std::min<std::size_t>(hashes.size(), pool_.total()));
    const auto known = hashes.first(match(hashes));
    const auto others = hashes.subspan(known.size());
    pool_.use(known);
    pool_.take(others.size());
    pool_.publish(others);
    pool_.stop_using(hashes);
  }

 private:
  BlockPool pool_;
};

// One record for each replica of a service.
class PrefixRecords {
 public:
  explicit PrefixRecords(std::uint64_t capacity) : capacity_(capacity) {}

  PrefixRecord& of(ReplicaId replica) {
    while (!records_.contains(replica)) records_.push_back(PrefixRecord(capacity_));
    return records_[replica];
  }

 private:
  std::uint64_t capacity_;
  IdVector<ReplicaId, PrefixRecord> records_;
};

}  // namespace suanli
