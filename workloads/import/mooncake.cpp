// mooncake.cpp -- imports Mooncake's requests with the hashes of their prompts' blocks (Qin et al., FAST 2025).
#include <simdjson.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"
#include "workloads/import/importer.h"
#include "workloads/packed_input.h"
#include "workloads/request_rows.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry mooncake_entry;

namespace {

constexpr std::int64_t max_tokens = std::numeric_limits<std::int32_t>::max();

constexpr std::array mooncake_params{
    ParamSpec{.name = "service", .type = ParamType::text, .help = "the service that the requests are for; empty: the scenario's only one"},
    ParamSpec{.name = "block_tokens",
              .type = ParamType::integer,
              .default_value = "512",
              .unit = "1",
              .low = 1,
              .high = 1 << 20,
              .help = "tokens of the block that a hash stands for; hashes that do not fit the prompt are counted"},
};

class MooncakeImport {
 public:
  MooncakeImport(const std::string& file, const Params& params)
      : service_(params.text("service")), block_tokens_(static_cast<std::uint64_t>(params.integer("block_tokens"))) {
    read_lines(file, [&](std::string_view line, std::size_t number) {
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
        result_.ledger.note(LedgerAction::kept, "a blank line was skipped", number);
      } else {
        take(line, number);
      }
    });
    rows_.move_to(result_.jobs, result_.ledger, TimeOrigin::zero);
    require_requests(result_, file);
  }

  ImportResult result() {
    return std::move(result_);
  }

 private:
  void take(std::string_view line, std::size_t number) {
    const auto drop = [&](std::string_view reason) { result_.ledger.note(LedgerAction::dropped, reason, number); };
    simdjson::dom::object object;
    if (parser_.parse(line.data(), line.size()).get_object().get(object)) return drop("no JSON object");
    RequestRow row{.number = number, .service = service_, .line = number};
    const auto at = timestamp(object);
    if (!at) return drop("no timestamp that can be read");
    row.at = *at;
    if (!tokens(object, "input_length", row.prompt_tokens) || !tokens(object, "output_length", row.output_tokens)) {
      return drop("tokens that cannot be read");
    }
    if (!read_hashes(object)) return drop("hash_ids that cannot be read");
    if (!hashes_.empty() && hashes_.size() != (row.prompt_tokens + block_tokens_ - 1) / block_tokens_) {
      result_.ledger.note(LedgerAction::kept, "hashes are not as many as the blocks of the prompt", number);
    }
    if (row.output_tokens == 0) result_.ledger.note(LedgerAction::kept, "no output tokens", number);
    rows_.add(std::move(row), result_.ledger, hashes_);
  }

  // In milliseconds.
  static std::optional<Duration> timestamp(const simdjson::dom::object& object) {
    std::int64_t whole = 0;
    constexpr std::int64_t most = 9'000'000'000'000;  // 285 years
    if (!object["timestamp"].get_int64().get(whole)) {
      if (whole < -most || whole > most) return std::nullopt;
      return std::chrono::milliseconds(whole);
    }
    double number = 0;
    if (object["timestamp"].get_double().get(number)) return std::nullopt;
    return to_duration(number / 1000);
  }

  static bool tokens(const simdjson::dom::object& object, std::string_view key, std::uint32_t& into) {
    std::int64_t number = 0;
    if (object[key].get_int64().get(number) || number < 0 || number > max_tokens) return false;
    into = static_cast<std::uint32_t>(number);
    return true;
  }

  // True with none when the key is not there.
  bool read_hashes(const simdjson::dom::object& object) {
    hashes_.clear();
    simdjson::dom::element value;
    if (object["hash_ids"].get(value)) return true;
    simdjson::dom::array items;
    if (value.get_array().get(items)) return false;
    for (const simdjson::dom::element item : items) {
      std::uint64_t hash = 0;
      if (item.get_uint64().get(hash)) return false;
      hashes_.push_back(hash);
    }
    return true;
  }

  std::string service_;
  std::uint64_t block_tokens_;
  simdjson::dom::parser parser_;
  std::vector<std::uint64_t> hashes_;
  RequestRows rows_;
  ImportResult result_;
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  if (files.size() != 1) {
    throw InputError("", "mooncake reads one file at a time, not " + std::to_string(files.size()), "their times begin anew");
  }
  return MooncakeImport(files.front(), params).result();
}

}  // namespace

const ImporterEntry mooncake_entry{"mooncake", "Mooncake (Kimi) requests with the hashes of their prompts' blocks", mooncake_params, read};

}  // namespace suanli::import
