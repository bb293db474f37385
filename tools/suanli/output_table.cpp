// output_table.cpp -- the three formats.
#include "tools/suanli/output_table.h"

#include <algorithm>

#include "sim/base/check.h"
#include "sim/report/csv.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {
namespace {

constexpr std::size_t screen_width = 80;

// Columns as people count them: continuation bytes of UTF-8 take no room.
std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : std::string("\\u00") + "01"[c / 16] + "0123456789abcdef"[c % 16];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string json(const OutputTable& table) {
  std::string out = "[";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    out += i == 0 ? "\n  {" : ",\n  {";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string& cell = table.rows[i][c];
      out += (c == 0 ? "" : ", ") + json_text(table.columns[c].name) + ": ";
      out += !table.columns[c].number ? json_text(cell) : cell.empty() ? "null" : cell;
    }
    out += '}';
  }
  return out + (table.rows.empty() ? "]\n" : "\n]\n");
}

std::string csv(const OutputTable& table) {
  std::string out;
  CsvRow row(out);
  for (const auto& column : table.columns) row.text(column.name);
  row.end();
  for (const auto& cells : table.rows) {
    for (const std::string& cell : cells) row.text(cell);
    row.end();
  }
  return out;
}

// A last column of text is broken into lines at the screen's edge; where too little room is left for it, it goes below the rest.
class Aligned {
 public:
  explicit Aligned(const OutputTable& table) : table_(table) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      width_.push_back(shown_width(table.columns[c].name));
      for (const auto& cells : table.rows) width_[c] = std::max(width_[c], shown_width(cells[c]));
    }
    for (std::size_t c = 0; c + 1 < width_.size(); ++c) room_taken_ += width_[c] + 2;
    const bool fits = room_taken_ + width_.back() <= screen_width;
    below_ = !table.columns.back().number && !fits && room_taken_ + least_room > screen_width;
  }

  std::string text() const {
    std::vector<std::string> names;
    for (const auto& column : table_.columns) names.push_back(column.name);
    if (below_) names.back().clear();
    std::string out = line(names);
    for (const auto& cells : table_.rows) out += line(cells);
    return out;
  }

 private:
  static constexpr std::size_t least_room = 36;
  static constexpr std::size_t indent = 4;

  std::string line(const std::vector<std::string>& cells) const {
    std::string line;
    for (std::size_t c = 0; c + 1 < cells.size(); ++c) line += (c > 0 ? "  " : "") + padded(cells, c);
    const std::string& last = cells.back();
    const std::size_t left = below_ ? indent : room_taken_;
    if (below_) {
      line.erase(line.find_last_not_of(' ') + 1);
      if (!last.empty()) line += '\n' + std::string(indent, ' ');
    } else if (cells.size() > 1) {
      line += "  ";
    }
    line += table_.columns.back().number ? padded(cells, cells.size() - 1) : wrapped(last, screen_width - std::min(left, screen_width - 20), left);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
  }

  std::string padded(const std::vector<std::string>& cells, std::size_t c) const {
    const std::string blanks(width_[c] - shown_width(cells[c]), ' ');
    return table_.columns[c].number ? blanks + cells[c] : cells[c] + blanks;
  }

  const OutputTable& table_;
  std::vector<std::size_t> width_;
  std::size_t room_taken_ = 0;  // by all but the last column
  bool below_ = false;
};

}  // namespace

OutputFormat output_format(const CommandLine& line) {
  const std::string given = line.text("format").value_or("table");
  if (given == "table") return OutputFormat::table;
  if (given == "csv") return OutputFormat::csv;
  if (given == "json") return OutputFormat::json;
  const std::string near = did_you_mean(given, {"table", "csv", "json"});
  throw UsageError("--format " + given + ": no such format", near.empty() ? "table, csv or json" : near);
}

std::string OutputTable::text(OutputFormat format) const {
  switch (format) {
    case OutputFormat::table: return Aligned(*this).text() + note;
    case OutputFormat::csv: return csv(*this);
    case OutputFormat::json: return json(*this);
  }
  return {};
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (column > 0 && column + 1 + shown_width(word) > width) {
      out += '\n' + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += shown_width(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace suanli::cli
