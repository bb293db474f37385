// request_groups.h -- which requests a row is about: all of the measured window, those to one service, those of one tenant.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/model/workload.h"
#include "sim/report/run_result.h"

namespace suanli {

struct RequestGroup {
  std::string tenant;                // as in a row: "all", "service:<name>", or a tenant's name
  std::optional<ServiceId> service;  // of a group of one service
  std::span<const RequestId> requests;   // arrived in the window; rising
  std::span<const RequestId> completed;  // the completed ones of them; rising
  bool is_all = false;               // it holds every request of the window, so what was computed for `all` holds for it
};

// Groups in the order of rows: all, then services in the order of ServiceId, then tenants in the order of TenantId that have requests.
// Requests without a tenant are a group only beside named tenants. None at all in a run without services.
class RequestGroups {
 public:
  RequestGroups(const RunResult& run, const Workload& workload);
  RequestGroups(const RequestGroups&) = delete;
  RequestGroups& operator=(const RequestGroups&) = delete;

  std::span<const RequestGroup> groups() const { return groups_; }

 private:
  struct Members {
    std::vector<RequestId> requests;
    std::vector<RequestId> completed;
  };
  void put(const RunResult& run, RequestId request, Members& members);
  RequestGroup group(std::string tenant, std::size_t members) const;

  std::vector<Members> members_;  // all, services, tenants; empty where they are the same as all
  std::vector<RequestGroup> groups_;
};

}  // namespace suanli
