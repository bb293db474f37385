// swf_log.h -- a log in the Standard Workload Format as it is written: header and 18 fields a line, nothing corrected yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"
#include "workloads/ledger.h"

namespace suanli {

// The fields a workload can use; the format's -1 for "unknown" is left in.
struct SwfLine {
  std::int64_t job_number = -1;
  Duration submit{};
  Duration wait{};
  Duration run{};
  std::int64_t allocated_processors = -1;
  std::int64_t used_memory_kb = -1;  // per processor
  std::int64_t requested_processors = -1;
  Duration requested_time{};
  std::int64_t requested_memory_kb = -1;  // per processor
  std::int64_t status = -1;
  std::int64_t user = -1;
  std::int64_t group = -1;
  std::int64_t queue = -1;
  std::size_t line = 0;
};

// Format: Feitelson, "The Standard Workload Format" (2.2), Parallel Workloads Archive.
struct SwfLog {
  std::map<std::string, std::string, std::less<>> header;  // first value of each key
  std::vector<SwfLine> lines;                              // in file order

  // Reads the whole file. Acknowledge lines go to the ledger; lines without 18 numbers are dropped and counted.
  // [InputError] when the file cannot be read.
  SwfLog(const std::string& file, Ledger& ledger);

  // The leading number of a header value; 0 when the key is missing, unknown (-1) or no number.
  std::int64_t header_number(std::string_view key) const;
};

}  // namespace suanli
