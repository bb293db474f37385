// trace_value.h -- one value of a record, read as what its field wants; what does not fit is told. Internal to the trace
// reader.
#pragma once

#include <simdjson.h>

#include <array>
#include <bit>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/eight_bytes.h"
#include "workloads/json_syntax.h"
#include "workloads/record_context.h"
#include "workloads/trace_fields.h"

namespace suanli {

constexpr std::size_t max_text_bytes = std::size_t{64} << 10;
constexpr std::size_t max_json_depth = 64;

// Every reading function writes `into` and is true, or tells a problem and is false. (Optionals would go through memory in
// pieces, which costs more than the reading itself.) Texts live as long as the parser's document; ids written as "1.0" live in
// `spelled`.
class TraceValue {
 public:
  TraceValue(simdjson::ondemand::value& value, const TraceField& field, RecordContext& context,
             std::deque<std::string>& spelled)
      : value_(&value), field_(field), context_(context), spelled_(spelled), token_(without_blanks(value.raw_json_token())) {}
  // A number, or a text of ASCII without escapes, in its quotes, of at most max_text_bytes; found without the parser.
  TraceValue(std::string_view token, const TraceField& field, RecordContext& context, std::deque<std::string>& spelled)
      : value_(nullptr), field_(field), context_(context), spelled_(spelled), token_(token) {}

  bool is_null() const {
    return token_ == "null";
  }

  // In billionths, exact up to rounding at the ninth decimal: nanoseconds of seconds.
  bool signed_billionths(std::int64_t& into);
  bool billionths(std::int64_t& into);  // not negative
  bool whole(std::int64_t low, std::int64_t high, std::int64_t& into);
  bool text(std::string_view& into);
  bool id(std::string_view& into);
  bool texts(std::vector<std::string_view>& into);
  bool ids(std::vector<std::string_view>& into);
  bool hashes(std::vector<std::uint64_t>& into);
  // The place among "a|b|c" of a text that is one of these.
  bool choice(std::size_t& into);
  // The text of an object, which is valid JSON throughout.
  bool object(std::string_view& into);

  void fail(std::string what, std::string hint = {});
  // Of a part of it; the pointer is relative to the record.
  void fail_at(std::string_view pointer, std::string what, std::string hint) {
    context_.fail(token_.data(), pointer, std::move(what), std::move(hint));
  }
  void note(LedgerAction action, std::string_view reason) {
    context_.note(action, reason);
  }

 private:
  bool any_billionths(std::int64_t& into);
  bool any_whole(std::int64_t low, std::int64_t high, std::int64_t& into);
  bool any_text(std::string_view& into);
  // Of the value that token_ begins with; null when the token is plain.
  bool string_of(simdjson::ondemand::value* value, std::string_view& into);
  bool name_of(simdjson::ondemand::value* value, std::string_view& into);
  bool id_of(simdjson::ondemand::value* value, std::string_view& into);
  bool plain_text(std::string_view& into) const;
  bool hash_of(std::uint64_t& into);
  template <class Item, class ReadItem>
  bool items(std::vector<Item>& into, ReadItem&& read_item);
  bool is_number_token(std::string_view token);
  void wrong_type(std::string_view wanted);

  simdjson::ondemand::value* value_;
  const TraceField& field_;
  RecordContext& context_;
  std::deque<std::string>& spelled_;
  std::string_view token_;
  std::optional<std::size_t> item_;  // being read, of a list
};

// What eight bytes read as digits are worth, and how many digits they begin with.
struct EightDigits {
  std::uint32_t value = 0;
  std::uint32_t count = 0;
};

// REQUIRES eight readable bytes. Without a branch: the bytes behind the digits are shifted out, zeros come in before them, and
// neighbouring digits are joined three times (D. Lemire, "Quickly parsing eight digits", 2018).
inline EightDigits read_digits(const char* at) {
  const std::uint64_t bytes = eight_bytes(at);
  const std::uint64_t digits = bytes ^ 0x3030303030303030ULL;  // 0 to 9 where there is a digit
  const std::uint64_t others = ((digits + 0x7676767676767676ULL) | digits) & 0x8080808080808080ULL;
  const auto count = static_cast<std::uint32_t>(others == 0 ? 8 : std::countr_zero(others) / 8);
  if (count == 0) return {};
  std::uint64_t joined = digits << (64 - 8 * count);
  joined = (joined * 10 + (joined >> 8)) & 0x00ff00ff00ff00ffULL;
  joined = (joined * 100 + (joined >> 16)) & 0x0000ffff0000ffffULL;
  joined = (joined * 10000 + (joined >> 32)) & 0xffffffffULL;
  return {static_cast<std::uint32_t>(joined), count};
}

constexpr std::int64_t billion = 1'000'000'000;
constexpr std::array<std::int64_t, 9> billion_by_tens{billion, 100'000'000, 10'000'000, 1'000'000, 100'000,
                                                      10'000,  1'000,       100,        10};

// Numbers of at most eight digits before and nine after the point, the usual spelling, in billionths; -1 for any other
// spelling. Inline, as are the functions below, because an optional that is returned through memory costs more than the reading
// itself. REQUIRES padding behind the token.
inline std::int64_t plain_billionths(std::string_view token) {
  const EightDigits whole = read_digits(token.data());
  if (whole.count == 0 || (token[0] == '0' && whole.count > 1)) return -1;
  const std::int64_t number = whole.value * billion;
  if (whole.count == token.size()) return number;
  if (token[whole.count] != '.') return -1;
  const std::size_t begin = whole.count + 1;
  const EightDigits fraction = read_digits(token.data() + begin);
  if (fraction.count == 0) return -1;
  if (begin + fraction.count == token.size()) return number + fraction.value * billion_by_tens[fraction.count];
  const auto ninth = static_cast<unsigned>(token.back() - '0');
  if (fraction.count < 8 || begin + 9 != token.size() || ninth > 9) return -1;
  return number + fraction.value * billion_by_tens[8] + ninth;
}

inline bool TraceValue::signed_billionths(std::int64_t& into) {
  into = plain_billionths(token_);
  return into >= 0 || any_billionths(into);
}

inline bool TraceValue::billionths(std::int64_t& into) {
  if (!signed_billionths(into)) return false;
  if (into >= 0) return true;
  fail("must not be negative: " + std::string(token_.substr(0, 40)), std::string(field_.help));
  return false;
}

inline bool TraceValue::whole(std::int64_t low, std::int64_t high, std::int64_t& into) {
  const EightDigits digits = read_digits(token_.data());
  into = digits.value;
  const bool plain = digits.count == token_.size() && (token_[0] != '0' || digits.count == 1);
  return (plain && into >= low && into <= high) || any_whole(low, high, into);
}

// Texts without escapes need no parser: their bytes were checked with the whole.
inline bool TraceValue::plain_text(std::string_view& into) const {
  const bool plain = token_.size() >= 2 && token_.size() <= max_text_bytes && token_[0] == '"' && token_.back() == '"' &&
                     (value_ == nullptr || token_.find('\\') == std::string_view::npos);
  if (plain) into = token_.substr(1, token_.size() - 2);
  return plain;
}

inline bool TraceValue::text(std::string_view& into) {
  return plain_text(into) || any_text(into);
}

}  // namespace suanli
