// trace_cache.cpp -- columns are written as they lie in memory, behind a header with keys and a checksum.
#include "workloads/trace_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "workloads/trace_header.h"

namespace suanli {
namespace {

constexpr std::uint64_t cache_version = 1;
constexpr std::uint64_t cache_magic = 0x31454843414c5553;  // "SULACHE1" in a little-endian file; other byte orders do not match
constexpr std::size_t alignment = 8;

struct CacheHeader {
  std::uint64_t magic = cache_magic;
  std::uint64_t version = cache_version;
  TraceKey key;
  std::uint64_t trace_hash = 0;    // of the trace file's bytes
  std::uint64_t content_hash = 0;  // of the workload
  std::uint64_t payload_size = 0;  // a multiple of 8
  std::uint64_t cache_hash = 0;    // of the header, with 0 here, and the payload
};
static_assert(std::is_trivially_copyable_v<CacheHeader> && sizeof(CacheHeader) % alignment == 0);

// A fast checksum in four lanes, so that a load is not held up by it; pieces are told apart.
class BlockHash {
 public:
  void add(const char* at, std::size_t size) {
    for (; size >= 32; at += 32, size -= 32) block(at);
    if (size == 0) return;
    std::array<char, 32> rest{};
    std::memcpy(rest.data(), at, size);
    block(rest.data());
    lanes_[0] ^= size;
  }
  std::uint64_t value() const {
    std::uint64_t hash = 0;
    for (const std::uint64_t lane : lanes_) {
      hash = (hash ^ lane) * prime;
      hash ^= hash >> 29;
    }
    return hash;
  }

 private:
  static constexpr std::uint64_t prime = 0x9e3779b97f4a7c15ULL;
  void block(const char* at) {
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), at, 32);
    for (std::size_t i = 0; i < 4; ++i) lanes_[i] = std::rotl((lanes_[i] ^ words[i]) * prime, 31);
  }
  std::array<std::uint64_t, 4> lanes_{1, 2, 3, 4};
};

// A file as bytes in memory; empty when it cannot be mapped.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat info {};
    if (::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode)) {
      exists_ = true;
      size_ = static_cast<std::size_t>(info.st_size);
      if (size_ > 0) address_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
      if (address_ == MAP_FAILED) size_ = 0;
    }
    ::close(descriptor);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (size_ > 0) ::munmap(address_, size_);
  }

  bool exists() const {
    return exists_;
  }
  std::span<const char> bytes() const {
    return {static_cast<const char*>(address_), size_};
  }

 private:
  void* address_ = nullptr;
  std::size_t size_ = 0;
  bool exists_ = false;
};

std::optional<std::uint64_t> file_hash(const std::string& path) {
  const MappedFile file(path);
  if (!file.exists()) return std::nullopt;
  BlockHash hash;
  hash.add(file.bytes().data(), file.bytes().size());
  return hash.value();
}

std::uint64_t cache_hash(CacheHeader header, std::span<const char> payload) {
  header.cache_hash = 0;
  BlockHash hash;
  hash.add(reinterpret_cast<const char*>(&header), sizeof header);
  hash.add(payload.data(), payload.size());
  return hash.value();
}

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
  archive.column(w.dependency_begin.items());
  archive.column(w.dependencies);
  archive.column(w.id_end);
  archive.column(w.id_bytes);
}

class Saver {
 public:
  template <class Column>
  void column(const Column& items) {
    number(items.size());
    const std::size_t size = items.size() * sizeof items[0];
    out_.append(reinterpret_cast<const char*>(items.data()), size);
    out_.append((alignment - size % alignment) % alignment, '\0');
  }
  void number(std::uint64_t value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view text) {
    column(text);
  }
  const std::string& bytes() const {
    return out_;
  }

 private:
  std::string out_;
};

// Reads what Saver wrote; after the first length that cannot be, everything is empty and good() is false.
class Loader {
 public:
  explicit Loader(std::span<const char> bytes) : left_(bytes) {}

  template <class Column>
  void column(Column& items) {
    using Item = typename Column::value_type;
    const std::uint64_t count = number();
    if (count > left_.size() / sizeof(Item)) return fail();
    const auto* const first = reinterpret_cast<const Item*>(left_.data());
    items.assign(first, first + count);
    const std::size_t size = count * sizeof(Item);
    take(size + (alignment - size % alignment) % alignment);
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    if (left_.size() < sizeof value) return fail(), 0;
    std::memcpy(&value, left_.data(), sizeof value);
    take(sizeof value);
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
    return left_.empty();
  }

 private:
  void take(std::size_t size) {
    if (size > left_.size()) return fail();
    left_ = left_.subspan(size);
  }
  void fail() {
    good_ = false;
    left_ = {};
  }

  std::span<const char> left_;
  bool good_ = true;
};

void save_names(Saver& saver, const Workload& w) {
  saver.number(w.shapes.size());
  for (const TaskShape& shape : w.shapes) {
    saver.number(static_cast<std::uint64_t>(shape.cpu_milli));
    saver.number(static_cast<std::uint64_t>(shape.memory_kib));
    saver.number(static_cast<std::uint64_t>(shape.gpu_milli));
    saver.number(static_cast<std::uint64_t>(shape.fpgas));
    saver.column(shape.device_models);
    saver.column(shape.zones);
  }
  saver.number(w.tenants.size());
  for (const std::string& tenant : w.tenants) saver.text(tenant);
  saver.number(w.users.size());
  for (const std::string& user : w.users) saver.text(user);
  saver.number(w.names.size());
  for (const NameId name : IdRange<NameId>(w.names.size())) saver.text(w.names.text(name));
}

void load_names(Loader& loader, Workload& w) {
  for (std::uint64_t left = loader.number(); left > 0 && loader.good(); --left) {
    TaskShape shape;
    shape.cpu_milli = static_cast<std::int64_t>(loader.number());
    shape.memory_kib = static_cast<std::int64_t>(loader.number());
    shape.gpu_milli = static_cast<std::int32_t>(loader.number());
    shape.fpgas = static_cast<std::int32_t>(loader.number());
    loader.column(shape.device_models);
    loader.column(shape.zones);
    w.shapes.push_back(std::move(shape));
  }
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

// The header, when the file is whole and of this trace.
std::optional<CacheHeader> checked_header(std::span<const char> bytes, const std::string& trace_path, const TraceKey& key) {
  CacheHeader header;
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != cache_magic || header.version != cache_version) return std::nullopt;
  if (header.payload_size != bytes.size() - sizeof header || header.key.size != key.size) return std::nullopt;
  if (cache_hash(header, bytes.subspan(sizeof header)) != header.cache_hash) return std::nullopt;
  if (header.key != key && file_hash(trace_path) != header.trace_hash) return std::nullopt;
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
  const MappedFile file(trace_cache_path(trace_path));
  if (!file.exists()) return {};
  const auto header = checked_header(file.bytes(), trace_path, key);
  if (!header) return {std::nullopt, true};
  Loader loader(file.bytes().subspan(sizeof(CacheHeader)));
  auto workload = std::make_unique<Workload>();
  TraceFile trace;
  visit_columns(*workload, loader);
  load_names(loader, *workload);
  load_ledger(loader, trace.ledger);
  if (!loader.good() || !loader.at_end()) return {std::nullopt, true};
  workload->provenance = {trace_path, std::string(trace_format), header->content_hash};
  trace.workload = std::move(workload);
  return {std::move(trace), false};
}

bool write_trace_cache(const std::string& trace_path, const TraceKey& key, const TraceFile& trace) {
  Saver saver;
  visit_columns(*trace.workload, saver);
  save_names(saver, *trace.workload);
  save_ledger(saver, trace.ledger);
  CacheHeader header;
  header.key = key;
  header.content_hash = trace.workload->provenance.content_hash;
  header.payload_size = saver.bytes().size();
  const auto trace_hash = file_hash(trace_path);
  if (!trace_hash || trace_key(trace_path) != key) return false;
  header.trace_hash = *trace_hash;
  header.cache_hash = cache_hash(header, saver.bytes());
  try {
    WholeFile file(trace_cache_path(trace_path));
    file.write({reinterpret_cast<const char*>(&header), sizeof header});
    file.write(saver.bytes());
    file.commit();
  } catch (const InputError&) {
    return false;  // a copy is a convenience: the trace was read, and the caller notes this
  }
  return true;
}

}  // namespace suanli
