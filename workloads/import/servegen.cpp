// servegen.cpp -- draws requests from ServeGen's clients (Xiang et al., 2025): per client the rate of each stretch of time, the pattern of
// its gaps, and the histograms of its tokens.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "workloads/generate/discrete.h"
#include "workloads/generate/gamma_draw.h"
#include "workloads/import/importer.h"
#include "workloads/packed_input.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry servegen_entry;

namespace {

constexpr double most_s = 9e9;
constexpr double most_requests = 1e8;
constexpr double most_tokens = 2147483647;

constexpr std::array servegen_params{
    ParamSpec{.name = "seed", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 0, .help = "of all draws"},
    ParamSpec{.name = "from_s", .default_value = "0", .unit = "s", .low = 0, .high = most_s, .help = "draw from here on; it becomes time 0"},
    ParamSpec{.name = "until_s", .default_value = "9e9", .unit = "s", .low = 0, .high = most_s, .help = "draw up to here"},
    ParamSpec{.name = "rate_scale", .default_value = "1", .unit = "1", .low = 1e-9, .high = 1e6, .help = "all rates times this"},
    ParamSpec{.name = "service", .type = ParamType::text, .help = "the service that the requests are for; empty: the scenario's only one"},
};

enum class Pattern : unsigned char { gamma, weibull };

// A stretch of time from `begin_s` to the begin of the next.
struct Stretch {
  double begin_s = 0, rate_per_s = 0, shape = 1;
  Pattern pattern = Pattern::gamma;
};

struct Histogram {
  std::vector<double> values;
  std::vector<double> weights;
};

struct TokenWindow {
  Histogram input, output;
};

struct Client {
  std::vector<Stretch> stretches;
  std::map<double, TokenWindow> tokens;  // by begin; those without tokens are left out
};

struct Drawn {
  Duration at{};
  std::uint64_t client = 0;
  std::uint32_t input = 0, output = 0;
};

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view without_blanks_around(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// "{45: 0.01, 46: 0.02}". False for anything else; "{}" is empty.
bool read_histogram(std::string_view text, Histogram& into) {
  text = without_blanks_around(text);
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return false;
  text = without_blanks_around(text.substr(1, text.size() - 2));
  if (text.empty()) return true;
  double sum = 0;
  for (const std::string_view item : split(text, ',')) {
    const auto parts = split(item, ':');
    if (parts.size() != 2) return false;
    const auto value = number(without_blanks_around(parts[0]));
    const auto weight = number(without_blanks_around(parts[1]));
    if (!value || !weight || *value < 0 || *value > most_tokens || *weight < 0) return false;
    into.values.push_back(*value);
    into.weights.push_back(*weight);
    sum += *weight;
  }
  return sum > 0;
}

class ServegenImport {
 public:
  ServegenImport(const std::vector<std::string>& files, const Params& params)
      : params_(params), from_s_(params.number("from_s")), until_s_(params.number("until_s")) {
    if (until_s_ <= from_s_) throw InputError({{"", 0, 0, "/until_s", "must be later than from_s", ""}});
    for (const std::string& file : files) read_file(file);
    for (const auto& [id, client] : clients_) draw(id, client);
    hand_over();
    require_requests(result_, files.front());
  }

  ImportResult result() {
    return std::move(result_);
  }

 private:
  // The client's number of "chunk-7-trace.csv" and "chunk-7-dataset.json".
  void read_file(const std::string& file) {
    const std::string name = std::filesystem::path(file).filename().string();
    const auto parts = split(name, '-');
    std::uint64_t id = 0;
    const bool named = parts.size() == 3 && parts[0] == "chunk" &&
                       std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), id).ptr == parts[1].data() + parts[1].size();
    if (named && (parts[2] == "trace.csv" || parts[2] == "trace.csv.gz")) return read_rates(file, clients_[id]);
    if (named && (parts[2] == "dataset.json" || parts[2] == "dataset.json.gz")) return read_tokens(file, clients_[id]);
    throw InputError(file, "is neither chunk-N-trace.csv nor chunk-N-dataset.json", "N is the client's number; give both files of each client");
  }

  void read_rates(const std::string& file, Client& client) {
    read_lines(file, [&](std::string_view line, std::size_t at) {
      const auto cells = split(without_blanks_around(line), ',');
      const auto drop = [&](std::string_view reason) { result_.ledger.note(LedgerAction::dropped, reason, at); };
      if (cells.size() != 6) return drop("no row of six cells");
      const auto begin = number(cells[0]);
      const auto rate = number(cells[1]);
      if (!begin || !rate || *begin < 0 || *begin > most_s || *rate < 0) return drop("time or rate that cannot be read");
      Stretch stretch{.begin_s = *begin, .rate_per_s = cells[3].empty() ? 0 : *rate};
      const auto shape = number(cells[4]);
      const bool known = cells[3] == "Gamma" || cells[3] == "Weibull";
      if (!cells[3].empty() && (!known || !shape || !(*shape >= 1e-4) || !(*shape <= 1e6))) return drop("pattern that is not known");
      stretch.pattern = cells[3] == "Weibull" ? Pattern::weibull : Pattern::gamma;
      stretch.shape = shape.value_or(1);
      if (!client.stretches.empty() && *begin <= client.stretches.back().begin_s) return drop("time that is not after the row above");
      client.stretches.push_back(stretch);
    });
  }

  void read_tokens(const std::string& file, Client& client) {
    simdjson::dom::parser parser;
    simdjson::dom::object windows;
    const std::string text = read_whole(file);
    if (parser.parse(text).get_object().get(windows)) throw InputError(file, "is no JSON object", "each window of time has its histograms");
    for (const auto& [begin, value] : windows) {
      const auto begin_s = number(begin);
      std::string_view input, output;
      TokenWindow window;
      const bool good = begin_s && !value["input_tokens"].get_string().get(input) && !value["output_tokens"].get_string().get(output) &&
                        read_histogram(input, window.input) && read_histogram(output, window.output);
      if (!good) throw InputError(file, "the window \"" + std::string(begin).substr(0, 40) + "\" cannot be read", "input_tokens and output_tokens are texts like \"{45: 0.01}\"");
      if (window.input.values.empty() || window.output.values.empty()) continue;
      client.tokens.emplace(*begin_s, std::move(window));
    }
  }

  void draw(std::uint64_t id, const Client& client) {
    if (client.tokens.empty() && !client.stretches.empty()) result_.ledger.note(LedgerAction::dropped, "client without histograms of tokens");
    if (client.tokens.empty()) return;
    double step = 600;  // of the last stretch, which has no next
    std::optional<DiscreteDraw> input, output;
    const TokenWindow* drawn_from = nullptr;
    for (std::size_t i = 0; i < client.stretches.size(); ++i) {
      const Stretch& stretch = client.stretches[i];
      if (i + 1 < client.stretches.size()) step = client.stretches[i + 1].begin_s - stretch.begin_s;
      if (stretch.rate_per_s <= 0 || stretch.begin_s + step <= from_s_ || stretch.begin_s >= until_s_) continue;
      const TokenWindow& window = window_at(client, stretch.begin_s);
      if (&window != drawn_from) {
        input.emplace(window.input.weights);
        output.emplace(window.output.weights);
        drawn_from = &window;
      }
      Stream stream(static_cast<std::uint64_t>(params_.integer("seed")), "servegen/" + std::to_string(id), i);
      for (const double at : arrivals(stretch, step, stream)) {
        const auto tokens_in = static_cast<std::uint32_t>(window.input.values[input->draw(stream)]);
        const auto tokens_out = static_cast<std::uint32_t>(window.output.values[output->draw(stream)]);
        if (at < from_s_ || at >= until_s_) continue;
        drawn_.push_back({*to_duration(at - from_s_), id, tokens_in, tokens_out});
      }
      if (static_cast<double>(drawn_.size()) > most_requests) throw InputError({}, "more than 1e8 requests would be drawn", "a lower rate_scale or a shorter time");
    }
  }

  // The last one that has begun, or the first.
  static const TokenWindow& window_at(const Client& client, double at_s) {
    const auto after = client.tokens.upper_bound(at_s);
    return after == client.tokens.begin() ? after->second : std::prev(after)->second;
  }

  // As many as the rate wants, at gaps of the pattern that together fill the stretch: bursts keep their shape and the rate is met, which
  // gaps drawn one after another from the begin would miss where they vary much.
  std::vector<double> arrivals(const Stretch& stretch, double step, Stream& stream) const {
    const double wanted = stretch.rate_per_s * params_.number("rate_scale") * step;
    if (wanted > most_requests) throw InputError({}, "more than 1e8 requests would be drawn", "a lower rate_scale or a shorter time");
    const auto count = static_cast<std::size_t>(std::floor(wanted + stream.uniform()));
    std::vector<double> times;
    double sum = 0;
    const auto gap = [&] { return stretch.pattern == Pattern::gamma ? draw_gamma(stretch.shape, stream) : stream.weibull(1, stretch.shape); };
    for (std::size_t i = 0; i < count; ++i) times.push_back(sum += gap());
    sum += gap();  // from the last to the end
    for (double& time : times) time = stretch.begin_s + (sum > 0 ? time / sum : 0) * step;
    return times;
  }

  void hand_over() {
    const auto key = [](const Drawn& one) { return std::tie(one.at, one.client); };
    std::stable_sort(drawn_.begin(), drawn_.end(), [&](const Drawn& a, const Drawn& b) { return key(a) < key(b); });
    result_.jobs.reserve_requests(drawn_.size());
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
      const std::string id = std::to_string(i + 1);
      const std::string tenant = "client-" + std::to_string(drawn_[i].client);
      RequestRecord record;
      record.id = id;
      record.arrival = SimTime(drawn_[i].at);
      record.service = params_.text("service");
      record.prompt_tokens = drawn_[i].input;
      record.output_tokens = drawn_[i].output;
      record.tenant = tenant;
      result_.jobs.add_request(record);
    }
  }

  const Params& params_;
  double from_s_;
  double until_s_;
  std::map<std::uint64_t, Client> clients_;
  std::vector<Drawn> drawn_;
  ImportResult result_;
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  return ServegenImport(files, params).result();
}

}  // namespace

const ImporterEntry servegen_entry{"servegen", "ServeGen clients: requests drawn from each client's rates and token histograms", servegen_params, read};

}  // namespace suanli::import
