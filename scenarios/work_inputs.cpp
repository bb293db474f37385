// work_inputs.cpp -- steps from works, sites from node classes, and what must hold between them.
#include "scenarios/work_inputs.h"

#include <algorithm>
#include <set>

#include "scenarios/cost_fields.h"
#include "sim/base/check.h"
#include "sim/engine/shape_table.h"
#include "sim/model/deciding_device.h"
#include "workloads/work_json.h"

namespace suanli {
namespace {

double devices_of(const NodeCapacity& has, DeviceKind kind) {
  return kind == DeviceKind::gpu ? has.gpus : kind == DeviceKind::fpga ? has.fpgas : static_cast<double>(has.cpu_milli) / milli;
}

FixedParts fixed_parts(const WorkPlan& plan) {
  FixedParts fixed;
  fixed.tp = plan.tp;
  fixed.pp = plan.pp;
  fixed.dp = plan.dp;
  fixed.ep = plan.ep;
  fixed.cp = plan.cp;
  fixed.microbatch = plan.microbatch;
  fixed.interleave = plan.interleave;
  if (plan.recompute) fixed.recompute = static_cast<Recompute>(*plan.recompute);
  if (plan.zero) fixed.zero = static_cast<unsigned char>(*plan.zero);
  fixed.sequence_parallel = plan.sequence_parallel;
  const bool overlap = plan.overlap.value_or(true);  // hiding an exchange never makes a step slower
  fixed.overlap = Overlaps{overlap, overlap, overlap};
  fixed.offload = plan.offload;
  return fixed;
}

// What of a work makes its devices exchange data.
bool exchanges(const StepWork& work) {
  if (const auto* pipeline = std::get_if<PipelineStep>(&work.what)) {
    return std::any_of(pipeline->stages.begin(), pipeline->stages.end(), [](const WorkStage& stage) { return stage.output_bytes > 0; });
  }
  return std::holds_alternative<LanguageModelStep>(work.what) || std::holds_alternative<SamplesStep>(work.what);
}

// What of it are seconds, the same on every device.
bool needs_rates(const StepWork& work) {
  if (const auto* bag = std::get_if<BagStep>(&work.what)) return bag->task.flops > 0 || bag->task.streamed_bytes > 0;
  if (const auto* pipeline = std::get_if<PipelineStep>(&work.what)) {
    return std::any_of(pipeline->stages.begin(), pipeline->stages.end(), [](const WorkStage& stage) { return !stage.item_s; });
  }
  return true;
}

class WorkResolver {
 public:
  WorkResolver(const CostNames& names, const Workload& workload, const Cluster& cluster, const std::string& file)
      : names_(names), workload_(workload), cluster_(cluster), file_(file) {}

  WorkInputs resolve() {
    inputs_.works.push_back({});
    for (std::size_t i = 1; i < workload_.works.size(); ++i) add_work(static_cast<WorkId>(i));
    for (const NodeClass& node : cluster_.classes()) {
      for (const DeviceKind kind : device_kinds) inputs_.sites.push_back(site_of(node, kind));
    }
    const ShapeTable shapes(workload_, cluster_);
    for (const ShapeId shape : IdRange<ShapeId>(workload_.shapes.size())) {
      const bool described = workload_.shapes[shape].work != WorkId{};
      inputs_.classes.push_back(described ? shapes[shape].classes : std::vector<ClassId>{});
      if (described) check_places(shape);
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
    return std::move(inputs_);
  }

 private:
  // Of the first job with that work.
  JobId job_with(WorkId work) const {
    const auto& all = workload_.work.items();
    return static_cast<JobId>(std::find(all.begin(), all.end(), work) - all.begin());
  }
  void note(WorkId work, const std::string& key, std::string what, std::string hint) {
    const std::string pointer = "/jobs/" + std::string(workload_.id_text(job_with(work))) + "/work" + key;
    problems_.push_back({workload_.provenance.source, 0, 0, pointer, std::move(what), std::move(hint)});
  }

  void add_work(WorkId id) {
    const JobWork& work = workload_.works[id];
    StepWork step{work_text(work, 1), {}};
    switch (work.form) {
      case WorkForm::recorded:
        break;
      case WorkForm::training:
        add_training(id, work, step);
        break;
      case WorkForm::bag:
        step.what = BagStep{work.tasks, work.task_s.value_or(0),
                            {.flops = work.task_flops, .streamed_bytes = work.task_bytes, .type = type_of(work)}};
        break;
      case WorkForm::pipeline:
        step.what = PipelineStep{work.stages, work.items, type_of(work)};
        break;
    }
    inputs_.works.push_back(std::move(step));
  }

  static DataType type_of(const JobWork& work) {
    return work.dtype ? static_cast<DataType>(*work.dtype) : DataType::bf16;
  }

  void add_training(WorkId id, const JobWork& work, StepWork& step) {
    if (const CatalogModel* model = names_.model(work.model)) {
      if (work.exchange) note(id, "/exchange", "is not chosen for a language model", "its plan says how devices exchange");
      step.key += write_object(*model).dump();
      step.what = language_model_step(*model, work);
    } else if (const CatalogWork* other = names_.work(work.model)) {
      if (work.plan != WorkPlan{}) note(id, "/plan", "is for language models only", "this work is data parallel");
      if (work.sequence) note(id, "/sequence", "is for language models only", "");
      step.key += write_object(*other).dump();
      step.what = samples_step(*other, work);
    } else {
      note(id, "/model", "unknown model \"" + work.model + "\"", names_.suggestion(work.model));
    }
  }

  static LanguageModelStep language_model_step(const CatalogModel& model, const JobWork& work) {
    LanguageModelStep step{model, {}, fixed_parts(work.plan)};
    if (work.sequence) step.model.sequence = *work.sequence;
    step.base.batch = work.batch;
    step.base.type = type_of(work);
    step.base.fused_attention = true;
    step.base.scatter_gather = true;
    return step;
  }

  static SamplesStep samples_step(const CatalogWork& of, const JobWork& work) {
    SamplesStep step;
    step.sample = {of.flops, of.streamed_bytes, of.lookup_bytes, of.input_bytes, type_of(work)};
    step.training_factor = of.training_factor;
    step.parameters = of.parameters_million * 1e6;
    step.batch = work.batch;
    if (work.exchange == WorkExchange::parameter_server) step.servers = work.servers.value_or(1);
    return step;
  }

  WorkSite site_of(const NodeClass& node, DeviceKind kind) const {
    const auto model = model_of(node, kind);
    if (!model) return {};
    WorkSite site;
    const std::string& name = cluster_.model(*model).name;
    site.devices = devices_of(node.capacity, kind);
    const DeviceFigures* figures = names_.device(name);
    site.known = figures != nullptr;
    DeviceFigures of = figures == nullptr ? DeviceFigures{} : *figures;
    const NetworkFigures network{.devices_per_node = site.devices, .network_gb_per_s = node.network_gb_per_s};
    if (site.known) site.rates = names_.rates(of);
    site.fabric = fabric_between(of, network);
    // Of devices nobody knows, what passes inside a node is not modelled.
    if (!site.known) site.fabric.reduce_rate = site.fabric.gather_rate = site.fabric.peer_rate = 1e18;
    site.cores = of.cores;
    site.reconfigure_s = of.reconfigure_s;
    site.key = (site.known ? names_.text_of(of) : "unknown ") + write_object(network).dump();
    return site;
  }

  void check_places(ShapeId shape) {
    const TaskShape& task = workload_.shapes[shape];
    const std::vector<ClassId>& classes = inputs_.classes[shape];
    const StepWork& work = inputs_.works[task.work];
    if (task.gpu_milli % milli != 0) note(task.work, "", "needs whole GPUs", "a share of a GPU is for jobs of a recorded duration");
    if (classes.empty() || std::holds_alternative<std::monostate>(work.what)) return;
    std::string unknown;
    bool any_known = false;
    std::size_t nodes = 0;
    for (const ClassId id : classes) {
      const WorkSite& site = inputs_.sites[index_of(id) * device_kinds.size() + static_cast<std::size_t>(deciding_kind(task))];
      const auto model = model_of(cluster_.node_class(id), deciding_kind(task));
      any_known = any_known || site.known;
      nodes += cluster_.node_class(id).nodes.size();
      if (!site.known) unknown += (unknown.empty() ? "\"" : ", \"") + cluster_.model(*model).name + '"';
    }
    if (!any_known && needs_rates(work)) {
      note(task.work, "", "may run on devices without rates only: " + unknown, "give them under \"device_rates\", or ask for another device_model");
    }
    if (task.gang > 1 && nodes > 1 && exchanges(work)) require_networks(classes);
  }

  void require_networks(const std::vector<ClassId>& classes) {
    for (const ClassId id : classes) {
      if (cluster_.node_class(id).network_gb_per_s > 0 || !told_.insert(id).second) continue;
      const std::size_t pool = index_of(cluster_.pool_of(cluster_.node_class(id).nodes.front()));
      problems_.push_back({file_, 0, 0, "/cluster/pools/" + std::to_string(pool) + "/network_gb_per_s",
                           "is needed: jobs whose work is described may span nodes of this pool", "GB/s of a node, per direction"});
    }
  }

  const CostNames& names_;
  const Workload& workload_;
  const Cluster& cluster_;
  const std::string& file_;
  WorkInputs inputs_;
  std::set<ClassId> told_;
  std::vector<Problem> problems_;
};

}  // namespace

WorkInputs work_inputs(const CostNames& names, const Workload& workload, const Cluster& cluster, const std::string& file) {
  return WorkResolver(names, workload, cluster, file).resolve();
}

}  // namespace suanli
