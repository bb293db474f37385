// scenario.h -- what was asked: a scenario file as plain data, with every default in one place.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/cost_catalog.h"
#include "scenarios/field_types.h"
#include "scenarios/policy_choice.h"
#include "scenarios/service/service.h"
#include "sim/base/time.h"
#include "sim/model/cluster.h"
#include "sim/model/device.h"
#include "workloads/workload_cut.h"

namespace suanli {

inline constexpr std::array<std::string_view, 5> policy_kind_names{"scheduling", "placement", "balancing", "scaling", "recovery"};

// A price or a carbon intensity: a number, a series over time in a file, or nothing. Kept for the effective scenario; nothing is
// computed from it in this version.
struct Tariff {
  std::optional<double> value;
  std::optional<FilePath> series;
  bool given() const {
    return value || series;
  }
  bool operator==(const Tariff&) const = default;
};

struct ScenarioZone : Zone {
  Tariff carbon_g_per_kwh;
  Tariff electricity_usd_per_kwh;
};

struct ScenarioPool : Pool {
  Tariff price_usd_per_hour;  // of one node
};

// An entry of a catalog; `verified` when its figures were checked against their source.
struct CatalogDevice : DeviceModel {
  bool verified = false;
};

struct ScenarioCluster {
  std::vector<ScenarioZone> zones;
  std::vector<ScenarioPool> pools;
  std::vector<ZoneLink> links;
  std::vector<CatalogDevice> devices;  // models that came with the cluster
};

// A trace file of our own format.
struct TraceSource {
  FilePath path;
  WorkloadCut cut;
};

// The JSON that the generators read, checked by them; files it names are in `directory`, relative to the scenario's.
struct GenerateSource {
  nlohmann::json spec;
  std::string directory;
};

// Files of another format, read by the importer of that name.
struct ImportSource {
  std::string format;
  std::vector<FilePath> files;
  std::map<std::string, ParamValue> options;  // complete
  WorkloadCut cut;
};

using WorkloadSource = std::variant<TraceSource, GenerateSource, ImportSource>;

struct PolicyChoices {
  PolicyChoice scheduling{"fcfs", {}};
  PolicyChoice placement{"first_fit", {}};
  PolicyChoice balancing{"round_robin", {}};
  ScalingChoice scaling{{"fixed", {}}, {}};
  PolicyChoice recovery{"restart", {}};
};

// Nothing can be asked for yet: faults are not simulated by this version.
struct Faults {};

struct Admission {
  std::optional<std::uint32_t> max_queued_jobs;  // none: no limit
};

struct Limits {
  std::int64_t max_events = 100'000'000'000;
  std::optional<Duration> max_simulated_s;
  std::optional<double> max_wall_s;
  std::int64_t max_zero_time_events = 100'000'000;  // at one simulated time
};

// The part of the run that metrics look at.
struct Measure {
  Duration from_s{};
  std::optional<Duration> until_s;
  std::uint32_t batches = 0;         // of one long run's batch means; 0: none
  std::optional<Duration> warmup_s;  // none: MSER-5
};

struct Output {
  Duration timeline_s{};  // 0: no timeline
  bool fragmentation = true;
  bool token_gaps = false;
};

struct Scenario {
  std::string name;
  std::string why;
  std::uint64_t seed = 1;
  ScenarioCluster cluster;
  std::vector<CatalogDevice> devices;  // added to the catalog
  std::vector<DeviceFigures> device_rates;  // the same of the cost model's catalogs; a name that is there is replaced
  std::vector<CatalogModel> models;
  std::vector<CatalogWork> works;
  WorkloadSource workload;
  std::vector<ScenarioService> services;
  PolicyChoices policies;
  Faults faults;
  Admission admission;
  bool kill_at_limit = true;
  Limits limits;
  Measure measure;
  Output output;
};

}  // namespace suanli
