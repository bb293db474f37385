// record_context.cpp -- lines and columns are counted only when they are told.
#include "workloads/record_context.h"

#include <algorithm>
#include <utility>

namespace suanli {

void RecordContext::set_text(std::string_view text, std::size_t first_line) {
  text_ = text;
  first_line_ = line_ = first_line;
  line_at_ = text.data();
  broken_ = false;
}

std::size_t RecordContext::advance_line(const char* where) {
  line_ += static_cast<std::size_t>(std::count(line_at_, where, '\n'));
  line_at_ = where;
  return line_;
}

void RecordContext::fail(const char* where, std::string_view pointer, std::string what, std::string hint) {
  if (problems_.full()) {
    problems_.add({});
    return;
  }
  Problem problem;
  problem.file = file_;
  if (where != nullptr) {
    const std::string_view before = text_.substr(0, static_cast<std::size_t>(where - text_.data()));
    problem.line = first_line_ + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_begin = before.rfind('\n');
    problem.column = line_begin == std::string_view::npos ? before.size() + 1 : before.size() - line_begin;
  }
  if (index_) problem.pointer = std::string(list_) + '/' + std::to_string(*index_);
  problem.pointer += pointer;
  problem.what = std::move(what);
  problem.hint = std::move(hint);
  problems_.add(std::move(problem));
}

void RecordContext::break_off(const char* where, std::string what, std::string hint) {
  if (!broken_) fail(where, {}, std::move(what), std::move(hint));
  broken_ = true;
}

}  // namespace suanli
