// plan_view.cpp -- the ranking, its head and its foot.
#include "tools/suanli/plan_view.h"

#include <algorithm>

#include "tools/suanli/output_table.h"
#include "tools/suanli/readable_number.h"

namespace suanli::cli {
namespace {

constexpr double gib = 1073741824.0;
constexpr std::size_t width = 96;

std::string whole(double value) {
  return fixed(value, 0);
}

// "1,204"
std::string with_commas(double value) {
  std::string digits = whole(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string percent(double share) {
  return fixed(100 * share, 1);
}

// A, B, ... where there are several groups.
std::string letter(const PlanQuestion& question, std::size_t group) {
  return question.groups.size() > 1 ? std::string(1, static_cast<char>('A' + group % 26)) + ' ' : std::string();
}

std::string counts_text(const std::vector<double>& counts) {
  std::string text;
  for (const double count : counts) text += (text.empty() ? "" : " or ") + whole(count);
  return text;
}

bool several_sets(const PlanQuestion& question) {
  return question.groups.size() > 1 || question.groups.front().counts.size() > 1;
}

std::string devices_cell(const PlanQuestion& question, const RankedPlan& plan) {
  std::string text;
  for (const GroupPlan& one : plan.groups) text += (text.empty() ? "" : " + ") + letter(question, one.group) + whole(one.plan.devices);
  return text;
}

double exposed(const StepCost& cost) {
  return cost.tp_exposed_s + cost.pp_exposed_s + cost.dp_exposed_s + cost.ep_exposed_s + cost.cp_exposed_s;
}

std::string shares_cell(const RankedPlan& plan) {
  std::string text = "batch";
  for (const GroupPlan& one : plan.groups) text += (&one == &plan.groups.front() ? " " : " + ") + whole(one.plan.batch);
  return text;
}

std::vector<std::string> figures(const PlanQuestion& question, const StepCost& cost, double batch) {
  std::vector<std::string> cells{rounded(cost.step_s), with_commas(batch * question.model.sequence / cost.step_s), percent(cost.mfu),
                                 fixed(cost.memory_bytes / gib, 1), percent(cost.bubble_s / cost.step_s), percent(exposed(cost) / cost.step_s),
                                 rounded(cost.energy_j / 1e6)};
  if (question.priced()) cells.push_back(rounded(cost.cost_usd));
  return cells;
}

void add_plan(OutputTable& table, const PlanQuestion& question, const RankedPlan& plan, std::size_t rank) {
  const auto add = [&](std::string name, std::string devices, std::string text, const StepCost& cost, double batch) {
    std::vector<std::string> row{std::move(name)};
    if (several_sets(question)) row.push_back(std::move(devices));
    row.push_back(std::move(text));
    for (std::string& cell : figures(question, cost, batch)) row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  };
  const bool one_group = plan.groups.size() == 1;
  add(std::to_string(rank), devices_cell(question, plan), one_group ? plan_text(plan.groups.front().plan, question.model) : shares_cell(plan), plan.whole,
      question.base.batch);
  if (one_group) return;
  for (const GroupPlan& one : plan.groups) {
    add("", "  " + letter(question, one.group), plan_text(one.plan, question.model), one.cost, one.plan.batch);
  }
}

std::string legend(const PlanQuestion& question, const std::vector<RankedPlan>& plans) {
  bool any_v = false;
  bool any_sp = false;
  bool any_zero = false;
  for (const RankedPlan& plan : plans) {
    for (const GroupPlan& one : plan.groups) {
      any_v = any_v || one.plan.interleave > 1;
      any_sp = any_sp || one.plan.sequence_parallel;
      any_zero = any_zero || one.plan.zero > 0;
    }
  }
  std::string text = "tp tensor, pp pipeline, dp data";
  if (question.model.experts > 0) text += ", ep expert";
  if (question.contexts > 1) text += ", cp context";
  text += " parallel; mb microbatch";
  if (any_v) text += "; v chunks of layers on a device";
  text += "; full or selective: recomputed";
  if (any_zero) text += "; zero: stage of ZeRO";
  if (any_sp) text += "; sp sequence parallel";
  text += "; exposed: exchanges that no work hides; MJ";
  if (question.priced()) text += " and USD";
  return wrapped(text + " of a step", width, 0) + '\n';
}

// All, or the first, the last and some between them.
std::vector<std::size_t> shown_ranks(std::size_t plans, std::size_t most) {
  std::vector<std::size_t> ranks;
  const std::size_t count = std::min(plans, most);
  for (std::size_t i = 0; i < count; ++i) ranks.push_back(count == plans ? i : i * (plans - 1) / (count - 1));
  return ranks;
}

std::string assumptions(const PlanQuestion& question) {
  std::string assumed;
  if (!question.overlap_tp || !question.overlap_pp || !question.overlap_dp) assumed += "exchanges run beside the work (\"overlap\")";
  if (!question.fused_attention) assumed += std::string(assumed.empty() ? "" : ", ") + "attention is fused where that helps (\"fused_attention\")";
  if (assumed.empty()) return {};
  return wrapped("searched with the best that software can do: " + assumed + "; say false in \"plan\" what yours can not", width, 0) + '\n';
}

std::string reason_words(Infeasible reason) {
  switch (reason) {
    case Infeasible::no: return "feasible";
    case Infeasible::no_such_rate: return "device without a rate for this type";
    case Infeasible::devices: return "tp x pp x cp x dp is not the number of devices";
    case Infeasible::batch: return "dp x microbatch does not divide the batch";
    case Infeasible::heads: return "tp does not divide the heads";
    case Infeasible::layers: return "pp x interleave does not suit the layers";
    case Infeasible::experts: return "ep does not divide the experts and dp";
    case Infeasible::sequence: return "cp or tp does not divide the sequence";
    case Infeasible::memory: return "lack memory";
  }
  return {};
}

std::string set_name(const PlanQuestion& question, const DeviceSet& set) {
  std::string text;
  for (const GroupCount& one : set) {
    text += (text.empty() ? "" : " + ") + whole(one.count) + " x " + question.groups[one.group].device;
  }
  return text;
}

std::string set_counts(const SetOutcome& outcome) {
  std::string text = with_commas(static_cast<double>(outcome.searched)) + " plans searched";
  if (outcome.devices.size() > 1) return text + " for every share of the batch" + (outcome.counts[0] == 0 ? ": no split fits" : "");
  bool reason_seen = false;
  for (std::size_t reason = 0; reason < outcome.counts.size(); ++reason) {
    if (outcome.counts[reason] == 0 && reason > 0) continue;
    text += (reason == 0 ? ", " : reason_seen ? "; " : ", not: ") + with_commas(static_cast<double>(outcome.counts[reason])) + ' ' +
            reason_words(static_cast<Infeasible>(reason));
    reason_seen = reason > 0;
    if (reason == static_cast<std::size_t>(Infeasible::memory) && outcome.nearest) {
      text += " (least missing " + fixed(outcome.nearest->whole.missing_bytes / gib, 1) + " GiB)";
    }
  }
  return text;
}

}  // namespace

std::string plan_text(const ParallelPlan& plan, const ModelShape& model) {
  std::string text = "tp" + whole(plan.tp) + " pp" + whole(plan.pp) + " dp" + whole(plan.dp);
  if (model.experts > 0) text += " ep" + whole(plan.ep);
  if (plan.cp > 1) text += " cp" + whole(plan.cp);
  text += " mb" + whole(plan.microbatch);
  if (plan.interleave > 1) text += " v" + whole(plan.interleave);
  if (plan.recompute == Recompute::selective) text += " selective";
  if (plan.recompute == Recompute::full) text += " full";
  if (plan.zero > 0) text += " zero" + std::to_string(plan.zero);
  if (plan.sequence_parallel) text += " sp";
  return text;
}

std::string plan_head(const PlanQuestion& question, const Terminal& terminal) {
  constexpr const char* least[] = {"time", "cost", "energy"};
  constexpr const char* types[] = {"fp32", "bf16", "fp8", "int8"};
  std::string text = terminal.strong(question.model_name) + ", " + rounded(question.model_parameters / 1e9) + " billion parameters: " +
                     with_commas(question.base.batch) + " sequences of " + whole(question.model.sequence) + " tokens a step, " +
                     types[static_cast<int>(question.base.type)] + ", least " + least[static_cast<int>(question.objective)] + '\n';
  for (std::size_t g = 0; g < question.groups.size(); ++g) {
    const PoolGroup& group = question.groups[g];
    text += letter(question, g) + counts_text(group.counts) + " x " + group.device + ", " + whole(group.fabric.devices_per_node) + " a node, ";
    text += group.fabric.network_rate > 0 ? rounded(group.fabric.network_rate / 1e9) + " GB/s a node" : std::string("no network");
    if (group.rates.price_usd_per_hour > 0) text += ", " + rounded(group.rates.price_usd_per_hour) + " USD/h a device";
    text += '\n';
  }
  return text;
}

std::string plan_ranking(const PlanQuestion& question, const std::vector<RankedPlan>& plans) {
  OutputTable table{{{"rank", true}}, {}, {}};
  if (several_sets(question)) table.columns.push_back({"devices"});
  table.columns.push_back({"plan"});
  for (const char* name : {"step s", "tokens/s", "MFU %", "GiB", "bubble %", "exposed %", "MJ"}) table.columns.push_back({name, true});
  if (question.priced()) table.columns.push_back({"USD", true});
  const std::vector<std::size_t> ranks = shown_ranks(plans.size(), std::max<std::size_t>(question.top, 12));
  for (const std::size_t i : ranks) add_plan(table, question, plans[i], i + 1);
  std::string text = table.text(OutputFormat::table);
  if (ranks.size() < plans.size()) text += std::to_string(ranks.size()) + " of " + std::to_string(plans.size()) + ": --format csv or -o DIR has all\n";
  return text + '\n' + legend(question, plans) + assumptions(question);
}

std::string plan_counts(const PlanQuestion& question, const PlanAnswer& answer) {
  std::string text;
  for (const SetOutcome& outcome : answer.sets) {
    const std::string name = answer.sets.size() > 1 ? set_name(question, outcome.devices) + ": " : "";
    text += wrapped(name + set_counts(outcome), width, 2) + '\n';
  }
  return text;
}

std::string reason_text(const PlanQuestion& question, const RankedPlan& plan) {
  const GroupPlan& one = plan.groups.front();
  const DeviceRates& rates = question.groups[one.group].rates;
  std::string text = whole(one.plan.devices) + " x " + question.groups[one.group].device + ", " + plan_text(one.plan, question.model) + ": ";
  if (one.cost.reason != Infeasible::memory) return text + reason_words(one.cost.reason);
  return text + fixed(one.cost.missing_bytes / gib, 1) + " GiB of memory are missing: it takes " + fixed(one.cost.memory_bytes / gib, 1) + " GiB of " +
         fixed(rates.memory_bytes * rates.usable_memory / gib, 1) + " (weights " + fixed(one.cost.weights_bytes / gib, 1) + ", gradients " +
         fixed(one.cost.gradients_bytes / gib, 1) + ", optimizer " + fixed(one.cost.optimizer_bytes / gib, 1) + ", activations " +
         fixed(one.cost.activations_bytes / gib, 1) + ")";
}

}  // namespace suanli::cli
