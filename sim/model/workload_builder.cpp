// workload_builder.cpp -- fills the columns record by record; sorting and checking cost only where the input needs them.
#include <algorithm>
#include <limits>
#include <map>

#include "sim/base/check.h"
#include "sim/base/problem_list.h"
#include "sim/model/canonical_order.h"
#include "sim/model/columns.h"
#include "sim/model/dependency_graph.h"
#include "sim/model/hash_index.h"
#include "sim/model/request_builder.h"
#include "sim/model/workload.h"

namespace suanli {
namespace {

constexpr std::uint64_t max_offset = std::numeric_limits<std::uint32_t>::max();

std::uint64_t shape_hash(const TaskShape& shape) {
  std::uint64_t hash = mix(static_cast<std::uint64_t>(shape.cpu_milli), static_cast<std::uint64_t>(shape.memory_kib));
  hash = mix(hash, static_cast<std::uint64_t>(shape.gpu_milli) << 32 | static_cast<std::uint64_t>(shape.fpgas));
  for (const NameId name : shape.device_models) hash = mix(hash, index_of(name));
  hash = mix(hash, shape.device_models.size() | std::uint64_t{shape.gang} << 32);
  hash = mix(hash, index_of(shape.work));
  for (const NameId name : shape.zones) hash = mix(hash, index_of(name));
  return hash;
}

template <class T>
void sort_unique(std::vector<T>& items) {
  if (items.size() < 2) return;
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// Distinct texts in order of first appearance.
template <class Id>
class TextInterner {
 public:
  Id intern(std::string_view text) {
    if (!texts_.empty() && texts_[last_] == text) return last_;
    const auto next = static_cast<std::uint32_t>(texts_.size());
    const auto same = [&](std::uint32_t item) { return texts_[static_cast<Id>(item)] == text; };
    last_ = static_cast<Id>(index_.find_or_insert(lookup_hash(text), next, same));
    if (index_of(last_) == next) texts_.push_back(std::string(text));
    return last_;
  }
  IdVector<Id, std::string> take() {
    return std::move(texts_);
  }

 private:
  IdVector<Id, std::string> texts_;
  HashIndex index_;
  Id last_{};
};

}  // namespace

struct WorkloadBuilder::Impl {
  std::unique_ptr<Workload> workload = std::make_unique<Workload>();
  TextInterner<TenantId> tenants;
  TextInterner<UserId> users;
  RequestBuilder requests;
  HashIndex shape_index;
  TaskShape shape;  // reused for each record
  ShapeId last_shape{};
  std::map<JobWork, WorkId> work_index;

  bool sorted = true;      // by (submit, id) so far
  bool ids_rising = true;  // then no id can come twice
  std::uint64_t last_number = 0;
  std::uint64_t id_bytes = 0;

  std::vector<std::uint32_t> lines;  // may be empty
  // Per job the texts it depends on, in order of adding: texts [dependency_begin[j], dependency_begin[j + 1]); empty while
  // none.
  std::vector<std::uint64_t> dependency_begin;
  std::vector<std::uint64_t> dependency_end;  // of each text in dependency_bytes
  std::string dependency_bytes;

  std::vector<std::uint32_t> added_as;  // rank of adding by JobId; empty when equal
  ProblemList problems;

  void add(const JobRecord& record);
  void note_order(const JobRecord& record, std::uint64_t number);
  WorkId intern_work(const JobRecord& record);
  ShapeId intern_shape(const JobRecord& record, WorkId work);
  void add_optional(const JobRecord& record, WorkId work, std::size_t jobs);
  void add_dependencies(const JobRecord& record, std::size_t jobs);

  HashIndex index_ids();
  void resolve_dependencies(const HashIndex& index);
  void check_cycles();
  std::unique_ptr<const Workload> finish(Provenance provenance);

  std::size_t added(JobId job) const {
    return added_as.empty() ? index_of(job) : added_as[index_of(job)];
  }
  std::size_t line(JobId job) const {
    return lines.empty() ? 0 : lines[added(job)];
  }
  void problem(std::size_t at_line, std::string what, std::string hint = {}) {
    problems.add({workload->provenance.source, at_line, 0, {}, std::move(what), std::move(hint)});
  }
  std::string quoted(JobId job) const {
    return '"' + std::string(workload->id_text(job)) + '"';
  }
};

void WorkloadBuilder::Impl::note_order(const JobRecord& record, std::uint64_t number) {
  const auto last = static_cast<JobId>(workload->job_count() - 1);
  const bool id_rises = id_less(last_number, workload->id_text(last), number, record.id);
  ids_rising = ids_rising && id_rises;
  sorted = sorted && (record.submit > workload->submit[last] || (record.submit == workload->submit[last] && id_rises));
}

WorkId WorkloadBuilder::Impl::intern_work(const JobRecord& record) {
  if (record.work == nullptr) return {};
  auto& works = workload->works;
  if (works.empty()) works.push_back({});
  const auto [at, is_new] = work_index.try_emplace(*record.work, static_cast<WorkId>(works.size()));
  if (is_new) works.push_back(*record.work);
  return at->second;
}

ShapeId WorkloadBuilder::Impl::intern_shape(const JobRecord& record, WorkId work) {
  shape.cpu_milli = record.cpu_milli;
  shape.memory_kib = record.memory_kib;
  shape.gpu_milli = record.gpu_milli;
  shape.fpgas = record.fpgas;
  shape.device_models.clear();
  shape.zones.clear();
  for (const std::string_view name : record.device_models) shape.device_models.push_back(workload->names.intern(name));
  for (const std::string_view name : record.zones) shape.zones.push_back(workload->names.intern(name));
  sort_unique(shape.device_models);
  sort_unique(shape.zones);
  shape.work = work;
  shape.gang = work == WorkId{} ? 0 : record.tasks;
  auto& shapes = workload->shapes;
  if (!shapes.empty() && shapes[last_shape] == shape) return last_shape;
  const auto next = static_cast<std::uint32_t>(shapes.size());
  const auto same = [&](std::uint32_t item) { return shapes[static_cast<ShapeId>(item)] == shape; };
  last_shape = static_cast<ShapeId>(shape_index.find_or_insert(shape_hash(shape), next, same));
  if (index_of(last_shape) == next) shapes.push_back(shape);
  return last_shape;
}

void WorkloadBuilder::Impl::add_optional(const JobRecord& record, WorkId work, std::size_t jobs) {
  Workload& w = *workload;
  append_optional(w.deadline, jobs, record.deadline.value_or(time_never), time_never);
  append_optional(w.min_tasks, jobs, record.min_tasks, 0U);
  append_optional(w.max_tasks, jobs, record.max_tasks, 0U);
  append_optional(w.work_kind, jobs, record.work_kind, WorkKind::batch);
  append_optional(w.reference_model, jobs, w.names.intern(record.reference_model), NameId{});
  append_optional(w.work, jobs, work, WorkId{});
  append_optional(w.steps, jobs, record.steps, std::uint64_t{0});
  append_optional(w.recorded_status, jobs, w.names.intern(record.recorded_status), NameId{});
  append_optional(lines, jobs, record.line, 0U);
  if (!record.depends_on.empty() || !dependency_begin.empty()) add_dependencies(record, jobs);
}

void WorkloadBuilder::Impl::add_dependencies(const JobRecord& record, std::size_t jobs) {
  if (dependency_begin.empty()) dependency_begin.assign(jobs + 1, 0);
  for (const std::string_view id : record.depends_on) {
    dependency_bytes += id;
    dependency_end.push_back(dependency_bytes.size());
  }
  dependency_begin.push_back(dependency_end.size());
}

void WorkloadBuilder::Impl::add(const JobRecord& record) {
  SUANLI_ASSERT(!record.id.empty() && record.tasks >= 1, "a job has an id and at least one task");
  SUANLI_ASSERT(record.submit >= time_zero && record.duration >= Duration::zero(), "a job's times are not negative");
  SUANLI_ASSERT(record.work == nullptr || (record.duration == Duration::zero() && record.steps >= 1), "described work has steps and no duration");
  SUANLI_ASSERT(record.cpu_milli >= 0 && record.memory_kib >= 0 && record.gpu_milli >= 0 && record.fpgas >= 0,
                "a job's demands are not negative");
  SUANLI_ASSERT(record.gpu_milli < milli || record.gpu_milli % milli == 0, "above one GPU only whole GPUs are asked for");
  const std::uint64_t number = id_number(record.id);
  const std::size_t jobs = workload->job_count();
  if (jobs > 0) note_order(record, number);
  last_number = number;

  Workload& w = *workload;
  w.id_bytes += record.id;
  id_bytes += record.id.size();
  w.id_end.push_back(static_cast<std::uint32_t>(id_bytes));
  w.submit.push_back(record.submit);
  w.duration.push_back(record.duration);
  w.time_limit.push_back(record.time_limit.value_or(Duration::max()));
  w.tasks.push_back(record.tasks);
  const WorkId work = intern_work(record);
  w.shape.push_back(intern_shape(record, work));
  w.priority.push_back(record.priority);
  w.tenant.push_back(tenants.intern(record.tenant));
  w.user.push_back(users.intern(record.user));
  add_optional(record, work, jobs);
}

// Finds ids that come twice on the way.
HashIndex WorkloadBuilder::Impl::index_ids() {
  HashIndex index;
  index.reserve(workload->job_count());
  for (const JobId job : IdRange<JobId>(workload->job_count())) {
    const std::string_view id = workload->id_text(job);
    const auto next = static_cast<std::uint32_t>(job);
    const auto same = [&](std::uint32_t other) { return workload->id_text(static_cast<JobId>(other)) == id; };
    const std::uint32_t found = index.find_or_insert(lookup_hash(id), next, same);
    if (found == next) continue;
    const auto [first, second] = std::minmax({line(static_cast<JobId>(found)), line(job)});
    problem(second, "the id " + quoted(job) + " is used twice",
            first > 0 ? "first on line " + std::to_string(first) : "ids must be unique");
  }
  return index;
}

void WorkloadBuilder::Impl::resolve_dependencies(const HashIndex& index) {
  Workload& w = *workload;
  w.dependency_begin.reserve(w.job_count() + 1);
  w.dependency_begin.push_back(0);
  std::vector<JobId> resolved;
  for (const JobId job : IdRange<JobId>(w.job_count())) {
    resolved.clear();
    for (std::size_t at = dependency_begin[added(job)]; at < dependency_begin[added(job) + 1]; ++at) {
      const std::size_t begin = at == 0 ? 0 : dependency_end[at - 1];
      const std::string_view id = std::string_view(dependency_bytes).substr(begin, dependency_end[at] - begin);
      const auto same = [&](std::uint32_t other) { return w.id_text(static_cast<JobId>(other)) == id; };
      const auto found = index.find(lookup_hash(id), same);
      if (!found) {
        problem(line(job), "job " + quoted(job) + " depends on \"" + std::string(id) + "\", which is not in the workload",
                "depends_on names ids of other jobs");
      } else if (static_cast<JobId>(*found) == job) {
        problem(line(job), "job " + quoted(job) + " depends on itself");
      } else {
        resolved.push_back(static_cast<JobId>(*found));
      }
    }
    sort_unique(resolved);
    w.dependencies.insert(w.dependencies.end(), resolved.begin(), resolved.end());
    SUANLI_ASSERT(w.dependencies.size() <= max_offset, "a workload has fewer than 2^32 dependencies");
    w.dependency_begin.push_back(static_cast<std::uint32_t>(w.dependencies.size()));
  }
  if (w.dependencies.empty()) w.dependency_begin = {};
}

void WorkloadBuilder::Impl::check_cycles() {
  constexpr std::size_t max_named = 16;
  const auto& begin = workload->dependency_begin.items();
  if (begin.empty()) return;
  const DependencyCycles cycles = find_dependency_cycles(begin, workload->dependencies, ProblemList::max_listed);
  for (const DependencyCycle& cycle : cycles.listed) {
    std::string text;
    const std::size_t skipped = cycle.size() > max_named ? cycle.size() - max_named : 0;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      if (skipped > 0 && i == max_named / 2) {
        text += " -> ... (" + std::to_string(skipped) + " more)";
        i += skipped;
      }
      if (i > 0) text += " -> ";
      text += workload->id_text(cycle[i]);
    }
    problem(line(cycle.front()), "jobs depend on each other in a cycle: " + text, "none of them could ever start");
  }
  for (std::size_t i = cycles.listed.size(); i < cycles.count; ++i) problems.add({});
}

std::unique_ptr<const Workload> WorkloadBuilder::Impl::finish(Provenance provenance) {
  Workload& w = *workload;
  w.provenance = std::move(provenance);
  const std::string& file = w.provenance.source;
  if (w.job_count() > std::size_t{1} << 31) throw InputError(file, "there are more than 2^31 jobs");
  if (id_bytes > max_offset) throw InputError(file, "the ids of all jobs take more than 4 GiB together", "use shorter ids");
  w.tenants = tenants.take();
  w.users = users.take();
  if (!sorted) added_as = sort_jobs(w);
  const bool has_requests = requests.size() > 0;
  requests.move_to(w, problems);
  if (!sorted || has_requests) renumber_tenants(w);
  order_names(w);
  if (!ids_rising || !dependency_begin.empty()) {
    const HashIndex index = index_ids();
    problems.throw_if_any(file);
    if (!dependency_begin.empty()) resolve_dependencies(index);
  }
  problems.throw_if_any(file);
  check_cycles();
  problems.throw_if_any(file);
  w.provenance.content_hash = content_hash(w);
  return std::move(workload);
}

WorkloadBuilder::WorkloadBuilder() : impl_(std::make_unique<Impl>()) {}
WorkloadBuilder::~WorkloadBuilder() = default;
WorkloadBuilder::WorkloadBuilder(WorkloadBuilder&&) noexcept = default;
WorkloadBuilder& WorkloadBuilder::operator=(WorkloadBuilder&&) noexcept = default;

void WorkloadBuilder::reserve(std::size_t jobs) {
  Workload& w = *impl_->workload;
  w.submit.reserve(jobs);
  w.duration.reserve(jobs);
  w.time_limit.reserve(jobs);
  w.tasks.reserve(jobs);
  w.shape.reserve(jobs);
  w.priority.reserve(jobs);
  w.tenant.reserve(jobs);
  w.user.reserve(jobs);
  w.id_end.reserve(jobs);
}

void WorkloadBuilder::add(const JobRecord& record) {
  impl_->add(record);
}

std::size_t WorkloadBuilder::size() const {
  return impl_->workload->job_count();
}

void WorkloadBuilder::reserve_requests(std::size_t requests) {
  impl_->requests.reserve(requests);
}

void WorkloadBuilder::add_request(const RequestRecord& record) {
  impl_->requests.add(record, impl_->tenants.intern(record.tenant), impl_->workload->names);
}

std::size_t WorkloadBuilder::request_count() const {
  return impl_->requests.size();
}

std::unique_ptr<const Workload> WorkloadBuilder::finish(Provenance provenance) {
  const std::unique_ptr<Impl> filled = std::exchange(impl_, std::make_unique<Impl>());
  return filled->finish(std::move(provenance));
}

}  // namespace suanli
