// service_tables.cpp -- which figure of a request or replica stands in which column.
#include "sim/report/service_tables.h"

#include <algorithm>
#include <string>

#include "sim/model/deciding_device.h"
#include "sim/report/slo_count.h"

namespace suanli {
namespace {

std::string quoted(std::string_view text) {
  std::string cell;
  append_text(cell, text);
  return cell;
}

// Of a service's name and a replica's number; the name may need quotes.
void add_replica(CsvRow& row, const OnlineResult& online, ServiceId service, ReplicaId replica, std::string& scratch) {
  scratch = online.services[service].spec->name;
  scratch += '-';
  append_integer(scratch, static_cast<std::int64_t>(index_of(replica)));
  row.text(scratch);
}

void add_time(CsvRow& row, SimTime time) {
  if (time == time_never) row.empty();
  else row.seconds(time);
}

void add_times(CsvRow& row, const RequestOutcome& outcome, SimTime arrival, std::uint32_t output_tokens) {
  if (outcome.status == JobStatus::rejected) {
    row.empty(7);
    return;
  }
  const auto since_arrival = [&](SimTime time) {
    if (time == time_never) row.empty();
    else row.seconds(time - arrival);
  };
  add_time(row, outcome.start);
  add_time(row, outcome.first_token);
  add_time(row, outcome.end);
  since_arrival(outcome.start);
  since_arrival(outcome.first_token);
  row.number(time_per_output_token_s(outcome, output_tokens));
  since_arrival(outcome.end);
}

const std::string& deciding_model(const Cluster& cluster, const ServiceSpec& spec, ClassId id) {
  return cluster.model(*model_of(cluster.node_class(id), deciding_kind(spec.task))).name;
}

void add_places(CsvRow& row, const Cluster& cluster, std::span<const NodeTasks> places, std::string& scratch) {
  scratch.clear();
  for (const NodeTasks& on : places) {
    if (!scratch.empty()) scratch += ';';
    scratch += cluster.node_name(on.node);
    scratch += ':';
    append_integer(scratch, on.tasks);
  }
  row.text(scratch);
}

std::int64_t whole(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
}

void add_work(CsvRow& row, const ReplicaLife& life, SimTime end) {
  const ReplicaTotals& totals = life.totals;
  const Duration held = std::min(life.ended, end) - life.started;
  const auto ratio = [&](double part, double all) { return all > 0 ? std::optional(part / all) : std::nullopt; };
  row.seconds(held).seconds(totals.busy).number(ratio(to_seconds(totals.busy), to_seconds(held))).integer(whole(life.completed));
  row.integer(whole(totals.iterations));
  row.number(ratio(static_cast<double>(totals.batch_sum), static_cast<double>(totals.iterations)));
  row.integer(whole(totals.prompt_tokens)).integer(whole(totals.cached_tokens)).integer(whole(totals.output_tokens)).integer(whole(totals.preemptions));
}

}  // namespace

void write_requests_table(const RunResult& run, const Workload& workload, const TextSink& sink) {
  const OnlineResult& online = run.online;
  const RequestColumns& requests = workload.requests;
  CsvTable table(
      "request_id,service,replica,arrival_s,start_s,first_token_s,end_s,wait_s,ttft_s,tpot_s,latency_s,prompt_tokens,output_tokens,status,"
      "tenant,priority,attempts,hedged,preemptions,fault,slo_met",
      sink);
  IdVector<TenantId, std::string> tenants;
  for (const std::string& tenant : workload.tenants) tenants.push_back(quoted(tenant));
  IdVector<ServiceId, std::string> services;
  for (const ServiceResult& service : online.services) services.push_back(quoted(service.spec->name));
  std::string scratch;
  for (const RequestId request : IdRange<RequestId>(online.requests.size())) {
    const RequestOutcome& outcome = online.requests[request];
    if (!outcome.arrived()) continue;
    const SimTime arrival = requests.arrival[request];
    CsvRow row = table.row();
    row.text(workload.request_id_text(request)).ready(services[outcome.service]);
    const bool has_replica = outcome.replica != no_replica && outcome.status != JobStatus::rejected;
    if (has_replica) add_replica(row, online, outcome.service, outcome.replica, scratch);
    else row.empty();
    row.seconds(arrival);
    add_times(row, outcome, arrival, requests.output_tokens[request]);
    row.integer(requests.prompt_tokens[request]).integer(requests.output_tokens[request]).ready(name_of(outcome.status));
    row.ready(tenants[requests.tenant[request]]).integer(requests.priority_of(request)).integer(outcome.attempts);
    row.ready(outcome.hedged ? "1" : "0").integer(outcome.preemptions);
    row.ready(outcome.fault == RequestFault::none ? std::string_view() : name_of(outcome.fault));
    const std::optional<bool> met = met_slo(run, workload, request);
    row.ready(!met ? "" : *met ? "1" : "0").end();
  }
  table.flush();
}

void write_replicas_table(const RunResult& run, const Cluster& cluster, const TextSink& sink) {
  const OnlineResult& online = run.online;
  CsvTable table(
      "replica,service,nodes,pool,device_model,started_s,ready_s,draining_s,ended_s,held_s,busy_s,utilisation,requests_completed,iterations,"
      "batch_mean,prompt_tokens,cached_tokens,output_tokens,preemptions",
      sink);
  std::string scratch;
  for (const ServiceId id : IdRange<ServiceId>(online.services.size())) {
    const ServiceResult& service = online.services[id];
    for (const ReplicaId replica : IdRange<ReplicaId>(service.replicas.size())) {
      const ReplicaLife& life = service.replicas[replica];
      if (life.started > run.end) continue;  // of the instants after the run's end that are told
      CsvRow row = table.row();
      add_replica(row, online, id, replica, scratch);
      row.text(service.spec->name);
      add_places(row, cluster, online.place(life), scratch);
      row.text(cluster.pool(cluster.pool_of(online.place(life).front().node)).name).text(deciding_model(cluster, *service.spec, life.node_class));
      row.seconds(life.started);
      for (const SimTime time : {life.ready, life.draining, life.ended}) add_time(row, time);
      add_work(row, life, run.end);
      row.end();
    }
  }
  table.flush();
}

}  // namespace suanli
