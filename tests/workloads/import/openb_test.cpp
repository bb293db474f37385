// openb_test.cpp -- pods and nodes by hand, then both real pod lists and both real node lists.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/support/shared.h"
#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"
#include "tests/workloads/import/trace_stats.h"

namespace suanli::test {
namespace {

constexpr const char* pods_text =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n"
    "p0,12500,16384,1,460,V100M32|T4|V100M32,LS,Running,100,300,150\n"
    "p1,4000,0,0,0,,BE,Pending,90,300,\n"
    "p2,4000,1,4,1000,,Guaranteed,Failed,100,100,100\n"
    "p3,4000,1,2,500,T4,Burstable,Succeeded,200,150,nan\n"
    "p4,4000,1,1,1000,,Odd,Succeeded,200,250.5,200.0\n"
    "p4,4000,1,1,1000,,LS,Succeeded,200,250,200\n"
    ",4000,1,1,1000,,LS,Succeeded,200,250,200\n"
    "p5,-1,1,1,1000,,LS,Succeeded,200,250,200\n"
    "p6,4000,1,1,1000,,LS,Succeeded,,250,200\n"
    "p7,4000,1,1,1000,,LS,Succeeded,200,None,200\n";

constexpr const char* nodes_text =
    "sn,cpu_milli,memory_mib,gpu,model\n"
    "n0,32000,262144,0,\nn1,96000,393216,8,G2\nn2,32000,262144,0,\nn3,96000,393217,8,G2\nn4,96500,393216,2,T4\nn5,96000,393216,"
    "8,G2\n"
    "n6,x,393216,8,G2\nn7,1000,1024,1,\nn8,0,1024,0,\n";

}  // namespace

TEST_CASE("a pod becomes a job of one task with a share of a GPU or whole ones") {
  const TextFile file("pods.csv", pods_text);
  const Imported log("openb", {file.path()});
  REQUIRE(log.jobs.size() == 5);
  const SeenJob& shared_gpu = log.job("p0");
  CHECK(shared_gpu.submit_s == 100);
  CHECK(shared_gpu.duration_s == 150);
  CHECK(shared_gpu.tasks == 1);
  CHECK(shared_gpu.shape.cpu_milli == 12500);
  CHECK(shared_gpu.shape.memory_kib == 16384 * 1024);
  CHECK(shared_gpu.shape.gpu_milli == 460);
  CHECK(shared_gpu.models.size() == 2);
  CHECK(shared_gpu.priority == 3);
  CHECK(shared_gpu.status == "Running");
  CHECK(log.job("p1").duration_s == 210);  // never scheduled: from creation
  CHECK(log.job("p1").shape.memory_kib == 0);
  CHECK(log.job("p1").priority == 0);
  CHECK(log.job("p1").models.empty());
  CHECK(log.job("p2").shape.gpu_milli == 4000);
  CHECK(log.job("p2").duration_s == 0);
  CHECK(log.job("p2").priority == 2);
  CHECK(log.job("p3").shape.gpu_milli == 2000);
  CHECK(log.job("p3").duration_s == 0);
  CHECK(log.job("p3").priority == 1);
  CHECK(log.job("p4").duration_s == 50.5);

  CHECK(log.count("gpu_spec names a model twice") == 1);
  CHECK(log.count("never scheduled: lives from creation to deletion") == 2);
  CHECK(log.count("memory 0") == 1);
  CHECK(log.count("lifetime 0") == 1);
  CHECK(log.count("negative lifetime taken as 0") == 1);
  CHECK(log.count("share of several GPUs, or of more than one: whole GPUs taken") == 1);
  CHECK(log.count("unknown qos: priority 0") == 1);
  CHECK(log.count("created before the pod above: sorted by creation time") == 1);
  CHECK(log.count("name used before") == 1);
  CHECK(log.count("no name") == 1);
  CHECK(log.count("demands that cannot be read") == 1);
  CHECK(log.count("no creation time that can be read") == 1);
  CHECK(log.count("no deletion time that can be read") == 1);
}

TEST_CASE("each option of openb changes what its help says") {
  const TextFile file("pods.csv", pods_text);
  CHECK(Imported("openb", {file.path()}, {{"duration_from", "creation"}}).job("p0").duration_s == 200);
  CHECK(Imported("openb", {file.path()}, {{"pending", "drop"}}).jobs.size() == 3);
  CHECK(Imported("openb", {file.path()}, {{"gpu_spec", "ignore"}}).job("p0").models.empty());
  CHECK(Imported("openb", {file.path()}, {{"qos_as_priority", false}}).job("p0").priority == 0);
}

TEST_CASE("a node list becomes one pool for each kind of node, in order of first appearance") {
  const TextFile pods("pods.csv", pods_text);
  const TextFile nodes("nodes.csv", nodes_text);
  const Imported log("openb", {pods.path(), nodes.path()});
  REQUIRE(log.result.cluster);
  const auto& pools = log.result.cluster->pools;
  REQUIRE(pools.size() == 5);
  CHECK(pools[0].name == "cpu-32c-256g");
  CHECK(pools[0].count == 2);
  CHECK(pools[0].cpus == 32);
  CHECK(pools[0].memory_gib == 256);
  CHECK(pools[0].devices.empty());
  CHECK(pools[1].name == "G2x8-96c-384g");
  CHECK(pools[1].count == 2);
  CHECK(pools[1].devices[0].model == "G2");
  CHECK(pools[1].devices[0].count == 8);
  CHECK(pools[2].name == "G2x8-96c-393217m");
  CHECK(pools[3].name == "T4x2-96.5c-384g");
  CHECK(pools[4].devices[0].model == "unknown");
  CHECK(log.count("node that cannot be read") == 1);
  CHECK(log.count("node with GPUs of no model: \"unknown\"") == 1);
  CHECK(log.count("node without CPUs and GPUs") == 1);
  REQUIRE(log.result.device_models.size() == 3);
  CHECK(log.result.device_models[0].name == "G2");
  CHECK(log.result.device_models[0].memory_gib == 0);
  CHECK(log.result.device_models[0].speed_for(WorkKind::training) == 1);
  CHECK_FALSE(log.result.device_models[0].source.empty());
  CHECK(log.result.device_models[1].memory_gib == 16);
}

TEST_CASE("what is no openb list is an error that names file and line") {
  const TextFile other("other.csv", "\nname,cpu\n1,2\n");
  CHECK(contains(error_of("openb", {other.path()}), "other.csv:2: column \"cpu_milli\" is missing"));
  const TextFile nodes("nodes.csv", nodes_text);
  CHECK(contains(error_of("openb", {nodes.path()}), "no pod list was given"));
  const TextFile pods("pods.csv", pods_text);
  CHECK(contains(error_of("openb", {pods.path(), pods.path()}), "a second pod list"));
  const std::string header(pods_text, std::string_view(pods_text).find('\n'));
  const TextFile none("none.csv", header);
  CHECK(contains(error_of("openb", {none.path()}), "the file holds no job"));
  CHECK_THROWS_AS(import_files("openb", {"/no/such/file"}), InputError);
}

namespace {

void check_demands(const Imported& log, const nlohmann::json& stats) {
  std::vector<double> gpu_milli, cpu_milli, memory_mib;
  std::map<std::int32_t, std::size_t> gpus;
  std::map<std::string, std::size_t> phases, qos;
  const std::map<std::int32_t, std::string> qos_of{{3, "LS"}, {2, "Guaranteed"}, {1, "Burstable"}, {0, "BE"}};
  std::int64_t total_milli = 0;
  std::uint64_t shares = 0;
  for (const SeenJob& job : log.jobs) {
    const std::int32_t milli_gpus = job.shape.gpu_milli;
    if (milli_gpus > 0) gpu_milli.push_back(std::min(milli_gpus, 1000));
    cpu_milli.push_back(static_cast<double>(job.shape.cpu_milli));
    memory_mib.push_back(static_cast<double>(job.shape.memory_kib) / 1024);
    ++gpus[(milli_gpus + 999) / 1000];
    ++phases[job.status];
    ++qos[qos_of.at(job.priority)];
    total_milli += milli_gpus;
    shares += job.shape.shares_a_gpu() ? 1 : 0;
  }
  check_distribution("gpu_milli", gpu_milli, stats.at("gpu_milli"));
  check_distribution("cpu_milli", cpu_milli, stats.at("cpu_milli"));
  check_distribution("memory_mib", memory_mib, stats.at("memory_mib"));
  check_histogram("num_gpu", gpus, stats.at("num_gpu"));
  check_histogram("pod_phase", phases, stats.at("pod_phase"));
  check_histogram("qos", qos, stats.at("qos"));
  CHECK(total_milli == stats.at("gpu_milli_total").get<std::int64_t>());
  CHECK(shares == stats.at("fractional_pods").get<std::uint64_t>());
}

// The names of a job's models, sorted, against the specs of the file without their repetitions.
void check_models(const Imported& log, const nlohmann::json& stats) {
  std::map<std::vector<std::string>, std::size_t> expected, ours;
  std::uint64_t repeated = 0;
  for (const auto& [spec, count] : stats.at("gpu_spec").items()) {
    std::vector<std::string> names = spec.empty() ? std::vector<std::string>() : split_choices(spec);
    std::sort(names.begin(), names.end());
    const auto end = std::unique(names.begin(), names.end());
    if (end != names.end()) repeated += count.get<std::uint64_t>();
    names.erase(end, names.end());
    expected[names] += count.get<std::size_t>();
  }
  for (const SeenJob& job : log.jobs) {
    std::vector<std::string> names = job.models;
    std::sort(names.begin(), names.end());
    ++ours[names];
  }
  CHECK(ours == expected);
  CHECK(log.count("gpu_spec names a model twice") == repeated);
}

void check_times(const std::string& path, const Imported& log, const nlohmann::json& stats) {
  const Imported by_creation("openb", {path}, {{"duration_from", "creation"}});
  const Imported scheduled_only("openb", {path}, {{"pending", "drop"}});
  std::vector<double> submits, lifetimes, waits;
  std::vector<Stay> stays, scheduled_stays;
  double last_deletion = 0, gpu_seconds = 0, scheduled_gpu_seconds = 0;
  for (const SeenJob& job : by_creation.jobs) {
    const double end = job.submit_s + job.duration_s;
    submits.push_back(job.submit_s);
    lifetimes.push_back(job.duration_s);
    stays.push_back({job.submit_s, end, static_cast<double>(job.shape.gpu_milli)});
    last_deletion = std::max(last_deletion, end);
    gpu_seconds += job.duration_s * job.shape.gpu_milli / 1000.0;
  }
  std::map<std::string, double> deletions;
  for (const SeenJob& job : by_creation.jobs) deletions[job.id] = job.submit_s + job.duration_s;
  for (const SeenJob& job : scheduled_only.jobs) {
    const double end = deletions.at(job.id);
    waits.push_back(end - job.duration_s - job.submit_s);
    scheduled_stays.push_back({end - job.duration_s, end, static_cast<double>(job.shape.gpu_milli)});
    scheduled_gpu_seconds += job.duration_s * job.shape.gpu_milli / 1000.0;
  }
  CHECK(submits.front() == stats.at("first_creation_s").get<double>());
  CHECK(submits.back() == stats.at("last_creation_s").get<double>());
  CHECK(last_deletion == stats.at("last_deletion_s").get<double>());
  check_distribution("interarrival", gaps(submits), stats.at("interarrival_s"));
  check_distribution("lifetime", lifetimes, stats.at("lifetime_s"));
  check_distribution("waits", waits, stats.at("sched_wait_s"));
  check_peak("created", stays, stats.at("peak_gpu_milli_created_to_deleted"));
  check_peak("scheduled", scheduled_stays, stats.at("peak_gpu_milli_scheduled_to_deleted"));
  CHECK(nearly(gpu_seconds / 3600, stats.at("gpu_hours_lifetime").get<double>()));
  CHECK(nearly(scheduled_gpu_seconds / 3600, stats.at("gpu_hours_from_scheduled").get<double>()));
  CHECK(by_creation.count("lifetime 0") + by_creation.count("negative lifetime taken as 0") ==
        stats.at("lifetime_nonpositive").get<std::uint64_t>());
  CHECK(scheduled_only.count("never scheduled") == stats.at("scheduled_time_missing").get<std::uint64_t>());
  CHECK(log.count("never scheduled: lives from creation to deletion") ==
        stats.at("scheduled_time_missing").get<std::uint64_t>());
  CHECK(log.count("created before the pod above: sorted by creation time") == stats.at("unsorted_pairs").get<std::uint64_t>());
}

}  // namespace

TEST_CASE("both pod lists match their published statistics") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  for (const std::string file : {"openb-2023/openb_pod_list_default.csv", "openb-2023/openb_pod_list_gpuspec33.csv"}) {
    CAPTURE(file);
    const nlohmann::json stats = trace_stats(file);
    const std::string path = shared("traces/" + file).string();
    const Imported log("openb", {path});
    REQUIRE(log.jobs.size() == stats.at("pods").get<std::size_t>());
    CHECK(log.result.ledger.count(LedgerAction::dropped) == 0);
    check_demands(log, stats);
    check_models(log, stats);
    check_times(path, log, stats);
  }
}

TEST_CASE("both node lists match their published statistics and make a cluster") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  for (const std::string file : {"openb-2023/openb_node_list_all_node.csv", "openb-2023/openb_node_list_gpu_node.csv"}) {
    CAPTURE(file);
    const nlohmann::json stats = trace_stats(file);
    const ImportResult result = import_files(
        "openb", {shared("traces/openb-2023/openb_pod_list_default.csv").string(), shared("traces/" + file).string()});
    std::vector<DeviceModel> catalog = result.device_models;
    catalog.push_back({"generic-cpu", DeviceKind::cpu, 0, {1, 1, 1}, "the default of pools"});
    const Cluster cluster(*result.cluster, catalog);
    CHECK(cluster.node_count() == stats.at("nodes").get<std::size_t>());
    CHECK(cluster.total_cpu_milli() == stats.at("cpu_milli").get<std::int64_t>());
    CHECK(cluster.total_memory_kib() == stats.at("memory_mib").get<std::int64_t>() * 1024);
    CHECK(cluster.total(DeviceKind::gpu) == stats.at("gpus").get<std::int64_t>());
    std::map<std::string, std::size_t> nodes, gpus;
    for (const Pool& pool : result.cluster->pools) {
      const std::string model = pool.devices.empty() ? "none" : pool.devices[0].model;
      const std::int32_t count = pool.devices.empty() ? 0 : pool.devices[0].count;
      nodes[model + "x" + std::to_string(count)] += pool.count;
      if (count > 0) gpus[model] += pool.count * static_cast<std::size_t>(count);
    }
    check_histogram("nodes", nodes, stats.at("nodes_by_model"));
    check_histogram("gpus", gpus, stats.at("gpus_by_model"));
  }
}

}  // namespace suanli::test
