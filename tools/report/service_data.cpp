// service_data.cpp -- figures of each service, and step functions of its requests and replicas.
#include "tools/report/service_data.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "tools/report/curve_text.h"
#include "tools/report/step_curve.h"

namespace suanli::page {
namespace {

constexpr std::string_view prefix = "service:";

using Places = std::map<std::string_view, std::size_t>;

// Every service has a row of how many requests it got.
std::vector<std::string_view> names_of(const RunResults& run) {
  std::vector<std::string_view> names;
  for (const SummaryRow& row : run.summary) {
    if (row.metric == "requests" && row.stat == "submitted" && row.tenant.starts_with(prefix)) names.push_back(row.tenant.substr(prefix.size()));
  }
  return names;
}

void write_figures(JsonText& out, const RunResults& run, const std::vector<std::string_view>& names) {
  out.key("services").begin_list();
  for (const std::string_view name : names) {
    out.begin_object().key("name").text(name).key("figures").begin_list();
    for (const SummaryRow& row : run.summary) {
      if (row.kind != "all" || !row.tenant.starts_with(prefix) || row.tenant.substr(prefix.size()) != name) continue;
      out.begin_list().text(row.metric).text(row.stat).number(row.value).end_list();
    }
    out.end_list().end_object();
  }
  out.end_list();
}

// When the last request came or went; jobs may go on for much longer.
double last_of_requests(const RunResults& run) {
  double last = 0;
  for (const RequestRow& request : run.requests) {
    last = std::max(last, request.status == "unfinished" ? run.document.end_s : request.end_s.value_or(request.arrival_s));
  }
  return last > 0 ? last : run.document.end_s;
}

// Rejected requests were never let in.
std::vector<std::vector<Change>> request_changes(const RunResults& run, const Places& places) {
  std::vector<std::vector<Change>> changes(places.size());
  for (const RequestRow& request : run.requests) {
    const auto place = places.find(request.service);
    if (place == places.end() || request.status == "rejected") continue;
    changes[place->second].push_back({request.arrival_s, 1});
    if (request.end_s) changes[place->second].push_back({*request.end_s, -1});
  }
  return changes;
}

std::vector<std::vector<Change>> replica_changes(const RunResults& run, const Places& places) {
  std::vector<std::vector<Change>> changes(places.size());
  for (const ReplicaRow& replica : run.replicas) {
    const auto place = places.find(replica.service);
    if (place == places.end()) continue;
    changes[place->second].push_back({replica.started_s, 1});
    if (replica.ended_s) changes[place->second].push_back({*replica.ended_s, -1});
  }
  return changes;
}

}  // namespace

void write_services(JsonText& out, const RunResults& run, std::size_t most_points) {
  out.key("requests").begin_list();
  for (const auto& [status, count] : run.document.requests) out.begin_list().text(status).integer(static_cast<std::int64_t>(count)).end_list();
  out.end_list();
  const std::vector<std::string_view> names = names_of(run);
  write_figures(out, run, names);
  Places places;
  for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], i);
  const double until_s = last_of_requests(run);
  out.key("load_until_s").number(until_s).key("load").begin_list();
  for (const auto& changes : {request_changes(run, places), replica_changes(run, places)}) {
    const StepCurves load = step_curves(changes, 0, until_s, most_points);
    write_values(out.begin_object(), "time_s", load.time_s);
    out.key("curves").begin_list();
    for (const Curve& curve : load.curves) {
      write_curve(out.begin_object(), curve, load.exact);
      out.end_object();
    }
    out.end_list().end_object();
  }
  out.end_list();
}

}  // namespace suanli::page
