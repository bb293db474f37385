// plan_table.cpp -- the columns of plan.csv and what stands in them.
#include "tools/suanli/plan_table.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "sim/report/csv.h"

namespace suanli::cli {
namespace {

constexpr double gib = 1073741824.0;

// What a row is about.
struct Row {
  const PlanQuestion& question;
  const RankedPlan& ranked;
  std::size_t rank;
  const GroupPlan* group;  // null: the whole of several groups
  const StepCost& cost;
  double devices;

  const GroupPlan& first() const { return group != nullptr ? *group : ranked.groups.front(); }
};

std::string number(double value) {
  std::string text;
  append_double(text, value);
  return text;
}

std::string truth(bool value) {
  return value ? "true" : "false";
}

struct Column {
  std::string_view name;
  bool number;
  std::string (*cell)(const Row& row);
};

// Of the plan: empty where groups differ.
template <class Cell>
std::string agreed(const Row& row, Cell cell) {
  if (row.group != nullptr) return cell(row.group->plan);
  std::string text = cell(row.ranked.groups.front().plan);
  const bool all = std::all_of(row.ranked.groups.begin(), row.ranked.groups.end(), [&](const GroupPlan& one) { return cell(one.plan) == text; });
  return all ? text : std::string();
}

template <auto part>
Column of_plan(std::string_view name) {
  return {name, true, [](const Row& row) { return agreed(row, [](const ParallelPlan& plan) { return number(static_cast<double>(plan.*part)); }); }};
}

template <auto part>
Column truth_of_plan(std::string_view name) {
  return {name, true, [](const Row& row) { return agreed(row, [](const ParallelPlan& plan) { return truth(plan.*part); }); }};
}

// Nothing is calculated for a plan that makes no sense; one that only lacks memory has all figures.
bool has_figures(const StepCost& cost) {
  return cost.feasible || cost.reason == Infeasible::memory;
}

template <auto part>
Column of_cost(std::string_view name) {
  return {name, true, [](const Row& row) { return has_figures(row.cost) ? number(row.cost.*part) : std::string(); }};
}

template <auto part>
Column gib_of_cost(std::string_view name) {
  return {name, true, [](const Row& row) { return has_figures(row.cost) ? number(row.cost.*part / gib) : std::string(); }};
}

template <class Figure>
std::string figure(const Row& row, Figure of) {
  return has_figures(row.cost) ? number(of(row)) : std::string();
}

double batch_of_row(const Row& row) {
  return row.group != nullptr ? row.group->plan.batch : row.question.base.batch;
}

std::string model_of_row(const Row& row) {
  return row.group != nullptr ? row.question.groups[row.group->group].device : devices_text(row.question, row.ranked);
}

std::string group_of_row(const Row& row) {
  if (row.group == nullptr || row.ranked.groups.size() == 1) return "all";
  return std::to_string(row.group - row.ranked.groups.data() + 1);
}

std::string cost_usd(const Row& row) {
  const bool priced = row.group != nullptr ? row.question.groups[row.group->group].rates.price_usd_per_hour > 0 : row.question.priced();
  return priced && has_figures(row.cost) ? number(row.cost.cost_usd) : std::string();
}

std::string capacity_gib(const Row& row) {
  if (row.group == nullptr) return {};
  const DeviceRates& rates = row.question.groups[row.group->group].rates;
  return number(rates.memory_bytes * rates.usable_memory / gib);
}

using P = ParallelPlan;
using C = StepCost;

const std::array columns{
    Column{"rank", true, [](const Row& row) { return std::to_string(row.rank); }},
    Column{"device_model", false, model_of_row},
    Column{"devices", true, [](const Row& row) { return number(row.devices); }},
    of_plan<&P::tp>("tp"),
    of_plan<&P::pp>("pp"),
    of_plan<&P::dp>("dp"),
    of_plan<&P::ep>("ep"),
    of_plan<&P::cp>("cp"),
    of_plan<&P::microbatch>("microbatch"),
    of_plan<&P::interleave>("interleave"),
    Column{"recompute", false, [](const Row& row) { return agreed(row, [](const P& plan) { return std::string(name_of(plan.recompute)); }); }},
    of_plan<&P::zero>("zero"),
    truth_of_plan<&P::sequence_parallel>("sequence_parallel"),
    Column{"feasible", true, [](const Row& row) { return truth(row.cost.feasible); }},
    Column{"reason", false, [](const Row& row) { return std::string(name_of(row.cost.reason)); }},
    of_cost<&C::step_s>("step_s"),
    of_cost<&C::forward_s>("forward_s"),
    of_cost<&C::backward_s>("backward_s"),
    of_cost<&C::recompute_s>("recompute_s"),
    of_cost<&C::optimizer_s>("optimizer_s"),
    of_cost<&C::bubble_s>("bubble_s"),
    of_cost<&C::tp_exposed_s>("tp_exposed_s"),
    of_cost<&C::pp_exposed_s>("pp_exposed_s"),
    of_cost<&C::dp_exposed_s>("dp_exposed_s"),
    of_cost<&C::ep_exposed_s>("ep_exposed_s"),
    of_cost<&C::cp_exposed_s>("cp_exposed_s"),
    gib_of_cost<&C::memory_bytes>("memory_gib"),
    gib_of_cost<&C::weights_bytes>("weights_gib"),
    gib_of_cost<&C::gradients_bytes>("gradients_gib"),
    gib_of_cost<&C::optimizer_bytes>("optimizer_gib"),
    gib_of_cost<&C::activations_bytes>("activations_gib"),
    Column{"model_tflops_per_device", true,
           [](const Row& row) { return figure(row, [](const Row& of) { return of.cost.model_flops / of.cost.step_s / of.devices / 1e12; }); }},
    of_cost<&C::mfu>("mfu"),
    of_cost<&C::hfu>("hfu"),
    of_cost<&C::energy_j>("energy_j"),
    Column{"cost_usd", true, cost_usd},
    Column{"group", false, group_of_row},
    Column{"batch", true, [](const Row& row) { return number(batch_of_row(row)); }},
    Column{"tokens_per_s", true,
           [](const Row& row) { return figure(row, [](const Row& of) { return batch_of_row(of) * of.question.model.sequence / of.cost.step_s; }); }},
    Column{"samples_per_s", true, [](const Row& row) { return figure(row, [](const Row& of) { return batch_of_row(of) / of.cost.step_s; }); }},
    Column{"capacity_gib", true, capacity_gib},
    gib_of_cost<&C::missing_bytes>("missing_gib"),
    of_cost<&C::offload_s>("offload_s"),
    of_cost<&C::straggle_s>("straggle_s"),
    Column{"between_groups_s", true,
           [](const Row& row) { return figure(row, [](const Row& of) { return of.group == nullptr ? of.ranked.between_groups_s : 0.0; }); }},
    of_cost<&C::tp_link_s>("tp_link_s"),
    of_cost<&C::pp_link_s>("pp_link_s"),
    of_cost<&C::dp_link_s>("dp_link_s"),
    of_cost<&C::ep_link_s>("ep_link_s"),
    of_cost<&C::cp_link_s>("cp_link_s"),
    truth_of_plan<&P::overlap_tp>("overlap_tp"),
    truth_of_plan<&P::overlap_pp>("overlap_pp"),
    truth_of_plan<&P::overlap_dp>("overlap_dp"),
    truth_of_plan<&P::fused_attention>("fused_attention"),
    truth_of_plan<&P::scatter_gather>("scatter_gather"),
    of_plan<&P::offload>("offload"),
    Column{"pareto", true, [](const Row& row) { return row.ranked.pareto ? truth(*row.ranked.pareto) : std::string(); }},
};

void add_row(OutputTable& table, const Row& row) {
  std::vector<std::string>& cells = table.rows.emplace_back();
  for (const Column& column : columns) cells.push_back(column.cell(row));
}

}  // namespace

std::string_view name_of(Infeasible reason) {
  constexpr std::string_view names[] = {"none", "no_such_rate", "devices", "batch", "heads", "layers", "experts", "sequence", "memory"};
  return names[static_cast<std::size_t>(reason)];
}

std::string_view name_of(Recompute recompute) {
  constexpr std::string_view names[] = {"none", "selective", "full"};
  return names[static_cast<std::size_t>(recompute)];
}

std::string devices_text(const PlanQuestion& question, const RankedPlan& plan) {
  std::string text;
  for (const GroupPlan& one : plan.groups) text += (text.empty() ? "" : "+") + question.groups[one.group].device;
  return text;
}

OutputTable plan_table(const PlanQuestion& question, const std::vector<RankedPlan>& plans) {
  OutputTable table;
  for (const Column& column : columns) table.columns.push_back({std::string(column.name), column.number});
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const RankedPlan& plan = plans[i];
    const bool one_group = plan.groups.size() == 1;
    add_row(table, {question, plan, i + 1, one_group ? &plan.groups.front() : nullptr, plan.whole, plan.devices});
    if (one_group) continue;
    for (const GroupPlan& group : plan.groups) add_row(table, {question, plan, i + 1, &group, group.cost, group.plan.devices});
  }
  return table;
}

}  // namespace suanli::cli
