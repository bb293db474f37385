// import_case.h -- runs an importer by name and hands out what a test wants to look at.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "workloads/import/importer.h"

namespace suanli::test {

using Options = std::map<std::string, ParamValue>;

inline const ImporterEntry& importer(std::string_view name) {
  for (const ImporterEntry* entry : import::entries()) {
    if (entry->name == name) return *entry;
  }
  FAIL("no such importer: " << name);
  return *import::entries().front();
}

inline ImportResult import_files(std::string_view format, const std::vector<std::string>& files, const Options& options = {}) {
  const ImporterEntry& entry = importer(format);
  std::vector<Problem> problems;
  const Params params(entry.params, options, "", problems);
  if (!problems.empty()) throw InputError(problems);
  return entry.read(files, params);
}

// One job, as plain text and numbers.
struct SeenJob {
  std::string id;
  double submit_s = 0, duration_s = 0;
  double limit_s = -1;  // -1: none
  std::uint32_t tasks = 0;
  TaskShape shape;
  std::int32_t priority = 0;
  std::string tenant, user, status;
  std::vector<std::string> models;
};

// One request, as plain text and numbers.
struct SeenRequest {
  std::string id;
  double arrival_s = 0, duration_s = 0;
  std::uint32_t prompt_tokens = 0, output_tokens = 0;
  std::int32_t priority = 0;
  std::string service, session, tenant;
  std::vector<std::uint64_t> hashes;
};

// What an import gave; jobs by (submit, id), requests by (arrival, id).
struct Imported {
  ImportResult result;
  std::unique_ptr<const Workload> workload;
  std::vector<SeenJob> jobs;
  std::vector<SeenRequest> requests;

  Imported(std::string_view format, const std::vector<std::string>& files, const Options& options = {})
      : result(import_files(format, files, options)), workload(result.jobs.finish({files.front(), std::string(format), 0})) {
    for (const JobId job : IdRange<JobId>(workload->job_count())) jobs.push_back(seen(job));
    for (const RequestId request : IdRange<RequestId>(workload->request_count())) requests.push_back(seen(request));
  }

  std::uint64_t count(std::string_view reason) const {
    return result.ledger.count(reason);
  }

  const SeenJob& job(std::string_view id) const {
    for (const SeenJob& one : jobs) {
      if (one.id == id) return one;
    }
    FAIL("no job " << id);
    return jobs.front();
  }

  const SeenRequest& request(std::string_view id) const {
    for (const SeenRequest& one : requests) {
      if (one.id == id) return one;
    }
    FAIL("no request " << id);
    return requests.front();
  }

 private:
  SeenRequest seen(RequestId request) const {
    const RequestColumns& all = workload->requests;
    SeenRequest one;
    one.id = workload->request_id_text(request);
    one.arrival_s = to_seconds(all.arrival[request].time_since_epoch());
    one.duration_s = to_seconds(all.duration_of(request));
    one.prompt_tokens = all.prompt_tokens[request];
    one.output_tokens = all.output_tokens[request];
    one.priority = all.priority_of(request);
    one.service = workload->names.text(all.service[request]);
    one.session = workload->names.text(all.session_of(request));
    one.tenant = workload->tenants[all.tenant[request]];
    one.hashes.assign(all.prefix_of(request).begin(), all.prefix_of(request).end());
    return one;
  }

  SeenJob seen(JobId job) const {
    const Workload& all = *workload;
    SeenJob one;
    one.id = all.id_text(job);
    one.submit_s = to_seconds(all.submit[job].time_since_epoch());
    one.duration_s = to_seconds(all.duration[job]);
    if (all.has_time_limit(job)) one.limit_s = to_seconds(all.time_limit[job]);
    one.tasks = all.tasks[job];
    one.shape = all.shapes[all.shape[job]];
    one.priority = all.priority[job];
    one.tenant = all.tenants[all.tenant[job]];
    one.user = all.users[all.user[job]];
    one.status = all.names.text(all.recorded_status_of(job));
    for (const NameId name : one.shape.device_models) one.models.emplace_back(all.names.text(name));
    return one;
  }
};

// The text of the InputError that the import raises; fails the test when there is none.
inline std::string error_of(std::string_view format, const std::vector<std::string>& files, const Options& options = {}) {
  try {
    import_files(format, files, options);
  } catch (const InputError& error) {
    return error.what();
  }
  FAIL("no InputError");
  return {};
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace suanli::test
