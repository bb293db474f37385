// service_series.cpp -- what each request and each replica changes, and when.
#include "tools/export/service_series.h"

#include <algorithm>
#include <optional>

#include "tools/export/result_table.h"

namespace suanli::exports {
namespace {

ServiceSeries& of_service(std::vector<ServiceSeries>& all, const ResultTable& table, std::size_t column) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const ServiceSeries& each) { return each.name == table[column]; });
  if (found == all.end()) table.fail(column, "a service of run.json");
  return *found;
}

Duration required_time(const ResultTable& table, std::size_t column) {
  const auto time = table.seconds(column);
  if (!time || *time < Duration(0)) table.fail(column, "a time in seconds");
  return *time;
}

JobStatus status_in(const ResultTable& table, std::size_t column) {
  const auto word = std::find(job_status_names.begin(), job_status_names.end(), table[column]);
  if (word == job_status_names.end()) table.fail(column, "how a request can end");
  return static_cast<JobStatus>(word - job_status_names.begin());
}

void read_requests(const std::string& directory, const SampleGrid& grid, std::vector<ServiceSeries>& all) {
  ResultTable table(directory + "/requests.csv");
  const std::size_t service = table.column("service"), arrival = table.column("arrival_s"), end = table.column("end_s"),
                    ttft = table.column("ttft_s"), latency = table.column("latency_s"), tokens = table.column("output_tokens"),
                    status = table.column("status");
  while (table.next()) {
    ServiceSeries& series = of_service(all, table, service);
    const JobStatus how = status_in(table, status);
    const std::size_t arrived = grid.first_after(required_time(table, arrival));
    series.arrived.add(arrived, 1);
    if (how == JobStatus::rejected) {
      series.ended[static_cast<std::size_t>(how)].add(arrived, 1);
      continue;
    }
    series.outstanding.add(arrived, 1);
    if (how == JobStatus::unfinished) continue;
    const std::size_t ended = grid.first_after(required_time(table, end));
    series.outstanding.add(ended, -1);
    series.ended[static_cast<std::size_t>(how)].add(ended, 1);
    if (how != JobStatus::completed) continue;
    series.output_tokens.add(ended, table.whole(tokens));
    series.latency.add(ended, required_time(table, latency));
    if (const auto first = table.seconds(ttft)) series.first_token.add(ended, *first);
  }
}

void read_replicas(const std::string& directory, const SampleGrid& grid, std::vector<ServiceSeries>& all) {
  ResultTable table(directory + "/replicas.csv");
  const std::size_t service = table.column("service"), started = table.column("started_s"), ended = table.column("ended_s");
  while (table.next()) {
    ServiceSeries& series = of_service(all, table, service);
    series.replicas.add(grid.first_after(required_time(table, started)), 1);
    if (const auto end = table.seconds(ended)) series.replicas.add(grid.first_after(*end), -1);
  }
}

}  // namespace

void AnswerTimes::add(std::size_t sample, Duration time) {
  for (std::size_t bound = 0; bound < within_.size(); ++bound) {
    if (bound == answer_bounds_ms.size() || time <= std::chrono::milliseconds(answer_bounds_ms[bound])) within_[bound].add(sample, 1);
  }
  sum_ns_.add(sample, time.count());
}

void AnswerTimes::accumulate() {
  for (SampledCount<>& count : within_) count.accumulate();
  sum_ns_.accumulate();
}

std::vector<ServiceSeries> service_series(const std::string& directory, const std::vector<std::string>& names, const SampleGrid& grid) {
  std::vector<ServiceSeries> all;
  for (const std::string& name : names) all.emplace_back(name, grid.size());
  if (all.empty()) return all;
  read_requests(directory, grid, all);
  read_replicas(directory, grid, all);
  for (ServiceSeries& series : all) {
    for (SampledCount<>* count : {&series.arrived, &series.outstanding, &series.output_tokens, &series.replicas}) count->accumulate();
    for (SampledCount<>& count : series.ended) count.accumulate();
    series.first_token.accumulate();
    series.latency.accumulate();
  }
  return all;
}

}  // namespace suanli::exports
