// plan_command.cpp -- suanli plan: the best parallel plans of a model on devices.
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <memory>

#include "scenarios/plan/plan_document.h"
#include "scenarios/plan/plan_relief.h"
#include "scenarios/plan/read_plan.h"
#include "sim/base/whole_file.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/cost_backend_option.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/plan_explanation.h"
#include "tools/suanli/plan_table.h"
#include "tools/suanli/plan_validation.h"
#include "tools/suanli/plan_view.h"
#include "tools/suanli/progress_bar.h"
#include "tools/suanli/readable_number.h"
#include "tools/suanli/result_directory.h"
#include "tools/suanli/whole_number.h"

namespace suanli::cli {
namespace {

Overrides set_options(const CommandLine& line) {
  Overrides changes;
  for (const std::string& text : line.all("set")) changes.push_back(parse_set(text));
  return changes;
}

// Of a search without a feasible plan: what came nearest.
std::vector<RankedPlan> nearest_plans(const PlanAnswer& answer) {
  std::vector<RankedPlan> plans;
  for (const SetOutcome& outcome : answer.sets) {
    if (outcome.nearest) plans.push_back(*outcome.nearest);
  }
  return plans;
}

PlanAnswer timed_search(const PlanQuestion& question, PlanSearcher& searcher, Frontier frontier, const Terminal& terminal) {
  using Clock = std::chrono::steady_clock;
  ProgressBar bar(terminal, 0, "plans");
  const auto began = Clock::now();
  const PlanAnswer answer = find_plans(question, searcher, frontier, [&](std::uint64_t done, std::uint64_t total) {
    bar.expect(total);
    bar.update(done);
  });
  bar.clear();
  const double elapsed_s = std::chrono::duration<double>(Clock::now() - began).count();
  terminal.message("suanli: " + with_prefix(static_cast<double>(answer.searched)) + " plans in " + rounded(elapsed_s) + " s (" +
                   with_prefix(static_cast<double>(answer.searched) / elapsed_s) + " plans/s, " + std::string(searcher.name()) + ")");
  return answer;
}

void write_files(const std::string& directory, const AskedPlan& asked, const PlanAnswer& answer, const OutputTable& table) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw InputError(directory, "cannot make this directory: " + error.message());
  WholeFile plans(directory + "/plan.csv");
  WholeFile run(directory + "/run.json");
  plans.write(table.text(OutputFormat::csv));
  run.write(write_plan_document(SUANLI_VERSION, asked.file, asked.question, answer));
  plans.finish();
  run.finish();
  plans.commit();
  run.commit();
}

// What of `shown` the user asked to see explained.
std::string explained(const PlanQuestion& question, const std::vector<RankedPlan>& shown, const CommandLine& line, OutputFormat format) {
  const std::size_t rank = whole_number("--explain", *line.text("explain"), 1, std::max<std::size_t>(1, shown.size()));
  if (shown.empty() || shown[rank - 1].whole.step_s <= 0) return {};  // nothing is calculated for what makes no sense
  const RankedPlan& plan = shown[rank - 1];
  return format == OutputFormat::table ? explanation_text(question, plan, rank) : explanation_table(question, plan).text(format);
}

// For stdout.
std::string result_text(const PlanQuestion& question, const PlanAnswer& answer, const std::vector<RankedPlan>& shown, const CommandLine& line,
                        const Terminal& terminal) {
  const OutputFormat format = output_format(line);
  if (line.has("explain")) return (format == OutputFormat::table ? plan_head(question, terminal) : "") + explained(question, shown, line, format);
  if (format != OutputFormat::table) return plan_table(question, shown).text(format);
  const bool feasible = !answer.plans.empty();
  std::string text = plan_head(question, terminal) + '\n' + (feasible ? plan_ranking(question, shown) : "") + plan_counts(question, answer);
  if (feasible && question.is_one_plan()) text += explanation_text(question, shown.front(), 1);
  return text;
}

void tell_infeasible(const PlanQuestion& question, const PlanAnswer& answer, PlanSearcher& searcher, const Terminal& terminal) {
  for (const RankedPlan& plan : nearest_plans(answer)) {
    terminal.error((question.is_one_plan() ? "the plan is infeasible: " : "no plan fits; the nearest: ") + reason_text(question, plan));
  }
  if (nearest_plans(answer).empty()) terminal.error("no plan is feasible: none of the values searched suit each other");
  for (const Relief& relief : find_reliefs(question, searcher)) {
    const StepCost& cost = relief.plan.whole;
    terminal.hint("would fit with " + relief.change + ": " + fixed(cost.memory_bytes / 1073741824.0, 1) + " GiB, " + rounded(cost.step_s) + " s a step");
  }
}

void tell_next(const std::string& path, const CommandLine& line, const PlanAnswer& answer, const Terminal& terminal) {
  if (const auto directory = line.text("output")) {
    terminal.message("suanli: wrote plan.csv run.json to " + *directory);
  }
  if (!answer.plans.empty() && !line.has("explain")) terminal.message("suanli: next: suanli plan " + path + " --explain 1 (what the best plan's figures are made of)");
}

ExitCode plan_model(const CommandLine& line, Terminal& terminal) {
  if (line.has("validate")) return validate_cost_model(line, terminal);
  const std::string& path = line.operand("a plan file");
  output_format(line);
  const AskedPlan asked = read_plan(path, set_options(line));
  const PlanQuestion& question = asked.question;
  if (line.has("explain") && !line.has("pareto")) whole_number("--explain", *line.text("explain"), 1, question.top);
  const auto directory = line.text("output");
  if (directory) require_directory_for(*directory, "plan", asked.file.name, plan_of_results(*directory + "/run.json"));
  for (const std::string& note : asked.notes) terminal.message("suanli: note: " + note);
  const std::unique_ptr<PlanSearcher> searcher = chosen_plan_searcher(line, terminal);
  const PlanAnswer answer = timed_search(question, *searcher, line.has("pareto") ? Frontier::exact : Frontier::cheap, terminal);
  const bool feasible = !answer.plans.empty();
  const std::vector<RankedPlan> shown = !feasible ? nearest_plans(answer) : line.has("pareto") ? answer.frontier : answer.plans;
  const std::string text = result_text(question, answer, shown, line, terminal);
  if (directory) write_files(*directory, asked, answer, plan_table(question, shown));
  terminal.data(text);
  tell_next(path, line, answer, terminal);
  if (feasible) return ExitCode::ok;
  tell_infeasible(question, answer, *searcher, terminal);
  return ExitCode::infeasible;
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "DIR", .help = "write plan.csv and run.json there"},
    OptionSpec{.name = "explain", .value = "RANK", .help = "what the figures of the plan of that rank are made of"},
    OptionSpec{.name = "pareto", .help = "instead of the best: the plans that none beats in time, memory, energy and cost at once"},
    OptionSpec{.name = "set", .value = "/json/pointer=VALUE", .repeatable = true, .help = "any part of the file, as --set /devices/count=128"},
    cost_backend_option,
    validate_option,
    rows_option,
    format_option,
};

}  // namespace

const Command plan_command{
    .name = "plan",
    .summary = "best parallel plans of a model on a pool of devices",
    .usage = "PLAN.json [-o DIR] [options] | --validate [TABLE...]",
    .examples = "  suanli plan scenarios/plan-gpt3-175b.json\n"
                "  suanli plan scenarios/plan-gpt3-175b.json --set /plan/tp=4 --explain 1\n"
                "  suanli plan scenarios/plan-mixtral.json --pareto\n"
                "  suanli plan scenarios/plan-llama3-70b.json -o results/llama3-70b\n"
                "  suanli plan --validate\n",
    .options = options,
    .notes = "The file names a model, devices and what of the plan is given; all values of what\n"
             "is left out are searched. Exit 4 when nothing fits, with what is missing and what\n"
             "would help. suanli schema plan describes the file.\n",
    .run = plan_model,
};

}  // namespace suanli::cli
