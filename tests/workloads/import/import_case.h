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

// What an import gave; jobs by (submit, id).
struct Imported {
  ImportResult result;
  std::unique_ptr<const Workload> workload;
  std::vector<SeenJob> jobs;

  Imported(std::string_view format, const std::vector<std::string>& files, const Options& options = {})
      : result(import_files(format, files, options)), workload(result.jobs.finish({files.front(), std::string(format), 0})) {
    for (const JobId job : IdRange<JobId>(workload->job_count())) jobs.push_back(seen(job));
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

 private:
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
