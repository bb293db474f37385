// request_rows.h -- requests as an importer finds them, row by row; at the end their arrivals count from the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"
#include "sim/model/workload.h"
#include "workloads/ledger.h"

namespace suanli {

// What a cell for tokens says: a whole number from 0 to 2^31 - 1. False for anything else.
bool read_tokens(std::string_view cell, std::uint32_t& into);

struct RequestRow {
  Duration at{};   // from any one moment
  std::string id;  // empty: the row's number
  std::size_t number = 0;  // of the row, from 1, also over rows that are dropped
  std::string_view service;
  std::uint32_t prompt_tokens = 0;
  std::uint32_t output_tokens = 0;
  Duration duration{};
  std::string_view session;
  std::string_view tenant;
  std::int32_t priority = 0;
  std::size_t line = 0;
};

// Where the time 0 of the trace lies: at the first arrival, or where the source has its 0.
enum class TimeOrigin : unsigned char { first, zero };

// Texts of rows must live until move_to.
class RequestRows {
 public:
  // Counts rows that come before the row above and rows at its time. `hashes` are of the blocks of the prompt.
  void add(RequestRow row, Ledger& ledger, const std::vector<std::uint64_t>& hashes = {});
  std::size_t size() const {
    return rows_.size();
  }
  // Rows whose arrival lies before the origin, or beyond 292 years after it, are dropped and counted.
  void move_to(WorkloadBuilder& builder, Ledger& ledger, TimeOrigin origin);

 private:
  std::vector<RequestRow> rows_;
  std::vector<std::uint64_t> hashes_;  // of all rows
  std::vector<std::size_t> hashes_end_;
};

}  // namespace suanli
