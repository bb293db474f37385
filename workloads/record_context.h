// record_context.h -- where the record being read lies, and whom to tell what is wrong with it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sim/base/problem_list.h"
#include "workloads/ledger.h"

namespace suanli {

// Positions are told as line and byte column of the text that begins at `text_begin`, a line's start. Internal to the trace
// reader.
class RecordContext {
 public:
  RecordContext(std::string file, ProblemList& problems, Ledger& ledger)
      : file_(std::move(file)), problems_(problems), ledger_(ledger) {}

  // `text` must live as long as problems may be told; its first line has the number `first_line`.
  void set_text(std::string_view text, std::size_t first_line);
  // The record's list and index, for pointers like /jobs/17/submit_s; none in NDJSON, where the line tells the record.
  void set_index(std::string_view list, std::optional<std::size_t> index) {
    list_ = list;
    index_ = index;
  }
  // The line of a position; positions must not fall from call to call within one text.
  std::size_t advance_line(const char* where);

  // `pointer` is relative to the record ("/submit_s"). `where` may be null: no position is told.
  void fail(const char* where, std::string_view pointer, std::string what, std::string hint = {});
  void note(LedgerAction action, std::string_view reason) {
    ledger_.note(action, reason, line_);
  }

  // Marks the text as no JSON from here on; reading must stop. `where` as above.
  void break_off(const char* where, std::string what, std::string hint = {});
  bool broken() const {
    return broken_;
  }
  std::size_t problem_count() const {
    return problems_.count();
  }

  const std::string& file() const {
    return file_;
  }
  std::string_view text() const {
    return text_;
  }

 private:
  std::string file_;
  ProblemList& problems_;
  Ledger& ledger_;
  std::string_view text_;
  std::size_t first_line_ = 1;
  const char* line_at_ = nullptr;  // advance_line has counted up to here
  std::size_t line_ = 1;
  std::string_view list_;  // "/jobs"
  std::optional<std::size_t> index_;
  bool broken_ = false;
};

}  // namespace suanli
