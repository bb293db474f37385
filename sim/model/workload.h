// workload.h -- all jobs and requests of a run as sorted, immutable columns, and the builder that makes them so.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/model/device.h"
#include "sim/model/job.h"
#include "sim/model/job_work.h"
#include "sim/model/request.h"

namespace suanli {

// One job as a reader or generator hands it over. Views need to live only during WorkloadBuilder::add.
struct JobRecord {
  std::string_view id;
  SimTime submit{};
  std::uint32_t tasks = 1;  // gang: placed all or none
  std::int64_t cpu_milli = 0;
  std::int64_t memory_kib = 0;
  std::int32_t gpu_milli = 0;
  std::int32_t fpgas = 0;
  std::span<const std::string_view> device_models;
  std::span<const std::string_view> zones;
  Duration duration{};                    // on the reference model, or on any device when there is none
  const JobWork* work = nullptr;          // instead of the duration, which is then 0
  std::uint64_t steps = 0;                // of the work; 1 for a bag or a pipeline
  std::optional<Duration> time_limit;     // what the user asked for: the estimate and the kill limit
  std::optional<SimTime> deadline;        // absolute
  std::int32_t priority = 0;              // larger is more important
  std::uint32_t min_tasks = 0;            // 0: not elastic
  std::uint32_t max_tasks = 0;
  WorkKind work_kind = WorkKind::batch;
  std::string_view reference_model;
  std::string_view tenant;
  std::string_view user;
  std::string_view recorded_status;       // how the trace says it ended; kept, never acted on
  std::span<const std::string_view> depends_on;  // ids of jobs that must have completed; naming one twice is once
  std::uint32_t line = 0;  // 1-based line or record of the source, for messages of WorkloadBuilder::finish; 0: unknown
};

// Interned names; id 0 is the empty name. In a Workload the ids are in byte order of the names.
class NameTable {
 public:
  NameTable();
  NameTable(const NameTable&) = delete;
  NameTable& operator=(const NameTable&) = delete;
  NameTable(NameTable&&) noexcept;
  NameTable& operator=(NameTable&&) noexcept;
  ~NameTable();

  NameId intern(std::string_view name);  // views of other names stay valid
  std::optional<NameId> find(std::string_view name) const;
  std::string_view text(NameId id) const;
  std::size_t size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Where a workload came from; goes into run.json.
struct Provenance {
  std::string source;       // path or generator
  std::string format;       // "suanli-trace", "generated", ...
  std::uint64_t content_hash = 0;  // content_hash(workload)
};

// Jobs by JobId = rank by (submit, id), requests by RequestId = rank by (arrival, id); numeric ids (digits without leading zeros, at most 19) by value, before text ids by bytes.
// Names, shapes, tenants (of jobs first, then of requests) and users do not depend on the order in which records were added. Columns are public because the whole is
// handed out const; nothing changes after WorkloadBuilder::finish.
struct Workload {
  // Hot columns, one entry per job.
  IdVector<JobId, SimTime> submit;
  IdVector<JobId, Duration> duration;    // 0 of a job with described work
  IdVector<JobId, Duration> time_limit;  // Duration::max() when none
  IdVector<JobId, std::uint32_t> tasks;
  IdVector<JobId, ShapeId> shape;
  IdVector<JobId, std::int32_t> priority;
  IdVector<JobId, TenantId> tenant;
  IdVector<JobId, UserId> user;

  // Columns that may be empty when no job has the thing.
  IdVector<JobId, SimTime> deadline;  // time_never when none
  IdVector<JobId, std::uint32_t> min_tasks;
  IdVector<JobId, std::uint32_t> max_tasks;
  IdVector<JobId, WorkKind> work_kind;
  IdVector<JobId, NameId> reference_model;
  IdVector<JobId, NameId> recorded_status;
  IdVector<JobId, WorkId> work;          // 0: none
  IdVector<JobId, std::uint64_t> steps;  // of that work
  IdVector<JobId, std::uint32_t> dependency_begin;  // job_count + 1 offsets into dependencies
  std::vector<JobId> dependencies;

  RequestColumns requests;

  // Shapes in order of first appearance.
  IdVector<ShapeId, TaskShape> shapes;
  IdVector<WorkId, JobWork> works;  // the first is none; empty when no job describes its work
  IdVector<TenantId, std::string> tenants;
  IdVector<UserId, std::string> users;
  NameTable names;
  Provenance provenance;

  std::size_t job_count() const { return submit.size(); }
  std::size_t request_count() const { return requests.size(); }
  std::string_view id_text(JobId job) const;
  std::optional<JobId> find(std::string_view id) const;  // O(n)
  std::string_view request_id_text(RequestId request) const;
  std::optional<RequestId> find_request(std::string_view id) const;  // O(n)
  std::span<const JobId> depends_on(JobId job) const;
  SimTime deadline_of(JobId job) const { return deadline.empty() ? time_never : deadline[job]; }
  WorkKind work_kind_of(JobId job) const { return work_kind.empty() ? WorkKind::batch : work_kind[job]; }
  NameId reference_model_of(JobId job) const { return reference_model.empty() ? NameId{} : reference_model[job]; }
  WorkId work_of(JobId job) const { return work.empty() ? WorkId{} : work[job]; }
  NameId recorded_status_of(JobId job) const { return recorded_status.empty() ? NameId{} : recorded_status[job]; }
  bool has_time_limit(JobId job) const { return time_limit[job] != Duration::max(); }

  // Ids as text, back to back: id of job j is id_bytes[id_end[j-1], id_end[j]).
  std::string id_bytes;
  std::vector<std::uint32_t> id_end;
  std::string request_id_bytes;  // likewise of requests
  std::vector<std::uint32_t> request_id_end;
};

// Collects records in any order and turns them into a Workload.
class WorkloadBuilder {
 public:
  WorkloadBuilder();
  ~WorkloadBuilder();
  WorkloadBuilder(WorkloadBuilder&&) noexcept;
  WorkloadBuilder& operator=(WorkloadBuilder&&) noexcept;

  void reserve(std::size_t jobs);
  // REQUIRES a non-empty id, tasks >= 1, non-negative demands and times, a share only as gpu_milli < 1000 (else a multiple of 1000).
  void add(const JobRecord& record);
  std::size_t size() const;  // jobs

  void reserve_requests(std::size_t requests);
  // REQUIRES a non-empty id, an arrival and a duration that are not negative. A request and a job may have the same id.
  void add_request(const RequestRecord& record);
  std::size_t request_count() const;

  // Sorts, interns, resolves dependencies. [InputError] naming provenance.source and the record's line: duplicate ids of jobs or of requests, unknown or
  // own id in depends_on, a cycle (its jobs named in order), more than 2^31 jobs or requests, more than 4 GiB of ids. At most 20 problems are
  // listed, the rest counted. The builder is empty afterwards, also after an error. provenance.content_hash is filled in.
  std::unique_ptr<const Workload> finish(Provenance provenance);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A hash in the manner of FNV-1a, by 64-bit words, over the columns in a fixed order: equal workloads have equal hashes, on every
// machine.
std::uint64_t content_hash(const Workload& workload);

}  // namespace suanli
