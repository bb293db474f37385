// request_builder.h -- collects requests in any order and turns them into a workload's sorted columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/problem_list.h"
#include "sim/model/request.h"
#include "sim/model/workload.h"

namespace suanli {

// The part of WorkloadBuilder that knows requests; their names and tenants are the workload's.
class RequestBuilder {
 public:
  void reserve(std::size_t requests);
  // REQUIRES a non-empty id, an arrival and a duration that are not negative.
  void add(const RequestRecord& record, TenantId tenant, NameTable& names);
  std::size_t size() const {
    return columns_.size();
  }

  // Moves the columns, sorted, into the workload; ids used twice are added to the problems. [InputError] when there are more than
  // 2^31 requests or more than 4 GiB of ids.
  void move_to(Workload& workload, ProblemList& problems);

 private:
  std::string_view id(std::size_t row) const;
  void sort();
  void tell_repeated_ids(const std::string& file, ProblemList& problems) const;

  RequestColumns columns_;  // in order of adding
  std::string id_bytes_;
  std::vector<std::uint32_t> id_end_;
  std::vector<std::uint32_t> lines_;  // of the source; may be empty
  bool sorted_ = true;      // by (arrival, id) so far
  bool ids_rising_ = true;  // then no id can come twice
  std::uint64_t last_number_ = 0;
};

}  // namespace suanli
