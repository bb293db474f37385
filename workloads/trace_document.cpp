// trace_document.cpp -- reads a trace that is one JSON document, on demand over the whole text.
#include "workloads/trace_document.h"

#include <optional>
#include <utility>

#include "workloads/json_syntax.h"
#include "workloads/record_reader.h"
#include "workloads/trace_header.h"

namespace suanli {
namespace {

using simdjson::ondemand::document;
using simdjson::ondemand::field;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

const char* place_of(document& parsed) {
  const char* where = nullptr;
  return parsed.current_location().get(where) == simdjson::SUCCESS ? where : nullptr;
}

class DocumentReader {
 public:
  DocumentReader(document& parsed, RecordContext& context, WorkloadBuilder& builder)
      : parsed_(parsed), context_(context), header_(context), records_(context, builder) {}

  void read() {
    const char* const begin = context_.text().data();
    object root;
    if (const auto error = parsed_.get_object().get(root)) {
      if (error != simdjson::INCORRECT_TYPE) return report_syntax(context_, error, nullptr);
      return context_.break_off(begin, "must be a JSON object", "see `suanli schema trace`");
    }
    for (auto result : root) {
      field each;
      if (const auto error = std::move(result).get(each)) return report_syntax(context_, error, place_of(parsed_));
      read_field(each);
      if (context_.broken()) return;
    }
    if (const char* rest = place_of(parsed_)) return report_trailing(context_, rest);
    header_.complete(begin);
  }

 private:
  void read_field(field& each) {
    const char* const key_at = each.key().raw() - 1;
    std::string_view key;
    if (const auto error = each.unescaped_key().get(key)) return report_syntax(context_, error, key_at);
    if (key == "jobs" || key == "requests") {
      if (!header_.first_time(key, key_at)) return;
      if (key == "jobs") {
        read_records(each.value(), "/jobs", TraceRecordKind::job);
      } else {
        read_records(each.value(), "/requests", TraceRecordKind::request);
      }
    } else {
      header_.read(key, key_at, each.value());
    }
  }

  // The list, or nothing after the problem was told.
  std::optional<simdjson::ondemand::array> list(value& from, std::string_view pointer) {
    const char* const at = std::string_view(from.raw_json_token()).data();
    simdjson::ondemand::array items;
    const auto error = from.get_array().get(items);
    if (!error) return items;
    if (error == simdjson::INCORRECT_TYPE) {
      context_.fail(at, pointer, "must be a list");
    } else {
      report_syntax(context_, error, at);
    }
    return std::nullopt;
  }

  void read_records(value& records, std::string_view pointer, TraceRecordKind kind) {
    auto items = list(records, pointer);
    if (!items) return;
    std::size_t index = 0;
    for (auto result : *items) {
      value item;
      if (const auto error = std::move(result).get(item)) return report_syntax(context_, error, place_of(parsed_));
      const char* const at = std::string_view(item.raw_json_token()).data();
      if (std::string_view("]},:").find(*at) != std::string_view::npos)
        return report_syntax(context_, simdjson::TAPE_ERROR, at);
      context_.set_index(pointer, index++);
      object record;
      const auto error = item.get_object().get(record);
      if (error == simdjson::INCORRECT_TYPE) {
        context_.fail(at, {}, kind == TraceRecordKind::job ? "a job must be an object" : "a request must be an object");
      } else if (error) {
        report_syntax(context_, error, at);
      } else {
        records_.read(parsed_, record, at, kind);
      }
      context_.set_index({}, std::nullopt);
      if (context_.broken()) return;
    }
  }

  document& parsed_;
  RecordContext& context_;
  TraceHeader header_;
  RecordReader records_;
};

}  // namespace

void read_trace_document(std::string_view text, RecordContext& context, WorkloadBuilder& builder) {
  context.set_text(text, 1);
  simdjson::ondemand::parser parser;
  document parsed;
  if (const auto error = parser.iterate(text.data(), text.size(), text.size() + json_padding).get(parsed)) {
    return report_syntax(context, error, nullptr);
  }
  DocumentReader(parsed, context, builder).read();
}

}  // namespace suanli
