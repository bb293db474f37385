// plan_question.cpp -- finds what a plan file names, completes it and checks that it makes sense together.
#include "scenarios/plan/plan_question.h"

#include <algorithm>

#include "scenarios/plan/plan_catalog.h"
#include "sim/cost/formula/model_size.h"

namespace suanli {
namespace {

class Resolver {
 public:
  Resolver(const PlanFile& file, std::vector<Problem>& problems) : file_(file), problems_(problems), catalog_(file, problems) {}

  PlanQuestion question() {
    PlanQuestion asked;
    set_model(asked);
    for (std::size_t i = 0; i < file_.devices.items.size(); ++i) add_group(asked, file_.devices.items[i], group_pointer(i));
    set_base(asked);
    set_given(asked);
    if (file_.objective == Objective::cost) require_prices(asked);
    return asked;
  }

 private:
  void complain(std::string pointer, std::string what, std::string hint = {}) {
    problems_.push_back({{}, 0, 0, std::move(pointer), std::move(what), std::move(hint)});
  }

  std::string group_pointer(std::size_t i) const {
    return file_.devices.items.size() == 1 ? "/devices" : "/devices/" + std::to_string(i);
  }

  void set_model(PlanQuestion& asked) {
    const PlanModel* model = file_.model.model ? &*file_.model.model : catalog_.model(file_.model.name, "/model");
    if (model == nullptr) return;
    asked.model_name = model->name.empty() ? "the model" : model->name;
    asked.model = completed(*model);
    if (file_.sequence) asked.model.sequence = static_cast<double>(*file_.sequence);
    if (asked.model.sequence == 0) complain("/sequence", "\"sequence\" is missing", "the model does not say how many tokens a sequence has");
    check_shape(asked.model);
    asked.model_parameters = parameters(asked.model);
  }

  static ModelShape completed(const PlanModel& model) {
    ModelShape shape = model;
    if (shape.kv_heads == 0) shape.kv_heads = shape.heads;
    if (shape.ffn == 0) shape.ffn = 4 * shape.hidden;
    return shape;
  }

  void check_shape(const ModelShape& model) {
    const std::string at = file_.model.model ? "/model" : "/model_catalog";
    for (const double size : {model.layers, model.hidden, model.heads, model.kv_heads, model.ffn, model.vocab, model.sequence, model.experts,
                              model.experts_per_token}) {
      if (size != static_cast<double>(static_cast<std::int64_t>(size))) return complain(at, "sizes of a model are whole numbers");
    }
    if (model.heads == 0 || !divides(model.heads, model.hidden)) complain(at, "heads do not divide the hidden size");
    else if (!divides(model.kv_heads, model.heads)) complain(at, "kv_heads do not divide the heads");
    if (model.experts > 0 && (model.experts_per_token < 1 || model.experts_per_token > model.experts)) {
      complain(at, "experts_per_token must be from 1 to the number of experts");
    }
    if (model.experts == 0 && model.experts_per_token > 0) complain(at, "experts_per_token without experts");
  }

  void add_group(PlanQuestion& asked, const PlanDevices& group, const std::string& at) {
    const DeviceFigures* device = catalog_.device(group.model, at + "/model");
    const auto counts = group_counts(group, at);
    if (device == nullptr || counts.empty()) return;
    const auto network = group_network(group, *device, counts.back(), at);
    if (!network) return;
    PoolGroup pool{group.model, device_rates(*device, catalog_.curves_of(*device)), fabric_between(*device, *network), counts};
    pool.rates.usable_memory = group.usable_memory;
    if (group.price_usd_per_hour) pool.rates.price_usd_per_hour = *group.price_usd_per_hour;
    if (counts.back() > 1 && (pool.fabric.reduce_rate <= 0 || pool.fabric.gather_rate <= 0)) {
      complain(at + "/model", "the catalog knows no rate of the links of \"" + group.model + '"',
               "only one such device can be planned for; device_catalog may hold it with bus_reduce_gb_per_s and bus_gather_gb_per_s");
    }
    if (file_.plan.offload > 0 && pool.rates.host_link_rate <= 0) complain(at + "/model", "its link to the host is not known", "offload wants host_link_gb_per_s");
    asked.groups.push_back(std::move(pool));
  }

  // Rising.
  std::vector<double> group_counts(const PlanDevices& group, const std::string& at) {
    std::vector<double> counts(group.count.items.begin(), group.count.items.end());
    std::sort(counts.begin(), counts.end());
    if (std::adjacent_find(counts.begin(), counts.end()) != counts.end()) complain(at + "/count", "a number stands in the list twice");
    return counts;
  }

  std::optional<NetworkFigures> group_network(const PlanDevices& group, const DeviceFigures& device, double most, const std::string& at) {
    NetworkFigures network;
    if (!group.network.empty()) {
      const NetworkFigures* named = catalog_.network(group.network, at + "/network");
      if (named == nullptr) return std::nullopt;
      network = *named;
    } else {
      network = unnamed_network(group, device);
    }
    if (group.per_node) network.devices_per_node = static_cast<double>(*group.per_node);
    if (group.network_gb_per_s) network.network_gb_per_s = *group.network_gb_per_s;
    if (group.node_other_w) network.node_other_w = *group.node_other_w;
    if (most > network.devices_per_node && network.network_gb_per_s <= 0) {
      complain(at, "more devices than a node has, and no network between nodes", "network_gb_per_s, or network by name: suanli list networks");
      return std::nullopt;
    }
    return network;
  }

  // The one of the catalog with the same figures; else those alone.
  NetworkFigures unnamed_network(const PlanDevices& group, const DeviceFigures& device) const {
    NetworkFigures network;
    if (group.per_node) network.devices_per_node = static_cast<double>(*group.per_node);
    network.network_gb_per_s = group.network_gb_per_s.value_or(device.nic_gb_per_s * network.devices_per_node);
    for (const NetworkFigures& known : catalog_.networks()) {
      if (known.devices_per_node == network.devices_per_node && known.network_gb_per_s == network.network_gb_per_s) return known;
    }
    return network;
  }

  void set_base(PlanQuestion& asked) {
    asked.base.batch = static_cast<double>(file_.batch);
    constexpr DataType types[] = {DataType::bf16, DataType::bf16, DataType::fp8, DataType::fp32};
    asked.base.type = types[static_cast<int>(file_.dtype)];
    asked.base.gradient_bytes = file_.plan.gradient_dtype == GradientNumbers::fp32 ? 4 : 2;
    asked.base.offload = file_.plan.offload;
    asked.contexts = static_cast<double>(file_.contexts);
    asked.objective = file_.objective;
    asked.top = static_cast<std::uint32_t>(file_.top);
  }

  static void set(std::optional<double>& part, const std::optional<std::int64_t>& given) {
    if (given) part = static_cast<double>(*given);
  }

  void set_given(PlanQuestion& asked) {
    const GivenPlan& given = file_.plan;
    set(asked.fixed.tp, given.tp);
    set(asked.fixed.pp, given.pp);
    set(asked.fixed.dp, given.dp);
    set(asked.fixed.ep, given.ep);
    set(asked.fixed.cp, given.cp);
    set(asked.fixed.microbatch, given.microbatch);
    set(asked.fixed.interleave, given.interleave);
    asked.fixed.recompute = given.recompute;
    if (given.zero) asked.fixed.zero = static_cast<unsigned char>(*given.zero);
    asked.fixed.sequence_parallel = given.sequence_parallel;
    asked.overlap_tp = given.overlap_tp ? given.overlap_tp : given.overlap;
    asked.overlap_pp = given.overlap_pp ? given.overlap_pp : given.overlap;
    asked.overlap_dp = given.overlap_dp ? given.overlap_dp : given.overlap;
    asked.fused_attention = given.fused_attention;
    asked.scatter_gather = given.scatter_gather;
  }

  void require_prices(const PlanQuestion& asked) {
    for (std::size_t i = 0; i < asked.groups.size(); ++i) {
      if (asked.groups[i].rates.price_usd_per_hour > 0) continue;
      complain("/objective", "\"cost\" wants a price, and \"" + asked.groups[i].device + "\" has none",
               "\"price_usd_per_hour\" in " + group_pointer(i) + ", of one device");
    }
  }

  const PlanFile& file_;
  std::vector<Problem>& problems_;
  PlanCatalog catalog_;
};

}  // namespace

bool PlanQuestion::priced() const {
  return std::all_of(groups.begin(), groups.end(), [](const PoolGroup& group) { return group.rates.price_usd_per_hour > 0; });
}

bool PlanQuestion::is_one_plan() const {
  const bool degrees = fixed.tp && fixed.pp && fixed.dp && fixed.microbatch && (model.experts == 0 || fixed.ep) && (contexts == 1 || fixed.cp);
  const bool one_pool = groups.size() == 1 && groups.front().counts.size() == 1;
  return one_pool && degrees && fixed.interleave && fixed.recompute && fixed.zero && fixed.sequence_parallel;
}

PlanQuestion plan_question(const PlanFile& file, std::vector<Problem>& problems) {
  return Resolver(file, problems).question();
}

}  // namespace suanli
