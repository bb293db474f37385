// request.h -- requests to online services: one as it is handed over, and all of a run as sorted, immutable columns.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace suanli {

// One request as a reader or generator hands it over. Views need to live only during WorkloadBuilder::add_request.
struct RequestRecord {
  std::string_view id;
  SimTime arrival{};
  std::string_view service;         // empty: the only one of the scenario
  std::uint32_t prompt_tokens = 0;
  std::uint32_t output_tokens = 0;   // that it will produce; what a policy may know of it is the policy's parameter
  Duration duration{};               // of work on the reference device, for services that are no language model
  std::string_view session;          // requests of one conversation; empty: none
  std::span<const std::uint64_t> prefix_hashes;  // of the blocks of its prompt, the first block first
  std::string_view tenant;           // of the same list as those of jobs
  std::string_view kernel;           // that answers it, where a device must be reconfigured for another; empty: the only one
  std::int32_t priority = 0;         // larger is more important
  std::uint32_t line = 0;            // of the source, for messages; 0: unknown
};

// Requests by RequestId = rank by (arrival, id), ids ordered as those of jobs. Columns that no request needs are empty. Names are
// interned in the workload.
struct RequestColumns {
  IdVector<RequestId, SimTime> arrival;
  IdVector<RequestId, NameId> service;  // NameId{}: the only one of the scenario
  IdVector<RequestId, std::uint32_t> prompt_tokens;
  IdVector<RequestId, std::uint32_t> output_tokens;
  IdVector<RequestId, TenantId> tenant;

  IdVector<RequestId, Duration> duration;
  IdVector<RequestId, NameId> session;  // NameId{}: none
  IdVector<RequestId, std::int32_t> priority;
  IdVector<RequestId, NameId> kernel;   // that answers it, where a device must be reconfigured for another; NameId{}: the only one
  IdVector<RequestId, std::uint64_t> prefix_begin;  // size() + 1 offsets into prefix_hashes
  std::vector<std::uint64_t> prefix_hashes;

  std::size_t size() const { return arrival.size(); }
  Duration duration_of(RequestId request) const { return duration.empty() ? Duration{} : duration[request]; }
  std::int32_t priority_of(RequestId request) const { return priority.empty() ? 0 : priority[request]; }
  NameId session_of(RequestId request) const { return session.empty() ? NameId{} : session[request]; }
  NameId kernel_of(RequestId request) const { return kernel.empty() ? NameId{} : kernel[request]; }
  std::span<const std::uint64_t> prefix_of(RequestId request) const {
    if (prefix_begin.empty()) return {};
    const auto next = static_cast<RequestId>(index_of(request) + 1);
    return {prefix_hashes.data() + prefix_begin[request], prefix_begin[next] - prefix_begin[request]};
  }

  bool operator==(const RequestColumns&) const = default;
};

}  // namespace suanli
