// plan_explanation.cpp -- the terms of a step with their shares, rates and sources.
#include "tools/suanli/plan_explanation.h"

#include <array>

#include "sim/report/csv.h"
#include "tools/suanli/plan_view.h"
#include "tools/suanli/readable_number.h"

namespace suanli::cli {
namespace {

constexpr double gib = 1073741824.0;

// One figure; `share` of the part's sum, negative where it has none.
struct Line {
  std::string part;
  std::string term;
  double value;
  std::string_view unit;
  double share;
  std::string note;
};

constexpr double no_share = -1;

class Terms {
 public:
  Terms(const PlanQuestion& question, const RankedPlan& ranked, const GroupPlan& one)
      : question_(question), ranked_(ranked), plan_(one.plan), cost_(one.cost), group_(question.groups[one.group]) {}

  std::vector<Line> lines() {
    add_times();
    add_exchanges();
    add_memory();
    add_work();
    return std::move(lines_);
  }

 private:
  void add(std::string part, std::string term, double value, std::string_view unit, double share, std::string note) {
    lines_.push_back({std::move(part), std::move(term), value, unit, share, std::move(note)});
  }

  void time(const char* term, double seconds, const char* note, bool always = false) {
    if (seconds > 0 || always) add("time", term, seconds, "s", seconds / cost_.step_s, note);
  }

  void add_times() {
    const char* attention = plan_.fused_attention ? "operators' roofline; attention fused" : "operators' roofline, attention written out";
    time("forward", cost_.forward_s, attention, true);
    time("backward", cost_.backward_s, "two products for each one forward", true);
    time("recompute", cost_.recompute_s, "Korthikanti et al. 2022", true);
    time("optimizer", cost_.optimizer_s, "Adam from memory, on the device's share", true);
    time("pipeline bubble", cost_.bubble_s, "(p - 1) / v stages, Narayanan et al. 2021", true);
    time("tensor exchange", cost_.tp_exposed_s, "Shoeybi 2019; sp: Korthikanti 2022");
    time("pipeline exchange", cost_.pp_exposed_s, "messages between stages");
    time("data exchange", cost_.dp_exposed_s, "gradients; ZeRO: Rajbhandari et al. 2020");
    time("expert exchange", cost_.ep_exposed_s, "all-to-all to the experts and back");
    time("context exchange", cost_.cp_exposed_s, "ring attention");
    time("offload", cost_.offload_s, "state over the host's link");
    time("straggling", cost_.straggle_s, "for the slowest node; fitted");
    add("time", "step", cost_.step_s, "s", 1, "");
  }

  std::string place(const Group& group) const {
    const std::string size = fixed(group.size, 0) + " ranks ";
    if (group.nodes <= 1) return size + "inside a node";
    return size + "on " + fixed(group.nodes, 0) + " nodes, " + fixed(group.per_node, 0) + " in each";
  }

  static std::string rate(double bytes_per_s) { return rounded(bytes_per_s / 1e9) + " GB/s"; }

  void exchange(const char* term, double ranks, double stride, double link_s, double exposed_s, bool reduce) {
    if (ranks <= 1) return;
    const Group group = group_of(ranks, stride, group_.fabric);
    const double bus = bus_rate(group, reduce ? group_.fabric.reduce_rate : group_.fabric.gather_rate, group_.fabric);
    add("exchange", term, link_s, "s", link_s > 0 ? exposed_s / link_s : 0, place(group) + ", bus " + rate(bus));
  }

  void add_exchanges() {
    exchange("tensor", plan_.tp, 1, cost_.tp_link_s, cost_.tp_exposed_s, !plan_.sequence_parallel);
    exchange("context", plan_.cp, plan_.tp, cost_.cp_link_s, cost_.cp_exposed_s, false);
    if (question_.model.experts > 0) exchange("expert", plan_.ep, plan_.tp * plan_.cp, cost_.ep_link_s, cost_.ep_exposed_s, false);
    exchange("data", plan_.dp * plan_.cp, plan_.tp, cost_.dp_link_s, cost_.dp_exposed_s, plan_.zero == 0);
    add_pipeline();
  }

  void add_pipeline() {
    if (plan_.pp <= 1) return;
    const Fabric& fabric = group_.fabric;
    const double stride = plan_.tp * plan_.cp * plan_.dp;
    const bool inside = stride * plan_.pp <= fabric.devices_per_node;
    const double each = fabric.network_rate * fabric.message_share / smaller(stride, fabric.devices_per_node);
    const std::string where = inside ? "inside a node, " + rate(fabric.peer_rate) : "between nodes, " + rate(each) + " a device";
    add("exchange", "pipeline", cost_.pp_link_s, "s", cost_.pp_link_s > 0 ? cost_.pp_exposed_s / cost_.pp_link_s : 0,
        fixed(plan_.pp, 0) + " stages " + where);
  }

  void memory(const char* term, double bytes, const char* note) {
    add("memory", term, bytes / gib, "GiB", bytes / cost_.memory_bytes, note);
  }

  void add_memory() {
    memory("weights", cost_.weights_bytes, "2 bytes a parameter, Rajbhandari 2020");
    memory("gradients", cost_.gradients_bytes, plan_.gradient_bytes > 2 ? "4 bytes a parameter" : "2 bytes a parameter");
    memory("optimizer", cost_.optimizer_bytes, "12 bytes: 32-bit copy, two moments");
    memory("activations", cost_.activations_bytes, "Korthikanti et al. 2022, table 2");
    memory("sum", cost_.memory_bytes, "");
    const double room = group_.rates.memory_bytes * group_.rates.usable_memory;
    add("memory", "capacity", room / gib, "GiB", room / cost_.memory_bytes, "");
    if (cost_.missing_bytes > 0) add("memory", "missing", cost_.missing_bytes / gib, "GiB", no_share, "");
  }

  void add_work() {
    const double peak = product_rate(group_.rates, plan_.type);
    add("work", "model FLOPs", cost_.model_flops / 1e15, "PFLOP", no_share, "Korthikanti 2022, appendix A");
    add("work", "hardware FLOPs", cost_.hardware_flops / 1e15, "PFLOP", no_share, "with what is calculated again");
    add("work", "rate of a device", cost_.model_flops / cost_.step_s / plan_.devices / 1e12, "TFLOP/s", cost_.mfu,
        "of " + rounded(peak / 1e12) + ", model's (MFU)");
    add("work", "hardware rate", cost_.hardware_flops / cost_.step_s / plan_.devices / 1e12, "TFLOP/s", cost_.hfu, "all that is run (HFU)");
    add("work", "tokens", plan_.batch * question_.model.sequence / cost_.step_s, "1/s", no_share, "");
    add("work", "energy", cost_.energy_j / 1e6, "MJ", no_share, "of a step; busy share, Fan et al. 2007");
    if (group_.rates.price_usd_per_hour > 0) add("work", "price", cost_.cost_usd, "USD", no_share, "of a step");
    if (ranked_.groups.size() > 1) add("work", "batch", plan_.batch, "", plan_.batch / question_.base.batch, "sequences of a step");
  }

  const PlanQuestion& question_;
  const RankedPlan& ranked_;
  const ParallelPlan& plan_;
  const StepCost& cost_;
  const PoolGroup& group_;
  std::vector<Line> lines_;
};

std::string exact(double value) {
  std::string text;
  append_double(text, value);
  return text;
}

std::string group_name(const RankedPlan& plan, std::size_t i) {
  return plan.groups.size() == 1 ? "all" : std::to_string(i + 1);
}

// What is said of the parts, in front of their lines.
std::string heading(const std::string& part) {
  if (part == "time") return "where the time of a step goes";
  if (part == "exchange") return "exchanges on the links, and the share of each that no work hides";
  if (part == "memory") return "memory of the fullest device";
  return "work, energy and money";
}

std::string part_text(const std::vector<Line>& lines, const std::string& part) {
  OutputTable table{{{"  "}, {"", true}, {""}, {"%", true}, {""}}, {}, {}};
  for (const Line& line : lines) {
    if (line.part != part) continue;
    table.rows.push_back({"  " + line.term, rounded(line.value), std::string(line.unit), line.share == no_share ? "" : fixed(100 * line.share, 1), line.note});
  }
  if (table.rows.empty()) return {};
  std::string text = table.text(OutputFormat::table);
  return '\n' + heading(part) + text.substr(text.find('\n'));
}

std::string switches(const ParallelPlan& plan, const ModelShape& model) {
  std::string text = "tp " + fixed(plan.tp, 0) + ", pp " + fixed(plan.pp, 0) + ", dp " + fixed(plan.dp, 0);
  if (model.experts > 0) text += ", ep " + fixed(plan.ep, 0);
  if (plan.cp > 1) text += ", cp " + fixed(plan.cp, 0);
  text += ", microbatch " + fixed(plan.microbatch, 0) + ", interleave " + fixed(plan.interleave, 0) + ", ";
  constexpr const char* recomputes[] = {"no recomputation", "selective recomputation", "full recomputation"};
  text += recomputes[static_cast<int>(plan.recompute)];
  text += ", ZeRO " + std::to_string(plan.zero);
  if (plan.sequence_parallel) text += ", sequence parallel";
  if (plan.fused_attention) text += ", fused attention";
  if (plan.scatter_gather) text += ", scatter-gather";
  std::string hidden;
  if (plan.overlap_tp) hidden += " tp";
  if (plan.overlap_pp) hidden += " pp";
  if (plan.overlap_dp) hidden += " dp";
  if (!hidden.empty()) text += ", overlapped:" + hidden;
  if (plan.offload > 0) text += ", " + rounded(100 * plan.offload) + " % of the optimizer state offloaded";
  return text;
}

std::string whole_text(const PlanQuestion& question, const RankedPlan& plan) {
  std::string text = "step over all groups: " + rounded(plan.whole.step_s) + " s, of it " + rounded(plan.between_groups_s) +
                     " s to exchange gradients between the groups (rings of groups: Cho et al. 2019), " + rounded(plan.whole.straggle_s) +
                     " s of waiting for the slowest node; MFU " + fixed(100 * plan.whole.mfu, 1) + " %, " + rounded(plan.whole.energy_j / 1e6) + " MJ";
  if (question.priced()) text += ", " + rounded(plan.whole.cost_usd) + " USD";
  return wrapped(text, 78, 2) + '\n';
}

}  // namespace

OutputTable explanation_table(const PlanQuestion& question, const RankedPlan& plan) {
  OutputTable table{{{"group"}, {"device_model"}, {"part"}, {"term"}, {"value", true}, {"unit"}, {"share", true}, {"note"}}, {}, {}};
  for (std::size_t i = 0; i < plan.groups.size(); ++i) {
    for (const Line& line : Terms(question, plan, plan.groups[i]).lines()) {
      table.rows.push_back({group_name(plan, i), question.groups[plan.groups[i].group].device, line.part, line.term, exact(line.value),
                            std::string(line.unit), line.share == no_share ? "" : exact(line.share), line.note});
    }
  }
  return table;
}

std::string explanation_text(const PlanQuestion& question, const RankedPlan& plan, std::size_t rank) {
  std::string text = "\nplan " + std::to_string(rank) + '\n';
  if (plan.groups.size() > 1) text += whole_text(question, plan);
  for (const GroupPlan& one : plan.groups) {
    const PoolGroup& group = question.groups[one.group];
    const std::string head = fixed(one.plan.devices, 0) + " x " + group.device + ": " + switches(one.plan, question.model);
    text += (&one == &plan.groups.front() ? "" : "\n") + wrapped(head, 78, 2) + '\n';
    const std::vector<Line> lines = Terms(question, plan, one).lines();
    for (const char* part : {"time", "exchange", "memory", "work"}) text += part_text(lines, part);
  }
  return text;
}

}  // namespace suanli::cli
