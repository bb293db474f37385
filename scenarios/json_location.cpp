// json_location.cpp -- finding pointers in a text by a pass over its tokens.
#include "scenarios/json_location.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace suanli {
namespace {

using nlohmann::json;

constexpr std::string_view between_tokens = " \t\r\n:,";

// Follows the parser with a pointer of where it is and notes the wanted ones.
class Locator final : public nlohmann::json_sax<json> {
 public:
  Locator(std::string_view text, const std::set<std::string>& wanted) : cursor_(text), wanted_(wanted) {}

  std::map<std::string, Location> take() {
    return std::move(found_);
  }

  bool null() override {
    return scalar();
  }
  bool boolean(bool) override {
    return scalar();
  }
  bool number_integer(number_integer_t) override {
    return scalar();
  }
  bool number_unsigned(number_unsigned_t) override {
    return scalar();
  }
  bool number_float(number_float_t, const string_t&) override {
    return scalar();
  }
  bool string(string_t&) override {
    return scalar();
  }
  bool binary(binary_t&) override {
    return scalar();
  }
  bool start_object(std::size_t) override {
    return open(false);
  }
  bool start_array(std::size_t) override {
    return open(true);
  }
  bool end_object() override {
    return close();
  }
  bool end_array() override {
    return close();
  }
  bool key(string_t& name) override {
    key_offset_ = cursor_.next();
    pointer_ += '/' + escaped_step(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  struct Frame {
    bool array = false;
    std::size_t index = 0;
    std::size_t pointer_size = 0;  // of the container itself
  };

  void begin_value() {
    const std::size_t offset = cursor_.next();
    const bool element = !frames_.empty() && frames_.back().array;
    if (element) pointer_ += '/' + std::to_string(frames_.back().index++);
    const bool member = !frames_.empty() && !element;
    if (wanted_.contains(pointer_)) found_.emplace(pointer_, Location{member ? key_offset_ : offset, offset});
  }
  void end_value() {
    pointer_.resize(frames_.empty() ? 0 : frames_.back().pointer_size);
  }
  bool scalar() {
    begin_value();
    end_value();
    return true;
  }
  bool open(bool array) {
    begin_value();
    frames_.push_back({array, 0, pointer_.size()});
    return true;
  }
  bool close() {
    cursor_.next();
    frames_.pop_back();
    end_value();
    return true;
  }

  TokenCursor cursor_;
  const std::set<std::string>& wanted_;
  std::map<std::string, Location> found_;
  std::vector<Frame> frames_;
  std::string pointer_;
  std::size_t key_offset_ = 0;
};

}  // namespace

std::size_t TokenCursor::next() {
  at_ = std::min(text_.find_first_not_of(between_tokens, at_), text_.size());
  const std::size_t start = at_;
  if (at_ == text_.size()) return start;
  const char first = text_[at_++];
  if (first == '"') {
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
  } else if (std::string_view("{}[]").find(first) == std::string_view::npos) {
    at_ = std::min(text_.find_first_of(" \t\r\n:,{}[]\"", at_), text_.size());
  }
  return start;
}

TextPosition position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::string_view in_line = before.substr(newline == std::string_view::npos ? 0 : newline + 1);
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<std::size_t>(std::count_if(in_line.begin(), in_line.end(), starts_character)) + 1};
}

std::map<std::string, Location> locate(std::string_view text, const std::set<std::string>& wanted) {
  if (wanted.empty()) return {};
  Locator locator(text, wanted);
  json::sax_parse(text.begin(), text.end(), &locator);
  return locator.take();
}

std::string escaped_step(std::string_view key) {
  std::string step;
  for (const char c : key) {
    if (c == '~') step += "~0";
    else if (c == '/') step += "~1";
    else step += c;
  }
  return step;
}

std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      steps.back() += pointer[++i] == '1' ? '/' : '~';
    } else {
      steps.back() += pointer[i];
    }
  }
  return steps;
}

bool lies_under(std::string_view pointer, std::string_view base) {
  return pointer.starts_with(base) && (pointer.size() == base.size() || pointer[base.size()] == '/');
}

std::string parent_of(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  return std::string(pointer.substr(0, slash == std::string_view::npos ? 0 : slash));
}

}  // namespace suanli
