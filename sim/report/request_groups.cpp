// request_groups.cpp -- sorts the requests of the window into groups; a group of all needs no list of its own.
#include "sim/report/request_groups.h"

#include <utility>

namespace suanli {

void RequestGroups::put(const RunResult& run, RequestId request, Members& members) {
  members.requests.push_back(request);
  if (run.online.requests[request].status == JobStatus::completed) members.completed.push_back(request);
}

RequestGroup RequestGroups::group(std::string tenant, std::size_t members) const {
  return {std::move(tenant), std::nullopt, members_[members].requests, members_[members].completed, members == 0};
}

RequestGroups::RequestGroups(const RunResult& run, const Workload& workload) {
  const OnlineResult& online = run.online;
  if (!online.kept()) return;
  const std::size_t services = online.services.size();
  members_.resize(1 + services + workload.tenants.size());
  std::vector<std::size_t> sizes(members_.size());
  const auto for_each = [&](auto call) {
    for (const RequestId request : IdRange<RequestId>(online.requests.size())) {
      const RequestOutcome& outcome = online.requests[request];
      if (!outcome.arrived() || !run.window.has_submission(workload.requests.arrival[request])) continue;
      call(request, 0U);
      call(request, 1 + index_of(outcome.service));
      call(request, 1 + services + index_of(workload.requests.tenant[request]));
    }
  };
  for_each([&](RequestId, std::size_t group) { ++sizes[group]; });
  const auto is_all = [&](std::size_t group) { return group == 0 || (sizes[group] == sizes[0] && sizes[0] > 0); };
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (i == 0 || !is_all(i)) members_[i].requests.reserve(sizes[i]);
  }
  for_each([&](RequestId request, std::size_t group) {
    if (group == 0 || !is_all(group)) put(run, request, members_[group]);
  });

  groups_.push_back(group("all", 0));
  for (const ServiceId service : IdRange<ServiceId>(services)) {
    const std::size_t at = 1 + index_of(service);
    groups_.push_back(group("service:" + online.services[service].spec->name, is_all(at) ? 0 : at));
    groups_.back().service = service;
  }
  for (const TenantId tenant : IdRange<TenantId>(workload.tenants.size())) {
    const std::size_t at = 1 + services + index_of(tenant);
    const std::string& name = workload.tenants[tenant];
    if (sizes[at] == 0 || (name.empty() && is_all(at))) continue;
    groups_.push_back(group(name, is_all(at) ? 0 : at));
  }
}

}  // namespace suanli
