// trace_cache.cpp -- columns are written as they lie in memory, behind a header with keys and a checksum.
#include "workloads/trace_cache.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "workloads/block_hash.h"
#include "workloads/byte_source.h"
#include "workloads/trace_header.h"
#include "workloads/work_json.h"

namespace suanli {
namespace {

constexpr std::uint64_t cache_version = 3;
constexpr std::uint64_t cache_magic = 0x31454843414c5553;  // "SULACHE1" in a little-endian file; other byte orders do not match
constexpr std::size_t alignment = 8;

struct CacheHeader {
  std::uint64_t magic = cache_magic;
  std::uint64_t version = cache_version;
  TraceKey key;
  std::uint64_t trace_hash = 0;    // of the trace file's bytes
  std::uint64_t content_hash = 0;  // of the workload
  std::uint64_t cache_hash = 0;    // of the header, with 0 here, and the payload
};
static_assert(std::is_trivially_copyable_v<CacheHeader> && sizeof(CacheHeader) % alignment == 0);

// The one list of columns, for saving and loading.
template <class AnyWorkload, class Archive>
void visit_columns(AnyWorkload& w, Archive&& archive) {
  archive.column(w.submit.items());
  archive.column(w.duration.items());
  archive.column(w.time_limit.items());
  archive.column(w.tasks.items());
  archive.column(w.shape.items());
  archive.column(w.priority.items());
  archive.column(w.tenant.items());
  archive.column(w.user.items());
  archive.column(w.deadline.items());
  archive.column(w.min_tasks.items());
  archive.column(w.max_tasks.items());
  archive.column(w.work_kind.items());
  archive.column(w.reference_model.items());
  archive.column(w.recorded_status.items());
  archive.column(w.work.items());
  archive.column(w.steps.items());
  archive.column(w.dependency_begin.items());
  archive.column(w.dependencies);
  archive.column(w.id_end);
  archive.column(w.id_bytes);
  archive.column(w.requests.arrival.items());
  archive.column(w.requests.service.items());
  archive.column(w.requests.prompt_tokens.items());
  archive.column(w.requests.output_tokens.items());
  archive.column(w.requests.tenant.items());
  archive.column(w.requests.duration.items());
  archive.column(w.requests.session.items());
  archive.column(w.requests.priority.items());
  archive.column(w.requests.kernel.items());
  archive.column(w.requests.prefix_begin.items());
  archive.column(w.requests.prefix_hashes);
  archive.column(w.request_id_end);
  archive.column(w.request_id_bytes);
}

class Saver {
 public:
  explicit Saver(std::size_t header_size) {
    out_.resize(header_size);
  }

  template <class Column>
  void column(const Column& items) {
    number(items.size());
    const std::size_t begin = out_.size();
    out_.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof items[0]);
    out_.append((alignment - out_.size() % alignment) % alignment, '\0');
    for (std::size_t at = begin; at < out_.size(); at += block_size) {
      hash_.add(out_.data() + at, std::min(block_size, out_.size() - at));
    }
  }
  void number(std::uint64_t value) {
    hash_.add(value);
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view text) {
    column(text);
  }

  // The bytes, behind room for the header.
  std::string& bytes() {
    return out_;
  }
  BlockHash hash() const {
    return hash_;
  }

 private:
  std::string out_;
  BlockHash hash_;
};

std::optional<std::uint64_t> file_hash(const std::string& path) {
  ByteSource source(path);
  if (!source.exists()) return std::nullopt;
  BlockHash hash;
  while (source.left() > 0) {
    const std::size_t size = std::min(block_size, source.left());
    const char* const bytes = source.take(size);
    if (bytes == nullptr) return std::nullopt;
    hash.add(bytes, size);
  }
  return hash.value();
}

// Reads what Saver wrote; after the first length that cannot be, everything is empty and good() is false.
class Loader {
 public:
  explicit Loader(ByteSource& source) : source_(source) {}

  template <class Column>
  void column(Column& items) {
    using Item = typename Column::value_type;
    static_assert(block_size % sizeof(Item) == 0 && alignment % alignof(Item) == 0);
    items.clear();
    const std::uint64_t count = number();
    if (!good_ || count > source_.left() / sizeof(Item)) return fail();
    items.reserve(count);
    std::size_t left = count * sizeof(Item);
    left += (alignment - left % alignment) % alignment;
    while (left > 0) {
      const std::size_t size = std::min(block_size, left);
      const char* const bytes = source_.take(size);
      if (bytes == nullptr) return fail();
      hash_.add(bytes, size);
      const auto* const first = reinterpret_cast<const Item*>(bytes);
      items.insert(items.end(), first, first + std::min(size / sizeof(Item), count - items.size()));
      left -= size;
    }
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    const char* const bytes = source_.take(sizeof value);
    if (bytes == nullptr) return fail(), 0;
    std::memcpy(&value, bytes, sizeof value);
    hash_.add(value);
    return value;
  }
  std::string text() {
    std::string text;
    column(text);
    return text;
  }
  bool good() const {
    return good_;
  }
  bool at_end() const {
    return source_.left() == 0;
  }
  BlockHash hash() const {
    return hash_;
  }

 private:
  void fail() {
    good_ = false;
  }

  ByteSource& source_;
  BlockHash hash_;
  bool good_ = true;
};

// Shapes as columns: amounts, and the names of all of them behind one another.
struct ShapeColumns {
  std::vector<std::int64_t> amounts;  // CPUs, memory, GPUs, FPGAs of each
  std::vector<std::uint32_t> counts;  // of models and zones, the work and the gang of each
  std::vector<NameId> names;
};

void save_names(Saver& saver, const Workload& w) {
  ShapeColumns shapes;
  for (const TaskShape& shape : w.shapes) {
    shapes.amounts.insert(shapes.amounts.end(), {shape.cpu_milli, shape.memory_kib, shape.gpu_milli, shape.fpgas});
    for (const std::vector<NameId>* names : {&shape.device_models, &shape.zones}) {
      shapes.counts.push_back(static_cast<std::uint32_t>(names->size()));
      shapes.names.insert(shapes.names.end(), names->begin(), names->end());
    }
    shapes.counts.insert(shapes.counts.end(), {static_cast<std::uint32_t>(shape.work), shape.gang});
  }
  saver.column(shapes.amounts);
  saver.column(shapes.counts);
  saver.column(shapes.names);
  saver.number(w.works.size());
  for (const JobWork& work : w.works) saver.text(work_text(work, 1));
  saver.number(w.tenants.size());
  for (const std::string& tenant : w.tenants) saver.text(tenant);
  saver.number(w.users.size());
  for (const std::string& user : w.users) saver.text(user);
  saver.number(w.names.size());
  for (const NameId name : IdRange<NameId>(w.names.size())) saver.text(w.names.text(name));
}

// False when the columns do not fit each other.
bool load_shapes(Loader& loader, Workload& w) {
  ShapeColumns columns;
  loader.column(columns.amounts);
  loader.column(columns.counts);
  loader.column(columns.names);
  const std::size_t count = columns.counts.size() / 4;
  if (columns.amounts.size() != count * 4 || columns.counts.size() != count * 4) return false;
  w.shapes.reserve(count);
  std::span<const NameId> names = columns.names;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t models = columns.counts[i * 4];
    const std::size_t zones = columns.counts[i * 4 + 1];
    if (models + zones > names.size()) return false;
    TaskShape shape;
    shape.cpu_milli = columns.amounts[i * 4];
    shape.memory_kib = columns.amounts[i * 4 + 1];
    shape.gpu_milli = static_cast<std::int32_t>(columns.amounts[i * 4 + 2]);
    shape.fpgas = static_cast<std::int32_t>(columns.amounts[i * 4 + 3]);
    shape.work = static_cast<WorkId>(columns.counts[i * 4 + 2]);
    shape.gang = columns.counts[i * 4 + 3];
    shape.device_models.assign(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(models));
    names = names.subspan(models);
    shape.zones.assign(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(zones));
    names = names.subspan(zones);
    w.shapes.push_back(std::move(shape));
  }
  return true;
}

void load_works(Loader& loader, Workload& w) {
  for (std::uint64_t left = loader.number(); left > 0 && loader.good(); --left) {
    const std::string text = loader.text();
    std::vector<Problem> problems;
    const bool none = text == work_text({}, 1);
    w.works.push_back(none || !loader.good() ? JobWork{} : parse_work(text, {}, problems).work);
  }
}

void load_names(Loader& loader, Workload& w) {
  for (std::uint64_t left = loader.number(); left > 0 && loader.good(); --left) w.tenants.push_back(loader.text());
  for (std::uint64_t left = loader.number(); left > 0 && loader.good(); --left) w.users.push_back(loader.text());
  for (std::uint64_t left = loader.number(); left > 0 && loader.good(); --left) w.names.intern(loader.text());
}

void save_ledger(Saver& saver, const Ledger& ledger) {
  saver.number(ledger.rows().size());
  for (const LedgerRow& row : ledger.rows()) {
    saver.number(static_cast<std::uint64_t>(row.action));
    saver.text(row.reason);
    saver.number(row.count);
    saver.number(row.first_line);
  }
}

void load_ledger(Loader& loader, Ledger& ledger) {
  for (std::uint64_t left = loader.number(); left > 0 && loader.good(); --left) {
    const auto action = static_cast<LedgerAction>(loader.number());
    const std::string reason = loader.text();
    const std::uint64_t count = loader.number();
    ledger.note(action, reason, loader.number(), count);
  }
}

std::uint64_t hash_with(BlockHash hash, CacheHeader header) {
  header.cache_hash = 0;
  hash.add(reinterpret_cast<const char*>(&header), sizeof header);
  return hash.value();
}

// The header, when the file may be of this trace; its payload is still to be checked.
std::optional<CacheHeader> fitting_header(ByteSource& source, const TraceKey& key) {
  CacheHeader header;
  const char* const bytes = source.take(sizeof header);
  if (bytes == nullptr) return std::nullopt;
  std::memcpy(&header, bytes, sizeof header);
  if (header.magic != cache_magic || header.version != cache_version || header.key.size != key.size) return std::nullopt;
  return header;
}

std::int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::optional<TraceKey> trace_key(const std::string& trace_path) {
  struct stat info {};
  if (::stat(trace_path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return TraceKey{static_cast<std::uint64_t>(info.st_size), nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

std::string trace_cache_path(const std::string& trace_path) {
  return trace_path + ".suanli-cache";
}

CachedTrace load_trace_cache(const std::string& trace_path, const TraceKey& key) {
  ByteSource source(trace_cache_path(trace_path));
  if (!source.exists()) return {};
  const auto header = fitting_header(source, key);
  if (!header) return {std::nullopt, true};
  if (header->key != key && file_hash(trace_path) != header->trace_hash) return {std::nullopt, true};
  Loader loader(source);
  auto workload = std::make_unique<Workload>();
  TraceFile trace;
  visit_columns(*workload, loader);
  const bool shapes_fit = load_shapes(loader, *workload);
  load_works(loader, *workload);
  load_names(loader, *workload);
  load_ledger(loader, trace.ledger);
  const bool whole = loader.good() && loader.at_end() && shapes_fit;
  if (!whole || hash_with(loader.hash(), *header) != header->cache_hash) return {std::nullopt, true};
  workload->provenance = {trace_path, std::string(trace_format), header->content_hash};
  trace.workload = std::move(workload);
  return {std::move(trace), false};
}

bool write_trace_cache(const std::string& trace_path, const TraceKey& key, const TraceFile& trace) {
  Saver saver(sizeof(CacheHeader));
  visit_columns(*trace.workload, saver);
  save_names(saver, *trace.workload);
  save_ledger(saver, trace.ledger);
  CacheHeader header;
  header.key = key;
  header.content_hash = trace.workload->provenance.content_hash;
  const auto trace_hash = file_hash(trace_path);
  if (!trace_hash || trace_key(trace_path) != key) return false;
  header.trace_hash = *trace_hash;
  header.cache_hash = hash_with(saver.hash(), header);
  std::memcpy(saver.bytes().data(), &header, sizeof header);
  try {
    write_whole_file(trace_cache_path(trace_path), saver.bytes());
  } catch (const InputError&) {
    return false;  // a copy is a convenience: the trace was read, and the caller notes this
  }
  return true;
}

}  // namespace suanli
