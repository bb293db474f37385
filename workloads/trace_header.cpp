// trace_header.cpp -- format and version are checked, so that another program's file is not half understood.
#include "workloads/trace_header.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "workloads/json_syntax.h"

namespace suanli {
namespace {

constexpr std::array<std::string_view, 5> known_keys{"format", "version", "$schema", "jobs", "requests"};
constexpr std::size_t format_key = 0;
constexpr std::size_t version_key = 1;

std::size_t index_of_key(std::string_view key) {
  return static_cast<std::size_t>(std::find(known_keys.begin(), known_keys.end(), key) - known_keys.begin());
}

}  // namespace

bool TraceHeader::first_time(std::string_view key, const char* key_at) {
  const unsigned bit = 1U << index_of_key(key);
  if ((seen_ & bit) != 0) {
    std::string pointer = "/";
    pointer += key;
    context_.fail(key_at, pointer, "is given twice");
    return false;
  }
  seen_ |= bit;
  return true;
}

void TraceHeader::read(std::string_view key, const char* key_at, simdjson::ondemand::value& value) {
  const std::size_t index = index_of_key(key);
  if (index == known_keys.size()) {
    const std::vector<std::string> known(known_keys.begin(), known_keys.end());
    context_.fail(key_at, {}, "unknown key \"" + std::string(key.substr(0, 64)) + "\"", did_you_mean(key, known));
    return;
  }
  if (!first_time(key, key_at)) return;
  const std::string_view token = without_blanks(value.raw_json_token());
  if (index == version_key) {
    if (token != "1" && token != "1.0") {
      context_.fail(token.data(), "/version", "must be 1, not " + std::string(token.substr(0, 40)),
                    "written by a newer version of suanli?");
    }
    return;
  }
  std::string pointer = "/";
  pointer += key;
  std::string_view text;
  if (token[0] != '"') {
    context_.fail(token.data(), pointer, "must be a text");
  } else if (const auto error = value.get_string().get(text)) {
    report_syntax(context_, error, token.data());
  } else if (index == format_key && text != trace_format) {
    context_.fail(token.data(), pointer, "must be \"suanli-trace\", not \"" + std::string(text.substr(0, 40)) + "\"",
                  "other formats are read by `suanli import`");
  }
}

void TraceHeader::complete(const char* where) {
  if ((seen_ & (1U << format_key)) == 0) {
    context_.fail(where, {}, "a trace needs \"format\": \"suanli-trace\"", "other formats are read by `suanli import`");
  }
  if ((seen_ & (1U << version_key)) == 0) context_.fail(where, {}, "a trace needs \"version\": 1");
}

}  // namespace suanli
