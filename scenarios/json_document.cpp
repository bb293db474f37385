// json_document.cpp -- one pass of the parser that builds the document and tells what is wrong with the text.
#include "scenarios/json_document.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <set>
#include <tuple>

#include "scenarios/json_location.h"

namespace suanli {
namespace {

using nlohmann::json;

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte >= 0x7F ? '?' : c;
  }
  return shown;
}

// The parser's words without its own prefix and position.
std::string reason_of(const nlohmann::detail::exception& error) {
  const std::string text = error.what();
  const std::size_t dash = text.find(" - ");
  const std::size_t bracket = text.find("] ");
  std::string reason = dash != std::string::npos ? text.substr(dash + 3) : bracket != std::string::npos ? text.substr(bracket + 2) : text;
  return reason.substr(0, reason.find("; last read"));
}

// Builds the document; every value is announced by begin_value, which finds its place in the text and in the document.
class Builder final : public nlohmann::json_sax<json> {
 public:
  explicit Builder(JsonDocument& document) : document_(document), cursor_(document.text) {}

  bool null() override {
    return scalar(nullptr);
  }
  bool boolean(bool value) override {
    return scalar(value);
  }
  bool number_integer(number_integer_t value) override {
    return scalar(value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return scalar(value);
  }
  bool number_float(number_float_t value, const string_t&) override {
    return scalar(value);
  }
  bool string(string_t& value) override {
    const std::size_t offset = cursor_.next();
    check_length(value, offset);
    *slot() = std::move(value);
    return true;
  }
  bool binary(binary_t&) override {
    return false;
  }
  bool start_object(std::size_t) override {
    return open(json::value_t::object);
  }
  bool start_array(std::size_t) override {
    return open(json::value_t::array);
  }
  bool end_object() override {
    return close();
  }
  bool end_array() override {
    return close();
  }
  bool key(string_t& name) override {
    const std::size_t offset = cursor_.next();
    check_length(name, offset);
    json& object = *frames_.back().value;
    twice_ = object.contains(name);
    if (twice_) note(offset, "the key \"" + printable(name) + "\" is given twice", "the first one stands; remove one");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t read, const std::string& token, const nlohmann::detail::exception& error) override;

 private:
  struct Frame {
    json* value = nullptr;
    std::size_t offset = 0;
  };

  void note(std::size_t offset, std::string what, std::string hint) {
    const TextPosition at = position_of(document_.text, offset);
    document_.problems.push_back({document_.file, at.line, at.column, {}, std::move(what), std::move(hint)});
  }
  [[noreturn]] void fail(std::size_t offset, std::string what, std::string hint) {
    note(offset, std::move(what), std::move(hint));
    throw InputError(told_in_order(std::move(document_.problems)));
  }

  void check_length(const std::string& text, std::size_t offset) {
    if (text.size() <= longest_json_string) return;
    fail(offset, "a text of " + std::to_string(text.size()) + " bytes", "at most 65536 are taken");
  }

  // Where the coming value goes. A key given twice goes nowhere.
  json* slot() {
    if (frames_.empty()) return &document_.root;
    json& holder = *frames_.back().value;
    if (holder.is_array()) return &holder.emplace_back();
    return twice_ ? &discarded_.emplace_back() : &holder[key_];
  }
  template <class T>
  bool scalar(T value) {
    cursor_.next();
    *slot() = value;
    return true;
  }
  bool open(json::value_t kind) {
    const std::size_t offset = cursor_.next();
    if (frames_.size() == deepest_json) fail(offset, "more than 64 objects and arrays inside each other", "");
    json* value = slot();
    *value = json(kind);
    frames_.push_back({value, offset});
    return true;
  }
  bool close() {
    cursor_.next();
    frames_.pop_back();
    return true;
  }

  JsonDocument& document_;
  TokenCursor cursor_;
  std::vector<Frame> frames_;
  std::string key_;
  bool twice_ = false;
  std::deque<json> discarded_;
};

// What people type that other languages take and JSON does not.
std::string hint_for(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(std::min(offset, text.size()));
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto starts = [&](std::string_view word) { return rest.starts_with(word); };
  if (starts("//") || starts("/*") || starts("#")) return "JSON has no comments";
  if (starts("'")) return "JSON texts stand in double quotes";
  for (const std::string_view word : {"NaN", "nan", "Infinity", "inf", "-Infinity", "-inf", "True", "False", "None"}) {
    if (starts(word)) return "JSON knows no " + std::string(word);
  }
  const std::size_t last = before.find_last_not_of(" \t\r\n");
  if ((starts("}") || starts("]")) && last != std::string_view::npos && before[last] == ',') return "remove the comma before it";
  return {};
}

bool Builder::parse_error(std::size_t read, const std::string& /*token*/, const nlohmann::detail::exception& error) {
  const std::string_view text = document_.text;
  const std::string reason = reason_of(error);
  if (reason.starts_with("unexpected end of input") || read > text.size()) {
    if (frames_.empty()) fail(text.size(), "the file ends in the middle of its value", {});
    const TextPosition opened = position_of(text, frames_.back().offset);
    fail(text.size(), "the file ends in the middle",
         std::string(frames_.back().value->is_object() ? "the object" : "the array") + " opened at line " +
             std::to_string(opened.line) + ", column " + std::to_string(opened.column) + " is not closed");
  }
  // Inside a text the very byte is wrong, elsewhere the token that starts next; separators are no tokens to the cursor.
  const std::size_t last = read - 1;
  const bool exact = reason.starts_with("invalid string") || std::string_view(",:[]{}").find(text[last]) != std::string_view::npos;
  const std::size_t offset = exact ? last : std::min(cursor_.next(), last);
  constexpr int number_overflow = 406;
  if (error.id == number_overflow) fail(offset, "the number " + printable(text.substr(offset, read - offset)) + " is too large", {});
  if (reason.ends_with("expected end of input")) fail(offset, "something follows the end of the value", "one value a file");
  fail(offset, "not JSON: " + reason, hint_for(text, offset));
}

void refuse_marks(const std::string& file, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    throw InputError({{file, 1, 1, {}, "the file begins with a byte-order mark", "save it as UTF-8 without one"}});
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw InputError({{file, 1, 1, {}, "the file is in UTF-16", "save it as UTF-8"}});
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) throw InputError({{file, 1, 1, {}, "the file is empty", {}}});
}

}  // namespace

JsonDocument parse_json(std::string file, std::string text) {
  JsonDocument document{std::move(file), std::move(text), json(), {}};
  refuse_marks(document.file, document.text);
  Builder builder(document);
  json::sax_parse(document.text.begin(), document.text.end(), &builder);
  return document;
}

JsonDocument read_json(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) throw InputError(path, "no such file");
  if (fs::is_directory(status)) throw InputError(path, "is a directory, not a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw InputError(path, "cannot be opened", "may you read it?");
  std::string text;
  std::vector<char> block(std::size_t{1} << 16);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > most_json_bytes) throw InputError(path, "larger than 64 MiB", "traces may be larger, scenarios not");
  }
  if (in.bad()) throw InputError(path, "cannot be read to its end");
  return parse_json(path, std::move(text));
}

void place(const JsonDocument& document, std::vector<Problem>& problems, std::string_view pointer_base) {
  std::set<std::string> wanted;
  const auto inner = [&](const Problem& problem) { return problem.pointer.substr(pointer_base.size()); };
  const auto ours = [&](const Problem& problem) { return problem.line == 0 && lies_under(problem.pointer, pointer_base); };
  for (const Problem& problem : problems) {
    if (!ours(problem)) continue;
    std::string pointer = inner(problem);
    for (; !pointer.empty(); pointer = parent_of(pointer)) wanted.insert(pointer);
    wanted.insert(std::string());
  }
  const auto found = locate(document.text, wanted);
  for (Problem& problem : problems) {
    if (!ours(problem)) continue;
    problem.file = document.file;
    std::string pointer = inner(problem);
    while (!pointer.empty() && !found.contains(pointer)) pointer = parent_of(pointer);
    const auto spot = found.find(pointer);
    if (spot == found.end()) continue;
    const bool about_key = problem.what.starts_with("unknown key");
    const TextPosition at = position_of(document.text, about_key ? spot->second.key : spot->second.value);
    problem.line = at.line;
    problem.column = at.column;
  }
}

std::vector<Problem> told_in_order(std::vector<Problem> problems, std::size_t most) {
  const auto key = [](const Problem& p) { return std::tie(p.file, p.line, p.column); };
  std::stable_sort(problems.begin(), problems.end(), [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
  if (problems.size() > most) {
    const std::size_t rest = problems.size() - most;
    problems.resize(most);
    problems.push_back({problems.back().file, 0, 0, {}, "and " + std::to_string(rest) + " more problems", {}});
  }
  return problems;
}

}  // namespace suanli
