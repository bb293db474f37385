// measured_table.cpp -- which tables there are, and what the lines before a table's header say.
#include "scenarios/measured/measured_table.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "scenarios/json_document.h"
#include "scenarios/measured/table_rows.h"
#include "sim/base/embedded_file.h"
#include "workloads/packed_input.h"

namespace suanli {
namespace measured {
std::span<const EmbeddedFile> files();  // generated from scenarios/measured/
}

namespace {

constexpr std::string_view blanks = " \t\r";

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

// What is told of the table as a whole: texts, and two numbers.
class Heading {
 public:
  Heading(MeasuredTable& table, std::vector<Problem>& problems) : table_(table), problems_(problems) {}

  // False when the key is none of these.
  bool take(const std::string& key, const std::string& value, std::size_t line) {
    if (key == "title") return table_.title = value, true;
    if (key == "licence") return table_.licence = value, true;
    if (key == "other_tool") return table_.other_tool = value, true;
    if (key == "note") return table_.note += (table_.note.empty() ? "" : " ") + value, true;
    if (key == "goal_percent") return take_percent(table_.goal_percent, key, value, line), true;
    if (key == "other_percent") return take_percent(table_.other_percent, key, value, line), true;
    return false;
  }

 private:
  void take_percent(std::optional<double>& target, const std::string& key, const std::string& value, std::size_t line) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size() && number > 0 && number <= 1000) {
      target = number;
      return;
    }
    problems_.push_back(
        {table_.file, line, 0, "", "\"" + key + "\" must be a number above 0, not \"" + value + '"', "percent"});
  }

  MeasuredTable& table_;
  std::vector<Problem>& problems_;
};

std::vector<std::string> known_keys() {
  std::vector<std::string> known{"title", "licence", "note", "goal_percent", "other_tool", "other_percent"};
  for (const Field<MeasuredRow>& column : fields_of<MeasuredRow>()) known.emplace_back(column.spec.key);
  return known;
}

// The lines that begin with '#'.
SharedCells read_heading(const std::string& text, MeasuredTable& table, std::vector<Problem>& problems) {
  Heading heading(table, problems);
  const std::vector<std::string> known = known_keys();
  SharedCells shared;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string content = trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++line;
    if (content.empty()) continue;
    if (content.front() != '#') break;
    const std::size_t colon = content.find(':');
    const std::string key = trimmed(std::string_view(content).substr(1, colon == std::string::npos ? colon : colon - 1));
    const std::string value = colon == std::string::npos ? "" : trimmed(std::string_view(content).substr(colon + 1));
    if (colon != std::string::npos && heading.take(key, value, line)) continue;
    if (colon != std::string::npos && is_column(key)) {
      shared[key] = {value, line};
      continue;
    }
    std::string hint = did_you_mean(key, known);
    if (hint.empty()) hint = "\"# KEY: VALUE\" with title, source, licence, note or a column; a remark is \"# note: ...\"";
    problems.push_back({table.file, line, 0, "", "\"" + key + "\" says nothing about a table", std::move(hint)});
  }
  return shared;
}

const EmbeddedFile* built_in(const std::string& name) {
  const auto files = measured::files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

std::string name_of_path(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  for (const std::string_view suffix : {".gz", ".zst", ".csv"}) {
    if (name.ends_with(suffix) && name.size() > suffix.size()) name.resize(name.size() - suffix.size());
  }
  return name;
}

}  // namespace

std::vector<std::string> built_in_measured_tables() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : measured::files()) names.emplace_back(file.name);
  std::sort(names.begin(), names.end());
  return names;
}

MeasuredTable parse_measured_table(const std::string& file, const std::string& text) {
  MeasuredTable table;
  table.file = file;
  table.name = name_of_path(file);
  std::vector<Problem> problems;
  const SharedCells shared = read_heading(text, table, problems);
  table.rows = read_table_rows(file, text, shared, problems);
  if (!problems.empty()) throw InputError(told_in_order(std::move(problems)));
  return table;
}

MeasuredTable read_measured_table(const std::string& name_or_path) {
  if (const EmbeddedFile* file = built_in(name_or_path)) {
    return parse_measured_table("measured/" + name_or_path + ".csv", std::string(file->text));
  }
  constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20;
  const bool like_a_name = name_or_path.find_first_of("./") == std::string::npos;
  if (like_a_name && !std::filesystem::exists(name_or_path)) {
    std::string hint = did_you_mean(name_or_path, built_in_measured_tables());
    if (hint.empty()) hint = "built-in tables: suanli plan --validate; the form of your own: suanli plan --validate columns";
    throw InputError(name_or_path, "is neither a built-in table nor a file", std::move(hint));
  }
  return parse_measured_table(name_or_path, read_whole(name_or_path, most_bytes));
}

}  // namespace suanli
