// scenario_fields.cpp -- the tables of the scenario itself and of its small parts.
#include "scenarios/scenario_fields.h"

#include "scenarios/cost_fields.h"
#include "scenarios/service/service_fields.h"

namespace suanli {
namespace {

constexpr double most_seconds = 9.2e9;

using S = Of<Scenario>;
constexpr Field<Scenario> scenario_table[] = {
    S::field<&Scenario::name>({.key = "name", .help = "short name of the scenario"}),
    S::field<&Scenario::why>({.key = "why", .help = "the question this scenario answers, in one sentence"}),
    S::field<&Scenario::seed>({.key = "seed", .low = 0, .high = 0x1p53, .help = "seed of all random streams"}),
    S::field<&Scenario::cluster>({.key = "cluster", .required = true, .help = "the machines, or a path to a file of them"}),
    S::field<&Scenario::devices>({.key = "devices", .help = "device models to add to the catalog, or paths to files of them"}),
    S::field<&Scenario::device_rates>({.key = "device_rates", .help = "rates of device models, for described work; they go before the catalog's"}),
    S::field<&Scenario::models>({.key = "models", .help = "language models, for described work; they go before the catalog's"}),
    S::field<&Scenario::works>({.key = "works", .help = "other training work, for described work; it goes before the catalog's"}),
    S::field<&Scenario::workload>({.key = "workload", .required = true, .help = "the jobs: a trace, a generator or files to import"}),
    S::field<&Scenario::services>({.key = "services", .help = "online services: each is a set of replicas that answer requests"}),
    S::field<&Scenario::policies>({.key = "policies", .help = "each a name or {\"name\": ..., parameters}"}),
    S::field<&Scenario::faults>({.key = "faults", .help = "failures; none are simulated by this version"}),
    S::field<&Scenario::admission>({.key = "admission", .help = "which jobs are rejected on arrival"}),
    S::field<&Scenario::kill_at_limit>({.key = "kill_at_limit", .help = "whether a job that outlives its time_limit_s is killed at it"}),
    S::field<&Scenario::limits>({.key = "limits", .help = "where a run is cut short, with exit code 6"}),
    S::field<&Scenario::measure>({.key = "measure", .help = "the part of the run that metrics look at"}),
    S::field<&Scenario::output>({.key = "output", .help = "what is recorded and written"}),
};

using A = Of<Admission>;
constexpr Field<Admission> admission_table[] = {
    A::field<&Admission::max_queued_jobs>({.key = "max_queued_jobs", .low = 0, .high = 4294967295.0,
                                           .help = "a job that can't start at once while this many wait is rejected; null: no limit"}),
};

using L = Of<Limits>;
constexpr Field<Limits> limits_table[] = {
    L::field<&Limits::max_events>({.key = "max_events", .low = 1, .high = 1e18, .help = "events of the run"}),
    L::field<&Limits::max_simulated_s>(
        {.key = "max_simulated_s", .unit = "s", .low = 0, .high = most_seconds, .help = "simulated time; null: no limit"}),
    L::field<&Limits::max_wall_s>({.key = "max_wall_s", .unit = "s", .low = 0, .above_low = true, .help = "wall time; null: no limit"}),
    L::field<&Limits::max_zero_time_events>(
        {.key = "max_zero_time_events", .low = 1, .high = 1e18, .help = "events at one simulated time"}),
};

using M = Of<Measure>;
constexpr Field<Measure> measure_table[] = {
    M::field<&Measure::from_s>({.key = "from_s", .unit = "s", .low = 0, .high = most_seconds, .help = "jobs submitted before are left out"}),
    M::field<&Measure::until_s>(
        {.key = "until_s", .unit = "s", .low = 0, .high = most_seconds, .help = "jobs submitted from then on are left out; null: none"}),
    M::field<&Measure::batches>({.key = "batches", .low = 0, .high = 10'000,
                                 .help = "batch means of one long run in steady state, for an interval of its times: 30 advised; 0: none"}),
    M::field<&Measure::warmup_s>({.key = "warmup_s", .unit = "s", .low = 0, .high = most_seconds,
                                  .help = "the batch means leave out jobs submitted before; null: as many as MSER-5 says"}),
};

using O = Of<Output>;
constexpr Field<Output> output_table[] = {
    O::field<&Output::timeline_s>(
        {.key = "timeline_s", .unit = "s", .low = 0, .high = most_seconds, .help = "time between samples of timeline.csv; 0: none"}),
    O::field<&Output::fragmentation>({.key = "fragmentation", .help = "whether samples tell fragmentation"}),
    O::field<&Output::token_gaps>({.key = "token_gaps", .help = "whether every time between two tokens is kept, for itl_s"}),
};

}  // namespace

template <>
std::span<const Field<Scenario>> fields_of<Scenario>() {
  return scenario_table;
}
template <>
std::span<const Field<Admission>> fields_of<Admission>() {
  return admission_table;
}
template <>
std::span<const Field<Limits>> fields_of<Limits>() {
  return limits_table;
}
template <>
std::span<const Field<Measure>> fields_of<Measure>() {
  return measure_table;
}
template <>
std::span<const Field<Output>> fields_of<Output>() {
  return output_table;
}

void Codec<Faults>::read(const Node& node, const FieldSpec&, Faults&) {
  if (expect_object(node) && !node.value.empty()) node.complain("faults are not simulated by this version", "leave the object empty");
}

Json Codec<Faults>::write(const FieldSpec&, const Faults&) {
  return Json::object();
}

Json Codec<Faults>::schema(const FieldSpec&) {
  return {{"type", "object"}, {"maxProperties", 0}};
}

}  // namespace suanli
