// csv.h -- numbers and text as cells of a CSV file (RFC 4180), independent of any locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/time.h"

namespace suanli {

void append_integer(std::string& out, std::int64_t value);
// The shortest text that reads back as the same double. [InternalError] when it is not finite.
void append_double(std::string& out, double value);
// Thousandths, exact, without trailing zeros: 1500 is "1.5".
void append_milli(std::string& out, std::int64_t value);
// In quotes where RFC 4180 wants them: around commas, quotes, line breaks; and around leading or trailing blanks, which readers may cut.
void append_text(std::string& out, std::string_view text);

// Builds rows, cell by cell, at the end of a buffer. Lines end in LF: what every reader takes, and diff and grep like.
class CsvRow {
 public:
  explicit CsvRow(std::string& out) : out_(out) {}

  CsvRow& text(std::string_view value) { return separate(), append_text(out_, value), *this; }
  // Text that append_text has been through already, or that needs no quotes.
  CsvRow& ready(std::string_view value) { return separate(), out_.append(value), *this; }
  CsvRow& integer(std::int64_t value) { return separate(), append_integer(out_, value), *this; }
  CsvRow& number(double value) { return separate(), append_double(out_, value), *this; }
  CsvRow& number(std::optional<double> value) { return value ? number(*value) : empty(); }
  CsvRow& thousandths(std::int64_t value) { return separate(), append_milli(out_, value), *this; }
  CsvRow& seconds(Duration value) { return separate(), append_seconds(out_, value), *this; }
  CsvRow& seconds(SimTime value) { return seconds(value.time_since_epoch()); }
  CsvRow& empty(int cells = 1) {
    for (; cells > 0; --cells) separate();
    return *this;
  }
  void end() {
    out_ += '\n';
    first_ = true;
  }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace suanli
