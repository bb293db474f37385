// openb.cpp -- imports pods and nodes of Alibaba's GPU-sharing cluster (cluster-trace-gpu-v2023, "openb").
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "sim/base/check.h"
#include "sim/model/job.h"
#include "workloads/cell_value.h"
#include "workloads/csv_reader.h"
#include "workloads/import/importer.h"
#include "workloads/machine_pools.h"
#include "workloads/require_jobs.h"

namespace suanli::import {

extern const ImporterEntry openb_entry;

namespace {

constexpr std::int64_t kib_per_mib = 1024;
constexpr double mib_per_gib = 1024;
constexpr std::int64_t most_gpus = 64;
constexpr std::int64_t most_demand = std::int64_t{1} << 40;

constexpr std::array openb_params{
    ParamSpec{
        .name = "duration_from",
        .type = ParamType::text,
        .default_value = "scheduled",
        .choices = "scheduled|creation",
        .help =
            "a pod's duration is its deletion_time less scheduled_time (less creation_time where it was never scheduled), or "
            "less creation_time for all"},
    ParamSpec{.name = "pending",
              .type = ParamType::text,
              .default_value = "keep",
              .choices = "keep|drop",
              .help = "pods that were never scheduled (no scheduled_time): keep them, or drop them"},
    ParamSpec{.name = "gpu_spec",
              .type = ParamType::text,
              .default_value = "use",
              .choices = "use|ignore",
              .help = "use: a pod runs only on the GPU models its gpu_spec names; ignore: on any"},
    ParamSpec{.name = "qos_as_priority",
              .type = ParamType::boolean,
              .default_value = "true",
              .help = "true: priority 3 for LS, 2 for Guaranteed, 1 for Burstable, 0 for BE and others; false: 0 for all"},
};

struct NamedPriority {
  std::string_view qos;
  std::int32_t priority;
};
constexpr std::array qos_priorities{NamedPriority{"LS", 3}, NamedPriority{"Guaranteed", 2}, NamedPriority{"Burstable", 1},
                                    NamedPriority{"BE", 0}};

// Memory by the vendors' data sheets (V100M16 and V100M32 say it in their names). G2 and G3 are not disclosed.
struct KnownModel {
  std::string_view name;
  double memory_gib;
};
constexpr std::array known_models{KnownModel{"T4", 16}, KnownModel{"P100", 16}, KnownModel{"V100M16", 16},
                                  KnownModel{"V100M32", 32}, KnownModel{"A10", 24}};

DeviceModel model_named(const std::string& name) {
  DeviceModel model;
  model.name = name;
  model.source = "openb node list; relative speeds are not in the trace, so the speed is 1; memory not disclosed";
  for (const KnownModel& known : known_models) {
    if (known.name != name) continue;
    model.memory_gib = known.memory_gib;
    model.source = "openb node list; relative speeds are not in the trace, so the speed is 1; memory by data sheet";
  }
  return model;
}

// "96" or "0.5" for thousandths.
std::string in_thousands(std::int64_t milli_units) {
  std::string text = std::to_string(milli_units / milli);
  if (milli_units % milli == 0) return text;
  std::string decimals = std::to_string(milli + milli_units % milli).substr(1);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return text + '.' + decimals;
}

class OpenbImport {
 public:
  explicit OpenbImport(const Params& params)
      : from_creation_(params.text("duration_from") == "creation"),
        drop_pending_(params.text("pending") == "drop"),
        use_gpu_spec_(params.text("gpu_spec") == "use"),
        qos_as_priority_(params.flag("qos_as_priority")) {}

  void read(const std::string& file) {
    const CsvFile csv(file);
    if (csv.has({"sn"})) {
      read_nodes(csv);
    } else {
      read_pods(csv);
    }
    csv.note_quirks(result_.ledger);
  }

  ImportResult result() {
    if (pod_file_.empty()) throw InputError("", "no pod list was given", "give the pod list first, node lists after it");
    require_jobs(result_, pod_file_);
    return std::move(result_);
  }

 private:
  void note(LedgerAction action, std::string_view reason, const CsvRow& row) {
    result_.ledger.note(action, reason, row.line());
  }

  static std::optional<std::int64_t> amount(std::string_view cell, std::int64_t most) {
    const auto number = whole_number(cell);
    return number && *number >= 0 && *number <= most ? number : std::nullopt;
  }

  // Times count from the start of the trace; -1 and the like are unknown.
  static std::optional<Duration> not_negative(std::string_view cell) {
    const auto time = parse_seconds(cell);
    return time && *time >= Duration(0) ? time : std::nullopt;
  }

  void read_pods(const CsvFile& csv) {
    csv.require({"name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "gpu_spec", "qos", "pod_phase", "creation_time",
                 "deletion_time", "scheduled_time"});
    if (!pod_file_.empty())
      throw InputError(csv.path(), "a second pod list; the first is " + pod_file_, "import them one by one");
    pod_file_ = csv.path();
    result_.jobs.reserve(csv.row_count());
    for (std::size_t i = 0; i < csv.row_count(); ++i) take_pod(csv, csv.row(i));
  }

  void take_pod(const CsvFile& csv, const CsvRow& row) {
    const auto drop = [&](std::string_view reason) { note(LedgerAction::dropped, reason, row); };
    JobRecord job;
    job.id = row[csv.column("name")];
    const auto created = not_negative(row[csv.column("creation_time")]);
    const auto cpu_milli = amount(row[csv.column("cpu_milli")], most_demand);
    const auto memory_mib = amount(row[csv.column("memory_mib")], most_demand);
    const auto gpu_milli = gpu_demand(csv, row);
    if (is_unknown(job.id)) return drop("no name");
    if (!created) return drop("no creation time that can be read");
    if (!cpu_milli || !memory_mib || !gpu_milli) return drop("demands that cannot be read");
    if (!seen_.insert(std::string(job.id)).second) return drop("name used before");
    const auto duration = lifetime(csv, row, *created);
    if (!duration) return;
    if (*memory_mib == 0) note(LedgerAction::kept, "memory 0", row);
    if (*created < last_created_) note(LedgerAction::corrected, "created before the pod above: sorted by creation time", row);
    last_created_ = *created;
    job.submit = SimTime(*created);
    job.cpu_milli = *cpu_milli;
    job.memory_kib = *memory_mib * kib_per_mib;
    job.gpu_milli = *gpu_milli;
    job.duration = *duration;
    job.recorded_status = row[csv.column("pod_phase")];
    if (qos_as_priority_) job.priority = priority_of(row[csv.column("qos")], row);
    const auto models = models_of(row[csv.column("gpu_spec")], row);
    job.device_models = models;
    result_.jobs.add(job);
  }

  // GPUs of the pod in thousandths: a share of one, or whole ones.
  std::optional<std::int32_t> gpu_demand(const CsvFile& csv, const CsvRow& row) {
    const auto count = amount(row[csv.column("num_gpu")], most_gpus);
    const auto share = amount(row[csv.column("gpu_milli")], most_demand);
    if (!count || !share) return std::nullopt;
    if (*count == 0) return 0;
    if (*count == 1 && *share <= milli) return static_cast<std::int32_t>(*share);
    if (*share != milli) note(LedgerAction::corrected, "share of several GPUs, or of more than one: whole GPUs taken", row);
    return static_cast<std::int32_t>(*count * milli);
  }

  // Empty, with the reason counted, when the pod is left out.
  std::optional<Duration> lifetime(const CsvFile& csv, const CsvRow& row, Duration created) {
    const auto drop = [&](std::string_view reason) {
      note(LedgerAction::dropped, reason, row);
      return std::nullopt;
    };
    const auto deleted = not_negative(row[csv.column("deletion_time")]);
    const auto scheduled = not_negative(row[csv.column("scheduled_time")]);
    if (!deleted) return drop("no deletion time that can be read");
    if (!scheduled && drop_pending_) return drop("never scheduled");
    if (!scheduled) note(LedgerAction::kept, "never scheduled: lives from creation to deletion", row);
    const Duration begin = scheduled && !from_creation_ ? *scheduled : created;
    if (*deleted < begin) note(LedgerAction::corrected, "negative lifetime taken as 0", row);
    if (*deleted == begin) note(LedgerAction::kept, "lifetime 0", row);
    return std::max(*deleted - begin, Duration(0));
  }

  std::int32_t priority_of(std::string_view qos, const CsvRow& row) {
    for (const NamedPriority& known : qos_priorities) {
      if (known.qos == qos) return known.priority;
    }
    note(LedgerAction::kept, "unknown qos: priority 0", row);
    return 0;
  }

  // The names between the bars, each once.
  std::vector<std::string_view> models_of(std::string_view spec, const CsvRow& row) {
    std::vector<std::string_view> models;
    if (!use_gpu_spec_) return models;
    bool repeated = false;
    while (!spec.empty()) {
      const std::size_t bar = spec.find('|');
      const std::string_view name = spec.substr(0, bar);
      spec = bar == std::string_view::npos ? std::string_view{} : spec.substr(bar + 1);
      if (name.empty()) continue;
      if (std::find(models.begin(), models.end(), name) == models.end()) {
        models.push_back(name);
      } else {
        repeated = true;
      }
    }
    if (repeated) note(LedgerAction::corrected, "gpu_spec names a model twice", row);
    return models;
  }

  void read_nodes(const CsvFile& csv) {
    csv.require({"sn", "cpu_milli", "memory_mib", "gpu", "model"});
    if (!result_.cluster) result_.cluster.emplace();
    for (std::size_t i = 0; i < csv.row_count(); ++i) take_node(csv, csv.row(i));
    if (result_.cluster->pools.empty()) throw InputError({{csv.path(), csv.header_line(), 0, "", "no node can be read", ""}});
  }

  // Nodes that differ in nothing are one pool: "G2x8-96c-384g", or "cpu-32c-256g" for a node without GPUs.
  void take_node(const CsvFile& csv, const CsvRow& row) {
    const auto cpu_milli = amount(row[csv.column("cpu_milli")], most_demand);
    const auto memory_mib = amount(row[csv.column("memory_mib")], most_demand);
    const auto gpus = amount(row[csv.column("gpu")], most_gpus);
    if (!cpu_milli || !memory_mib || !gpus) return note(LedgerAction::dropped, "node that cannot be read", row);
    if (*cpu_milli == 0 && *gpus == 0) return note(LedgerAction::dropped, "node without CPUs and GPUs", row);
    std::string model(row[csv.column("model")]);
    if (*gpus > 0 && model.empty()) {
      note(LedgerAction::corrected, "node with GPUs of no model: \"unknown\"", row);
      model = "unknown";
    }
    Pool pool;
    pool.cpus = static_cast<double>(*cpu_milli) / static_cast<double>(milli);
    pool.memory_gib = static_cast<double>(*memory_mib) / mib_per_gib;
    pool.name = *gpus > 0 ? model + 'x' + std::to_string(*gpus) : "cpu";
    pool.name += '-' + in_thousands(*cpu_milli) + "c-";
    pool.name += *memory_mib % 1024 == 0 ? std::to_string(*memory_mib / 1024) + 'g' : std::to_string(*memory_mib) + 'm';
    if (*gpus > 0) {
      pool.devices = {{model, static_cast<std::int32_t>(*gpus)}};
      add_model(result_.device_models, model_named(model));
    }
    add_machine(*result_.cluster, pool);
  }

  bool from_creation_;
  bool drop_pending_;
  bool use_gpu_spec_;
  bool qos_as_priority_;
  ImportResult result_;
  std::string pod_file_;
  Duration last_created_{};
  std::unordered_set<std::string> seen_;  // looked up, never walked
};

ImportResult read(const std::vector<std::string>& files, const Params& params) {
  OpenbImport importer(params);
  for (const std::string& file : files) importer.read(file);
  return importer.result();
}

}  // namespace

const ImporterEntry openb_entry{"openb", "Alibaba GPU-sharing cluster 2023: openb_pod_list_*.csv and openb_node_list_*.csv",
                                openb_params, read};

}  // namespace suanli::import
