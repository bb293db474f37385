// write_trace.cpp -- rows of jobs and requests as JSON text, made by appending.
#include "workloads/write_trace.h"

#include <simdjson.h>

#include <charconv>
#include <span>
#include <string_view>

#include "sim/base/check.h"
#include "sim/model/canonical_order.h"
#include "workloads/packed_input.h"
#include "workloads/packed_output.h"
#include "workloads/trace_header.h"
#include "workloads/work_json.h"

namespace suanli {
namespace {

constexpr std::size_t piece_size = std::size_t{1} << 20;

template <class Number>
void append_number(std::string& out, Number number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  static_cast<void>(error);  // every 64-bit number fits
  out.append(digits, end);
}

void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte / 16];
      out += hex[byte % 16];
    } else {
      out += c;
    }
  }
  out += '"';
}

// Ids that are numbers to the workload's order are written as numbers.
void append_id(std::string& out, std::string_view id) {
  if (id_number(id) == text_id) {
    append_text(out, id);
  } else {
    out += id;
  }
}

// Billionths as a decimal: what parse_seconds reads.
void append_fixed(std::string& out, std::int64_t billionths) {
  append_seconds(out, Duration(billionths));
}

// Appends the fields of a row.
class RecordRow {
 protected:
  RecordRow(const Workload& workload, std::string& out) : workload_(workload), out_(out) {}

  void key(std::string_view name) {
    out_ += ",\"";
    out_ += name;
    out_ += "\":";
  }
  void number(std::string_view name, std::int64_t value) {
    key(name);
    append_number(out_, value);
  }
  void time(std::string_view name, Duration value) {
    key(name);
    append_seconds(out_, value);
  }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_text(out_, value);
  }
  template <class Items, class AppendItem>
  void list(std::string_view name, const Items& items, AppendItem&& append_item) {
    if (items.empty()) return;
    key(name);
    char separator = '[';
    for (const auto& item : items) {
      out_ += separator;
      append_item(item);
      separator = ',';
    }
    out_ += ']';
  }

  const Workload& workload_;
  std::string& out_;
};

class RequestRow : private RecordRow {
 public:
  RequestRow(const Workload& workload, std::string& out) : RecordRow(workload, out) {}

  void append(RequestId request) {
    const RequestColumns& requests = workload_.requests;
    const NameTable& names = workload_.names;
    out_ += "{\"id\":";
    append_id(out_, workload_.request_id_text(request));
    time("arrival_s", requests.arrival[request].time_since_epoch());
    text("service", names.text(requests.service[request]));
    if (requests.prompt_tokens[request] != 0) number("prompt_tokens", requests.prompt_tokens[request]);
    if (requests.output_tokens[request] != 0) number("output_tokens", requests.output_tokens[request]);
    if (requests.duration_of(request) != Duration::zero()) time("duration_s", requests.duration_of(request));
    if (requests.kernel_of(request) != NameId{}) {
      key("work");
      out_ += "{\"kernel\":";
      append_text(out_, names.text(requests.kernel_of(request)));
      out_ += '}';
    }
    text("session", names.text(requests.session_of(request)));
    list("prefix_hashes", requests.prefix_of(request), [&](std::uint64_t hash) { append_number(out_, hash); });
    text("tenant", workload_.tenants[requests.tenant[request]]);
    if (requests.priority_of(request) != 0) number("priority", requests.priority_of(request));
    out_ += '}';
  }
};

class JobRow : private RecordRow {
 public:
  JobRow(const Workload& workload, std::string& out) : RecordRow(workload, out) {}

  void append(JobId job) {
    const Workload& w = workload_;
    out_ += "{\"id\":";
    append_id(out_, w.id_text(job));
    time("submit_s", w.submit[job].time_since_epoch());
    if (w.tasks[job] != 1) number("tasks", w.tasks[job]);
    demand(w.shapes[w.shape[job]]);
    if (w.work_of(job) == WorkId{}) time("duration_s", w.duration[job]);
    if (w.has_time_limit(job)) time("time_limit_s", w.time_limit[job]);
    text("tenant", w.tenants[w.tenant[job]]);
    text("user", w.users[w.user[job]]);
    if (w.priority[job] != 0) number("priority", w.priority[job]);
    if (w.deadline_of(job) != time_never) time("deadline_s", w.deadline_of(job).time_since_epoch());
    dependencies(w.depends_on(job));
    names("zones", w.shapes[w.shape[job]].zones);
    if (!w.min_tasks.empty() && w.min_tasks[job] != 0) number("min_tasks", w.min_tasks[job]);
    if (!w.max_tasks.empty() && w.max_tasks[job] != 0) number("max_tasks", w.max_tasks[job]);
    if (w.work_kind_of(job) != WorkKind::batch) text("work_kind", name_of(w.work_kind_of(job)));
    text("reference_model", w.names.text(w.reference_model_of(job)));
    text("status", w.names.text(w.recorded_status_of(job)));
    work(job);
    out_ += '}';
  }

 private:
  // Texts are made once for jobs of equal work and steps in a row.
  void work(JobId job) {
    const WorkId id = workload_.work_of(job);
    if (id == WorkId{}) return;
    if (id != last_work_ || workload_.steps[job] != last_steps_) {
      last_work_ = id;
      last_steps_ = workload_.steps[job];
      work_text_ = work_text(workload_.works[id], last_steps_);
    }
    key("work");
    out_ += work_text_;
  }

  void demand(const TaskShape& shape) {
    constexpr std::int64_t billionths_per_milli = 1'000'000;
    constexpr std::int64_t billion = 1'000'000'000;
    constexpr std::int64_t kib_per_gib = 1 << 20;
    key("cpus");
    append_fixed(out_, shape.cpu_milli * billionths_per_milli);
    if (shape.memory_kib != 0) {
      // Nearest billionth of a GiB: far finer than the KiB it is read back to.
      const std::int64_t rest = shape.memory_kib % kib_per_gib * billion;
      key("memory_gib");
      append_fixed(out_, shape.memory_kib / kib_per_gib * billion + (rest + kib_per_gib / 2) / kib_per_gib);
    }
    if (shape.gpu_milli != 0) {
      key("gpus");
      append_fixed(out_, shape.gpu_milli * billionths_per_milli);
    }
    if (shape.fpgas != 0) number("fpgas", shape.fpgas);
    names("device_model", shape.device_models);
  }

  void names(std::string_view name, const std::vector<NameId>& items) {
    list(name, items, [&](NameId item) { append_text(out_, workload_.names.text(item)); });
  }
  void dependencies(std::span<const JobId> items) {
    list("depends_on", items, [&](JobId item) { append_id(out_, workload_.id_text(item)); });
  }

  WorkId last_work_{};
  std::uint64_t last_steps_ = 0;
  std::string work_text_;
};

bool wants_lines(std::string_view path) {
  switch (packing_of(path)) {
    case Packing::none:
      break;
    case Packing::gzip:
      path.remove_suffix(std::string_view(".gz").size());
      break;
    case Packing::zstd:
      path.remove_suffix(std::string_view(".zst").size());
      break;
  }
  return path.ends_with(".ndjson") || path.ends_with(".jsonl");
}

// JSON has no way to say bytes that are not UTF-8.
void require_utf8(const Workload& workload, const std::string& path) {
  const auto require = [&](std::string_view text, const std::string& what) {
    if (!simdjson::validate_utf8(text)) throw InputError(path, what + " is not valid UTF-8 and cannot be written as JSON");
  };
  for (const std::string& tenant : workload.tenants) require(tenant, "the tenant \"" + tenant + "\"");
  for (const std::string& user : workload.users) require(user, "the user \"" + user + "\"");
  for (const NameId name : IdRange<NameId>(workload.names.size())) {
    require(workload.names.text(name), "the name \"" + std::string(workload.names.text(name)) + "\"");
  }
  for (const JobId job : IdRange<JobId>(workload.job_count())) {
    const std::string_view id = workload.id_text(job);
    if (id_number(id) == text_id) require(id, "the id \"" + std::string(id) + "\"");
  }
  for (const RequestId request : IdRange<RequestId>(workload.request_count())) {
    const std::string_view id = workload.request_id_text(request);
    if (id_number(id) == text_id) require(id, "the id \"" + std::string(id) + "\"");
  }
}

// Appends the rows to `out`, which is written to the file when it is long.
template <class Id, class Row>
void write_rows(std::size_t count, Row row, bool lines, std::string& out, PackedOutput& file) {
  for (const Id id : IdRange<Id>(count)) {
    if (!lines) out += index_of(id) == 0 ? "\n" : ",\n";
    row.append(id);
    if (lines) out += '\n';
    if (out.size() < piece_size) continue;
    file.write(out);
    out.clear();
  }
}

}  // namespace

void write_trace(const Workload& workload, const std::string& path, TraceShape shape) {
  require_utf8(workload, path);
  const bool lines = shape == TraceShape::lines || (shape == TraceShape::by_name && wants_lines(path));
  PackedOutput file(path);
  std::string out = "{\"format\":\"" + std::string(trace_format) + "\",\"version\":" + std::to_string(trace_version);
  out += lines ? "}\n" : ",\"jobs\":[";
  write_rows<JobId>(workload.job_count(), JobRow(workload, out), lines, out, file);
  if (workload.request_count() > 0) {
    if (!lines) out += "\n],\"requests\":[";
    write_rows<RequestId>(workload.request_count(), RequestRow(workload, out), lines, out, file);
  }
  if (!lines) out += "\n]}\n";
  file.write(out);
  file.commit();
}

}  // namespace suanli
