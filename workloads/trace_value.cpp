// trace_value.cpp -- tokens become numbers and texts without a detour over double or a copy.
#include "workloads/trace_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "sim/base/params.h"
#include "sim/base/time.h"
#include "workloads/json_syntax.h"

namespace suanli {
namespace {

std::string_view kind_of(std::string_view token) {
  switch (token[0]) {
    case '"':
      return "a text";
    case '[':
      return "a list";
    case '{':
      return "an object";
    case 'n':
      return "null";
    case 't':
    case 'f':
      return "true or false";
    default:
      return "a number";
  }
}

// Whole numbers of any JSON spelling ("12", "12.0", "1.2e1"); empty when not whole or beyond 2^53 in a spelling with point or
// exponent.
std::optional<std::int64_t> whole_number(std::string_view token) {
  std::int64_t number = 0;
  const char* const end = token.data() + token.size();
  const auto [plain_end, plain_error] = std::from_chars(token.data(), end, number);
  if (plain_error == std::errc() && plain_end == end) return number;
  double value = 0;
  const auto [float_end, float_error] = std::from_chars(token.data(), end, value);
  if (float_error != std::errc() || float_end != end || value != std::floor(value)) return std::nullopt;
  if (!(std::abs(value) <= 9007199254740992.0)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

bool plain_digits(std::string_view token) {
  return std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void TraceValue::fail(std::string what, std::string hint) {
  std::string pointer = "/";
  pointer += field_.name;
  if (item_) pointer += '/' + std::to_string(*item_);
  context_.fail(token_.data(), pointer, std::move(what), std::move(hint));
}

void TraceValue::wrong_type(std::string_view wanted) {
  std::string what = "must be ";
  what += wanted;
  what += ", not ";
  what += kind_of(token_);
  fail(std::move(what), std::string(field_.help));
}

bool TraceValue::is_number_token(std::string_view token) {
  if (is_json_number(token)) return true;
  const bool other_type = std::string_view("\"[{").find(token[0]) != std::string_view::npos || token == "null" ||
                          token == "true" || token == "false";
  if (other_type) {
    wrong_type(field_.type == TraceType::number ? "a number" : "a whole number");
  } else {
    fail("is not a number that JSON knows: " + std::string(token.substr(0, 40)), "no NaN, no Infinity, no +1, .5 or 01");
  }
  return false;
}

bool TraceValue::any_billionths(std::int64_t& into) {
  if (!is_number_token(token_)) return false;
  if (const auto fixed = parse_seconds(token_)) {
    into = fixed->count();
    return true;
  }
  fail("is out of range: " + std::string(token_.substr(0, 40)), "at most 9223372036, which as seconds is 292 years");
  return false;
}

bool TraceValue::any_whole(std::int64_t low, std::int64_t high, std::int64_t& into) {
  if (!is_number_token(token_)) return false;
  const auto number = whole_number(token_);
  if (number && *number >= low && *number <= high) {
    into = *number;
    return true;
  }
  std::string what = "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high) + ", not ";
  what += token_.substr(0, 40);
  fail(std::move(what), std::string(field_.help));
  return false;
}

bool TraceValue::string_of(simdjson::ondemand::value* value, std::string_view& into) {
  if (plain_text(into)) return true;
  if (const auto error = value->get_string().get(into)) {
    report_syntax(context_, error, token_.data());
    return false;
  }
  if (into.size() > max_text_bytes) {
    fail("is a text of " + std::to_string(into.size()) + " bytes", "64 KiB at most");
    return false;
  }
  if (into.find('\0') != std::string_view::npos) {
    fail("holds the character \\u0000", "no name or id may have it");
    return false;
  }
  return true;
}

bool TraceValue::any_text(std::string_view& into) {
  if (token_[0] == '"') return string_of(value_, into);
  wrong_type("a text");
  return false;
}

// A text that is not empty.
bool TraceValue::name_of(simdjson::ondemand::value* value, std::string_view& into) {
  if (token_[0] != '"') {
    wrong_type("a text");
    return false;
  }
  if (!string_of(value, into)) return false;
  if (into.empty()) fail("must not be empty");
  return !into.empty();
}

bool TraceValue::id_of(simdjson::ondemand::value* value, std::string_view& into) {
  if (token_[0] == '"') return name_of(value, into);
  into = token_;
  if (!is_json_number(token_)) {
    wrong_type("a text or a whole number");
    return false;
  }
  if (plain_digits(token_)) return true;
  const auto number = whole_number(token_);
  if (number) {
    into = spelled_.emplace_back(std::to_string(*number));
  } else {
    fail("must be a text or a whole number, not " + std::string(token_.substr(0, 40)));
  }
  return number.has_value();
}

bool TraceValue::id(std::string_view& into) {
  return id_of(value_, into);
}

template <class Item, class ReadItem>
bool TraceValue::items(std::vector<Item>& into, ReadItem&& read_item) {
  simdjson::ondemand::array array;
  if (const auto error = value_->get_array().get(array)) {
    report_syntax(context_, error, token_.data());
    return false;
  }
  const std::string_view whole_token = token_;
  bool good = true;
  std::size_t index = 0;
  for (auto element : array) {
    simdjson::ondemand::value item;
    if (const auto error = std::move(element).get(item)) {
      report_syntax(context_, error, nullptr);
      return false;
    }
    token_ = without_blanks(item.raw_json_token());
    item_ = index++;
    Item made{};
    const bool read = read_item(&item, made);
    if (context_.broken()) return false;
    good = good && read;
    if (read) into.push_back(made);
  }
  token_ = whole_token;
  item_.reset();
  return good;
}

bool TraceValue::texts(std::vector<std::string_view>& into) {
  const auto name = [&](simdjson::ondemand::value* item, std::string_view& text) { return name_of(item, text); };
  if (token_[0] == '[') return items(into, name);
  if (token_[0] != '"') {
    wrong_type("a text or a list of texts");
    return false;
  }
  std::string_view text;
  if (!name(value_, text)) return false;
  into.push_back(text);
  return true;
}

bool TraceValue::ids(std::vector<std::string_view>& into) {
  if (token_[0] == '[')
    return items(into, [&](simdjson::ondemand::value* item, std::string_view& text) { return id_of(item, text); });
  wrong_type("a list of ids");
  return false;
}

bool TraceValue::hash_of(std::uint64_t& into) {
  if (!is_number_token(token_)) return false;
  const char* const end = token_.data() + token_.size();
  const auto [number_end, error] = std::from_chars(token_.data(), end, into);
  if (error == std::errc() && number_end == end) return true;
  const auto number = whole_number(token_);
  if (number && *number >= 0) {
    into = static_cast<std::uint64_t>(*number);
    return true;
  }
  fail("must be a whole number from 0 to 18446744073709551615, not " + std::string(token_.substr(0, 40)), std::string(field_.help));
  return false;
}

bool TraceValue::hashes(std::vector<std::uint64_t>& into) {
  if (token_[0] == '[') return items(into, [&](simdjson::ondemand::value*, std::uint64_t& hash) { return hash_of(hash); });
  wrong_type("a list of whole numbers");
  return false;
}

bool TraceValue::choice(std::size_t& into) {
  std::string_view word;
  if (!text(word)) return false;
  const std::vector<std::string> words = split_choices(field_.choices);
  const auto found = std::find(words.begin(), words.end(), word);
  into = static_cast<std::size_t>(found - words.begin());
  if (found != words.end()) return true;
  std::string what = "must be one of " + std::string(field_.choices) + ", not \"";
  what += word.substr(0, 40);
  what += '"';
  fail(std::move(what), did_you_mean(word, words));
  return false;
}

bool TraceValue::object(std::string_view& into) {
  if (token_[0] != '{') {
    wrong_type("an object");
    return false;
  }
  simdjson::ondemand::object object;
  auto error = value_->get_object().get(object);
  if (!error) error = object.raw_json().get(into);
  if (!error) {
    simdjson::dom::parser parser;
    error = parser.allocate(into.size(), max_json_depth);
    if (!error) error = parser.parse(into.data(), into.size(), true).error();
  }
  if (error) report_syntax(context_, error, token_.data());
  return !error;
}

}  // namespace suanli
