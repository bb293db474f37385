// capacity_command.cpp -- suanli capacity: the smallest number of replicas, or the highest rate, that meets a service's objective.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <thread>

#include "scenarios/read_scenario.h"
#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "tools/capacity/capacity_runs.h"
#include "tools/capacity/capacity_search.h"
#include "tools/suanli/capacity_view.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/override_options.h"
#include "tools/suanli/readable_number.h"
#include "tools/suanli/result_directory.h"
#include "tools/suanli/whole_number.h"

namespace suanli::cli {
namespace {

using capacity::CapacityRuns;
using capacity::Question;
using capacity::SearchAnswer;
using capacity::SearchRules;
using capacity::Vary;

std::size_t service_index(const CommandLine& line, const Scenario& scenario, const std::string& path) {
  if (scenario.services.empty()) throw InputError({{path, 0, 0, "/services", "there is no service to ask about", "suanli schema scenario describes them"}});
  const auto name = line.text("service");
  if (!name) {
    if (scenario.services.size() == 1) return 0;
    std::string names;
    for (const ScenarioService& each : scenario.services) names += (names.empty() ? "" : ", ") + each.name;
    throw UsageError("the scenario has several services: --service NAME says which (" + names + ")");
  }
  std::vector<std::string> known;
  for (std::size_t i = 0; i < scenario.services.size(); ++i) {
    if (scenario.services[i].name == *name) return i;
    known.push_back(scenario.services[i].name);
  }
  throw UsageError("no service \"" + *name + "\" in the scenario", did_you_mean(*name, known));
}

double share_option(const CommandLine& line, const char* name, double otherwise) {
  const auto text = line.text(name);
  if (!text) return otherwise;
  double value = 0;
  const char* const last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, value);
  if (error != std::errc() || end != last || !(value > 0) || !(value <= 1)) {
    throw UsageError("--" + std::string(name) + " wants a share above 0 and at most 1, not \"" + *text + '"');
  }
  return value;
}

Question question_of(const CommandLine& line, const Scenario& scenario, const std::string& path) {
  Question question;
  question.service = service_index(line, scenario, path);
  const std::string vary = line.text("vary").value_or("replicas");
  if (vary != "replicas" && vary != "rate") throw UsageError("--vary wants replicas or rate, not \"" + vary + '"');
  question.vary = vary == "rate" ? Vary::rate : Vary::replicas;
  question.goal = share_option(line, "attainment", question.goal);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  question.threads = static_cast<unsigned>(line.has("jobs") ? whole_number("--jobs", *line.text("jobs"), 1, 1024) : cores);
  return question;
}

SearchRules search_rules(const CommandLine& line, const Question& question, const CapacityRuns& runs) {
  SearchRules rules{.low = runs.low(), .high = runs.high(), .start = runs.start(), .goal = question.goal};
  const std::size_t most = line.has("replications") ? whole_number("--replications", *line.text("replications"), 1, 10'000) : 64;
  if (!runs.is_random()) return rules;
  rules.first = std::min<std::size_t>(8, most);
  rules.most = most;
  return rules;
}

void write_table(const std::string& directory, const OutputTable& table) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw InputError(directory, "cannot make this directory: " + error.message());
  WholeFile file(directory + "/capacity.csv");
  file.write(table.text(OutputFormat::csv));
  file.finish();
  file.commit();
}

ExitCode find_capacity(const CommandLine& line, Terminal& terminal) {
  const std::string& path = line.operand("a scenario");
  const OutputFormat format = output_format(line);
  Overrides changes = override_options(line);
  if (const auto seed = line.text("seed")) changes.push_back(parse_seed(*seed));
  const ScenarioFile file = read_scenario(path, changes);
  for (const std::string& note : file.notes) terminal.message("suanli: note: " + note);
  const Question question = question_of(line, file.scenario, path);
  CapacityRuns runs(file, question);
  const SearchRules rules = search_rules(line, question, runs);
  const SearchAnswer answer = smallest_enough(rules, [&](std::int64_t size, std::size_t from, std::size_t until) {
    const std::vector<double> values = runs.trials(size, from, until);
    terminal.message("suanli: " + size_text(runs, question, size) + ": " + std::to_string(until) + (until == 1 ? " run" : " runs") + ", attainment " +
                     percent(mean_interval(values)->mean));
    return values;
  });
  const OutputTable table = capacity_table(runs, question, answer);
  if (const auto directory = line.text("output")) {
    write_table(*directory, table);
    terminal.message("suanli: wrote capacity.csv to " + *directory);
  }
  terminal.data(format == OutputFormat::table ? capacity_text(runs, question, answer, file.scenario, terminal) : table.text(format));
  return answer.smallest ? ExitCode::ok : ExitCode::condition_not_met;
}

constexpr std::array options{
    OptionSpec{.name = "service", .value = "NAME", .help = "which, where the scenario has several"},
    OptionSpec{.name = "vary", .value = "replicas|rate", .help = "fewest replicas (default), or highest rate of requests"},
    OptionSpec{.name = "attainment", .value = "SHARE", .help = "of all requests that must meet the objective; 0.99 when left out"},
    OptionSpec{.name = "replications", .value = "N", .help = "most runs of one size where something is random; 64 when left out"},
    OptionSpec{.name = "jobs", .letter = 'j', .value = "N", .help = "threads; as many as the machine has when left out"},
    OptionSpec{.name = "output", .letter = 'o', .value = "DIR", .help = "write capacity.csv there"},
    policy_option,
    set_option,
    OptionSpec{.name = "seed", .value = "N", .help = "of everything random"},
    format_option,
};

}  // namespace

const Command capacity_command{
    .name = "capacity",
    .summary = "fewest replicas, or highest rate, that meets a service's objective",
    .usage = "SCENARIO.json [--service NAME] [--vary replicas|rate] [options]",
    .examples = "  suanli capacity scenarios/azure-conversation.json\n"
                "  suanli capacity scenarios/azure-conversation.json --attainment 0.95\n"
                "  suanli capacity scenarios/azure-conversation.json --vary rate\n"
                "  suanli capacity scenarios/azure-conversation.json --service chat -o results/capacity\n",
    .options = options,
    .notes = "The number of replicas is fixed in each run, whatever the service's scaling. Steps\n"
             "that double, then bisection, which takes it that more replicas (less traffic) never\n"
             "do worse. Where something is random a size is run until the 95 % interval of its\n"
             "mean attainment lies on one side of the goal; what stays unclear is not enough.\n"
             "Rates are told apart to 2 %; those of all services change together. Rejected, failed\n"
             "and unfinished requests miss the objective. Exit 1 when not even all that the\n"
             "cluster holds is enough, 6 when a limit ends one of the runs.\n",
    .run = find_capacity,
};

}  // namespace suanli::cli
