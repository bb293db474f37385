// record_reader.h -- turns one JSON object after another into records of jobs and requests and hands them to a builder. Internal to the trace
// reader.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/model/workload.h"
#include "workloads/key_pattern.h"
#include "workloads/record_context.h"
#include "workloads/trace_record.h"

namespace suanli {

class RecordReader {
 public:
  RecordReader(RecordContext& context, WorkloadBuilder& builder);

  // Reads a line of the plainest form, as programs write it: one object with at most a blank behind each comma and colon,
  // without lists, escapes and non-ASCII bytes, with known keys given once. False, with nothing done, for any other line.
  // REQUIRES padding behind the line.
  bool read_plain(std::string_view line);
  // Reads the object of the parsed text that begins at `begin`. Problems go to the context; a record with problems is not
  // added. `kind` is what the list holds that the record is of; `both`: its keys tell, as they do of lines.
  void read(simdjson::ondemand::document& parsed, simdjson::ondemand::object object, const char* begin,
            TraceRecordKind kind = TraceRecordKind::both);

 private:
  static constexpr std::size_t max_fields = 64;

  struct PlainField {
    std::uint8_t field = 0;
    const char* key_at = nullptr;
    std::string_view token;
  };

  std::size_t split_plain(std::string_view line);
  std::size_t find_known(const char* raw, std::size_t place);
  void start(const char* begin, TraceRecordKind kind);
  void finish(const char* begin);
  void read_field(simdjson::ondemand::field& field, std::size_t place);
  const TraceFieldReader* find_field(simdjson::ondemand::field& field, std::size_t place);
  void unknown_key(std::string_view key, const char* where);
  bool given(std::uint64_t fields) const {
    return (given_ & fields) != 0;
  }
  void tell_kind();
  void tell_strangers();
  void read_work();
  bool complete_job(const char* begin);
  bool complete_request(const char* begin);
  void take_work(const char* begin);
  bool check_tasks(const char* begin);
  void fail(const char* where, std::string_view pointer, std::string what, std::string hint = {});

  RecordContext& context_;
  WorkloadBuilder& builder_;
  std::span<const TraceFieldReader> readers_ = trace_field_readers();
  std::uint64_t id_bit_;
  std::uint64_t submit_bit_;
  std::uint64_t duration_bit_;
  std::uint64_t arrival_bit_;
  std::uint64_t job_only_ = 0;  // bits of the fields that only jobs have
  std::uint64_t request_only_ = 0;
  TraceRecord record_;
  std::array<KeyPattern, max_fields> patterns_{};
  std::array<PlainField, max_fields> plain_{};
  std::size_t problems_before_ = 0;
  std::uint64_t seen_ = 0;   // bit i: field i was there
  std::uint64_t given_ = 0;  // and not null
  bool good_ = true;
  TraceRecordKind kind_ = TraceRecordKind::both;  // of the record; `both` until it is told
  const ReadWork* work_ = nullptr;                // of the job
  std::array<const char*, max_fields> key_at_{};  // where the keys given stand
  std::array<std::uint8_t, max_fields> usual_{};  // the field found at this place of the last records
};

}  // namespace suanli
