// workload.cpp -- interned names, look-ups in a workload, and the hash of its content.
#include "sim/model/workload.h"

#include <array>
#include <bit>
#include <deque>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/model/columns.h"
#include "sim/model/hash_index.h"

namespace suanli {
namespace {

// FNV-1a by 64-bit words; the shift brings the high bits, which a product leaves alone, down again.
class ContentHash {
 public:
  void word(std::uint64_t value) {
    step(hash_, value);
  }
  void text(std::string_view bytes) {
    word(bytes.size());
    word(fnv1a(bytes));
  }
  template <class Number>
  void number(const std::optional<Number>& value) {
    word(value.has_value() ? 1 : 0);
    word(std::bit_cast<std::uint64_t>(value ? static_cast<double>(*value) : 0.0));
  }
  // Item i goes to lane i mod 4: four products at a time instead of one after the other.
  template <class Column>
  void column(const Column& column) {
    word(column.size());
    std::array<std::uint64_t, 4> lanes{1, 2, 3, 4};
    std::size_t lane = 0;
    for (const auto& item : column) {
      step(lanes[lane], as_word(item));
      lane = (lane + 1) % lanes.size();
    }
    for (const std::uint64_t each : lanes) word(each);
  }
  std::uint64_t value() const {
    return hash_;
  }

 private:
  static void step(std::uint64_t& hash, std::uint64_t value) {
    hash = (hash ^ value) * 0x100000001b3ULL;
    hash ^= hash >> 32;
  }
  static std::uint64_t as_word(SimTime time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
  }
  static std::uint64_t as_word(Duration duration) {
    return static_cast<std::uint64_t>(duration.count());
  }
  template <class Number>
  static std::uint64_t as_word(Number number) {
    return static_cast<std::uint64_t>(number);
  }

  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

void hash_shape(ContentHash& hash, const TaskShape& shape) {
  hash.word(static_cast<std::uint64_t>(shape.cpu_milli));
  hash.word(static_cast<std::uint64_t>(shape.memory_kib));
  hash.word(static_cast<std::uint64_t>(shape.gpu_milli));
  hash.word(static_cast<std::uint64_t>(shape.fpgas));
  hash.column(shape.device_models);
  hash.column(shape.zones);
  if (shape.gang > 0) hash.word(std::uint64_t{shape.gang} << 32 | static_cast<std::uint64_t>(shape.work));
}

void hash_plan(ContentHash& hash, const WorkPlan& plan) {
  for (const auto* part : {&plan.tp, &plan.pp, &plan.dp, &plan.ep, &plan.cp, &plan.microbatch, &plan.interleave, &plan.zero, &plan.offload}) {
    hash.number(*part);
  }
  hash.number(plan.recompute);
  hash.number(plan.sequence_parallel);
  hash.number(plan.overlap);
}

void hash_work(ContentHash& hash, const JobWork& work) {
  hash.word(static_cast<std::uint64_t>(work.form));
  hash.text(work.model);
  for (const double each : {work.batch, work.tasks, work.task_flops, work.task_bytes, work.items}) hash.number(std::optional(each));
  hash.number(work.sequence);
  hash.number(work.task_s);
  hash.number(work.servers);
  hash.number(work.dtype);
  hash.number(work.exchange ? std::optional(static_cast<double>(*work.exchange)) : std::nullopt);
  hash_plan(hash, work.plan);
  hash.word(work.stages.size());
  for (const WorkStage& stage : work.stages) {
    hash.number(stage.item_s);
    hash.number(stage.clock_mhz);
    for (const double each : {stage.flops, stage.bytes, stage.output_bytes, stage.depth, stage.interval, stage.copies, stage.item_bytes}) {
      hash.number(std::optional(each));
    }
  }
}

void hash_requests(ContentHash& hash, const Workload& workload) {
  const RequestColumns& requests = workload.requests;
  hash.column(requests.arrival);
  hash.column(requests.service);
  hash.column(requests.prompt_tokens);
  hash.column(requests.output_tokens);
  hash.column(requests.tenant);
  hash.column(requests.duration);
  hash.column(requests.session);
  hash.column(requests.priority);
  hash.column(requests.kernel);
  hash.column(requests.prefix_begin);
  hash.column(requests.prefix_hashes);
  hash.column(workload.request_id_end);
  hash.text(workload.request_id_bytes);
}

}  // namespace

struct NameTable::Impl {
  std::deque<std::string> texts;  // a deque, so that views stay valid while names are added
  HashIndex index;
};

NameTable::NameTable() : impl_(std::make_unique<Impl>()) {
  intern({});
}
NameTable::NameTable(NameTable&&) noexcept = default;
NameTable& NameTable::operator=(NameTable&&) noexcept = default;
NameTable::~NameTable() = default;

NameId NameTable::intern(std::string_view name) {
  if (name.empty() && !impl_->texts.empty()) return NameId{};
  const auto next = static_cast<std::uint32_t>(impl_->texts.size());
  const auto same = [&](std::uint32_t item) { return impl_->texts[item] == name; };
  const std::uint32_t item = impl_->index.find_or_insert(lookup_hash(name), next, same);
  if (item == next) impl_->texts.emplace_back(name);
  return static_cast<NameId>(item);
}

std::optional<NameId> NameTable::find(std::string_view name) const {
  const auto same = [&](std::uint32_t item) { return impl_->texts[item] == name; };
  const auto item = impl_->index.find(lookup_hash(name), same);
  if (!item) return std::nullopt;
  return static_cast<NameId>(*item);
}

std::string_view NameTable::text(NameId id) const {
  SUANLI_ASSERT(index_of(id) < impl_->texts.size(), "a name id is not of this table");
  return impl_->texts[index_of(id)];
}

std::size_t NameTable::size() const {
  return impl_->texts.size();
}

std::string_view Workload::id_text(JobId job) const {
  return packed_text(id_bytes, id_end, index_of(job));
}

std::string_view Workload::request_id_text(RequestId request) const {
  return packed_text(request_id_bytes, request_id_end, index_of(request));
}

std::optional<RequestId> Workload::find_request(std::string_view id) const {
  for (const RequestId request : IdRange<RequestId>(request_count())) {
    if (request_id_text(request) == id) return request;
  }
  return std::nullopt;
}

std::optional<JobId> Workload::find(std::string_view id) const {
  for (const JobId job : IdRange<JobId>(job_count())) {
    if (id_text(job) == id) return job;
  }
  return std::nullopt;
}

std::span<const JobId> Workload::depends_on(JobId job) const {
  if (dependency_begin.empty()) return {};
  const std::size_t begin = dependency_begin[job];
  const std::size_t end = dependency_begin.items()[index_of(job) + 1];
  return std::span(dependencies).subspan(begin, end - begin);
}

std::uint64_t content_hash(const Workload& workload) {
  ContentHash hash;
  hash.column(workload.submit);
  hash.column(workload.duration);
  hash.column(workload.time_limit);
  hash.column(workload.tasks);
  hash.column(workload.shape);
  hash.column(workload.priority);
  hash.column(workload.tenant);
  hash.column(workload.user);
  hash.column(workload.deadline);
  hash.column(workload.min_tasks);
  hash.column(workload.max_tasks);
  hash.column(workload.work_kind);
  hash.column(workload.reference_model);
  hash.column(workload.recorded_status);
  hash.column(workload.dependency_begin);
  hash.column(workload.dependencies);
  hash.word(workload.shapes.size());
  for (const TaskShape& shape : workload.shapes) hash_shape(hash, shape);
  hash.word(workload.tenants.size());
  for (const std::string& tenant : workload.tenants) hash.text(tenant);
  hash.word(workload.users.size());
  for (const std::string& user : workload.users) hash.text(user);
  hash.word(workload.names.size());
  for (const NameId name : IdRange<NameId>(workload.names.size())) hash.text(workload.names.text(name));
  hash.column(workload.id_end);
  hash.text(workload.id_bytes);
  if (!workload.works.empty()) {
    hash.column(workload.work);
    hash.column(workload.steps);
    for (const JobWork& work : workload.works) hash_work(hash, work);
  }
  if (workload.request_count() > 0) hash_requests(hash, workload);
  return hash.value();
}

}  // namespace suanli
