// work_test.cpp -- jobs that describe their work run as long as their steps take on the place they get.
#include <doctest/doctest.h>

#include "scenarios/catalog.h"
#include "sim/report/metrics.h"
#include "tests/support/work_case.h"

using namespace suanli;
using namespace suanli::test;

namespace {

// One node with four devices that nothing else limits.
const std::string one_node = R"({"name": "n", "count": 1, "cpus": 64, "network_gb_per_s": 50, "devices": [{"model": "toy", "count": 4}]})";
// Two tasks of three CPUs do not fit on one node.
const std::string narrow_nodes = R"({"name": "n", "count": 4, "cpus": 4, "network_gb_per_s": 50, "devices": [{"model": "toy", "count": 2}]})";

std::string job(const std::string& id, const std::string& demand, const std::string& work) {
  return R"({"id": ")" + id + R"(", "submit_s": 0, )" + demand + R"(, "work": )" + work + "}";
}

std::string problems_of(const std::string& scenario, const std::string& jobs) {
  try {
    const WorkRun run(scenario, jobs);
  } catch (const InputError& error) {
    std::string text;
    for (const Problem& problem : error.problems()) text += problem.text() + '\n';
    return text;
  }
  return {};
}

}  // namespace

TEST_CASE("ten steps of a network on one device") {
  // A step of 100 samples: 100 x 3e12 operations at 1e14 a second are 3 s; no parameters, no exchange. Ten of them: 30 s.
  const WorkRun run(work_scenario(one_node), job("a", R"("gpus": 1)", R"({"model": "toy-net", "steps": 10, "batch": 100})"));
  CHECK(run.run_s("a") == 30);
  CHECK(run.estimate("a")[WorkPhase::forward] == 1);
  CHECK(run.estimate("a")[WorkPhase::backward] == 2);
}

TEST_CASE("four devices take a quarter of the batch each") {
  const WorkRun run(work_scenario(one_node), job("a", R"("tasks": 4, "gpus": 1)", R"({"model": "toy-net", "steps": 10, "batch": 100})"));
  CHECK(run.run_s("a") == doctest::Approx(7.5).epsilon(1e-4));
}

TEST_CASE("a gang over two nodes is slower than on one, by the network it shares") {
  // Two devices, 50 samples each: 1.5 s, 1 s of them backward. 50e9 parameters in 16 bits are 1e11 bytes; a ring of two moves each once.
  // In a node at 100 GB/s: 1 s, hidden but for 2 %. Between nodes each has half of 50 GB/s, of which collectives reach 48 %: 12 GB/s, 8.3333 s,
  // of which 1 s is hidden: 7.3533 s show. The update streams 26 bytes a parameter at 1e15 B/s: 1.3 ms. Two nodes wait for the slower: 1.35 %.
  const std::string work = R"({"model": "toy-big", "steps": 1, "batch": 100})";
  const WorkRun together(work_scenario(one_node), job("a", R"("tasks": 2, "gpus": 1)", work));
  CHECK(together.run_s("a") == doctest::Approx(1.5 + 0.02 + 0.0013).epsilon(1e-4));
  const WorkRun apart(work_scenario(narrow_nodes), job("a", R"("tasks": 2, "gpus": 1, "cpus": 3)", work));
  CHECK(apart.run_s("a") == doctest::Approx((1.5 + 7.3533 + 0.0013) * 1.0135).epsilon(1e-4));
}

TEST_CASE("parameter servers are as slow as the slowest of workers and servers") {
  // Two workers on two nodes of 50 GB/s; of a worker's half 95 % is reached: 23.75 GB/s, of a server's whole 47.5. Each worker pushes and
  // pulls 1e11 bytes: 2e11 / 23.75e9 = 8.4211 s; one server carries 4e11: 8.4211 s too, two servers 4.2105. Shown: less 1 s and 2 % of it.
  const auto seconds = [](const char* servers) {
    const std::string work = R"({"model": "toy-big", "steps": 1, "batch": 100, "exchange": "parameter_server", "servers": )" + std::string(servers) + "}";
    const WorkRun run(work_scenario(narrow_nodes), job("a", R"("tasks": 2, "gpus": 1, "cpus": 3)", work));
    CHECK(run.estimate("a")[WorkPhase::dp_exposed] == 0);
    return run.run_s("a");
  };
  CHECK(seconds("1") == doctest::Approx((1.5 + 0.0013 + 8.4211 - 1 + 0.02) * 1.0135).epsilon(1e-4));
  CHECK(seconds("2") == seconds("1"));  // the workers are the limit
}

TEST_CASE("a bag of tasks runs in whole rounds") {
  // 10 tasks on 4 devices: 3 rounds. On 2 x 3 CPUs: 2 rounds. 1e14 operations at 1e14 a second: 1 s a task.
  const WorkRun run(work_scenario(R"({"name": "n", "count": 2, "cpus": 64, "devices": [{"model": "toy", "count": 4}]})"),
                    job("a", R"("tasks": 4, "gpus": 1)", R"({"tasks": 10, "task_s": 7})") + "," +
                        job("b", R"("tasks": 2, "cpus": 3)", R"({"tasks": 10, "task_s": 5})") + "," +
                        job("c", R"("tasks": 4, "gpus": 1)", R"({"tasks": 10, "task_flops": 1e14})"));
  CHECK(run.run_s("a") == 21);
  CHECK(run.run_s("b") == 10);
  CHECK(run.run_s("c") == 3);
}

TEST_CASE("a pipeline fills once and then goes at the pace of its slowest device") {
  // Stages of 1, 2 and 3 s, 10 items. Three devices: 6 + 9 x 3 = 33. One: 10 x 6 = 60. Six are two pipelines of 5 items: 6 + 4 x 3 = 18.
  const std::string work = R"({"stages": [{"item_s": 1}, {"item_s": 2}, {"item_s": 3}], "items": 10})";
  const WorkRun run(work_scenario(R"({"name": "n", "count": 2, "cpus": 64, "devices": [{"model": "toy", "count": 8}]})"),
                    job("one", R"("gpus": 1)", work) + "," + job("three", R"("gpus": 3)", work) + "," + job("six", R"("tasks": 2, "gpus": 3)", work));
  CHECK(run.run_s("one") == 60);
  CHECK(run.run_s("three") == 33);
  CHECK(run.run_s("six") == 18);
}

TEST_CASE("kernels on too few FPGAs are loaded one after the other") {
  // 1e8 items, one a cycle of 100 MHz: 1 s and 100 cycles a kernel; loading takes 1 s. Two devices: 1 + 2e-6 + 1 s. One: twice 1 + 1 s.
  const std::string work = R"({"stages": [{"clock_mhz": 100, "depth": 100}, {"clock_mhz": 100, "depth": 100}], "items": 100000000})";
  const WorkRun run(work_scenario(R"({"name": "n", "count": 2, "cpus": 64, "devices": [{"model": "toy-fpga", "count": 2}]})"),
                    job("two", R"("fpgas": 2)", work) + "," + job("one", R"("fpgas": 1)", work));
  CHECK(run.run_s("two") == doctest::Approx(2.000002).epsilon(1e-7));
  CHECK(run.run_s("one") == doctest::Approx(4.000002).epsilon(1e-7));
  CHECK(run.estimate("one")[WorkPhase::reconfigure] == 2);
}

TEST_CASE("a given plan of a language model takes what the training formula says") {
  const std::string pool = R"({"name": "n", "count": 2, "cpus": 64, "network_gb_per_s": 200, "devices": [{"model": "a100-sxm-80gb", "count": 8}]})";
  const std::string work =
      R"({"model": "megatron-1.7b", "steps": 10, "batch": 64, "plan": {"tp": 2, "pp": 2, "dp": 2, "microbatch": 4, "recompute": "full", "zero": 0, "interleave": 1, "sequence_parallel": false}})";
  const WorkRun run(work_scenario(pool), job("a", R"("gpus": 8)", work));
  ParallelPlan plan{.devices = 8, .batch = 64, .tp = 2, .pp = 2, .dp = 2, .microbatch = 4, .recompute = Recompute::full};
  plan.fused_attention = plan.scatter_gather = plan.overlap_tp = plan.overlap_dp = plan.overlap_pp = true;
  const Fabric fabric = fabric_between("a100-sxm-80gb", "hdr-8");
  const StepCost cost = training_step(model_shape("megatron-1.7b"), device_rates("a100-sxm-80gb"), fabric, plan);
  REQUIRE(cost.feasible);
  CHECK(run.estimate("a").step_s == cost.step_s);
  CHECK(run.run_s("a") == doctest::Approx(10 * cost.step_s).epsilon(1e-9));
  double sum = 0;
  for (const double part : run.estimate("a").phase_s) sum += part;
  CHECK(sum == doctest::Approx(cost.step_s).epsilon(1e-12));
}

TEST_CASE("a model that fits nowhere is rejected with what is missing, one that fits one pool waits for it") {
  // 174.6e9 parameters under tp 8: 16 bytes each are 349.2e9 bytes on a device of 80e9: 250.7 GiB are missing, and the activations.
  const std::string pools = R"({"name": "n", "count": 1, "cpus": 64, "network_gb_per_s": 200, "devices": [{"model": "a100-sxm-80gb", "count": 8}]},
                               {"name": "t", "count": 1, "cpus": 64, "network_gb_per_s": 200, "devices": [{"model": "t4", "count": 8}]})";
  const std::string plan = R"("plan": {"tp": 8, "pp": 1, "dp": 1, "microbatch": 1, "recompute": "full", "zero": 0, "interleave": 1, "sequence_parallel": true})";
  const WorkRun run(work_scenario(pools), job("big", R"("gpus": 8)", R"({"model": "gpt3-175b", "steps": 1, "batch": 8, )" + plan + "}") + "," +
                                              job("fits", R"("gpus": 8)", R"({"model": "megatron-18b", "steps": 1, "batch": 8, )" + plan + "}") + "," +
                                              job("again", R"("gpus": 8)", R"({"model": "megatron-18b", "steps": 1, "batch": 8, )" + plan + "}"));
  CHECK(run.status("big") == JobStatus::rejected);
  CHECK(run.result->jobs.reject_reason[run.job("big")] == RejectReason::no_plan);
  const StepEstimate* why = run.result->estimate_table->refusal(run.experiment->workload->shape[run.job("big")]);
  REQUIRE(why != nullptr);
  CHECK(why->reason == Infeasible::memory);
  CHECK(why->missing_bytes / bytes_per_gib > 250.7);
  CHECK(why->missing_bytes / bytes_per_gib < 260);
  CHECK(run.status("fits") == JobStatus::completed);
  CHECK(run.status("again") == JobStatus::completed);  // first by its id; the other waits, for the second pool is too small
  CHECK(run.experiment->cluster.node_name(run.result->jobs.placement(run.job("fits")).front().node) == "n");
  CHECK(run.result->jobs.start[run.job("fits")] == run.result->jobs.end[run.job("again")]);
}

TEST_CASE("more network never makes a gang slower") {
  double last = 1e300;
  for (const char* network : {"5", "20", "50", "200", "800"}) {
    const std::string pool = R"({"name": "n", "count": 4, "cpus": 4, "devices": [{"model": "toy", "count": 2}], "network_gb_per_s": )" + std::string(network) + "}";
    const WorkRun run(work_scenario(pool), job("a", R"("tasks": 4, "gpus": 1, "cpus": 3)", R"({"model": "toy-big", "steps": 3, "batch": 100})"));
    CHECK(run.run_s("a") <= last);
    last = run.run_s("a");
  }
}

TEST_CASE("pools that differ in their network alone are told apart") {
  const std::string slow = R"({"name": "slow", "count": 2, "cpus": 4, "network_gb_per_s": 5, "devices": [{"model": "toy", "count": 2}]})";
  const std::string fast = R"({"name": "fast", "count": 2, "cpus": 4, "network_gb_per_s": 50, "devices": [{"model": "toy", "count": 2}]})";
  const std::string work = R"({"model": "toy-big", "steps": 1, "batch": 100})";
  const WorkRun run(work_scenario(slow + "," + fast), job("a", R"("tasks": 2, "gpus": 1, "cpus": 3)", work) + "," + job("b", R"("tasks": 2, "gpus": 1, "cpus": 3)", work));
  CHECK(run.run_s("a") > 2 * run.run_s("b"));
}

TEST_CASE("all that is wrong with described work is told before anything runs") {
  const std::string bad = problems_of(work_scenario(R"({"name": "n", "count": 2, "cpus": 64, "devices": [{"model": "p100", "count": 8}]})"),
                                      job("a", R"("gpus": 8)", R"({"model": "llama3-71b", "steps": 1, "batch": 8})") + "," +
                                          job("b", R"("gpus": 1)", R"({"model": "toy-net", "steps": 1, "batch": 8})") + "," +
                                          job("c", R"("tasks": 2, "gpus": 1)", R"({"stages": [{"item_s": 1, "output_bytes": 5}], "items": 3})"));
  CHECK(bad.find("/jobs/a/work/model: unknown model \"llama3-71b\" (did you mean \"llama3-70b\"?)") != std::string::npos);
  CHECK(bad.find("/jobs/b/work: may run on devices without rates only: \"p100\"") != std::string::npos);
  CHECK(bad.find("/cluster/pools/0/network_gb_per_s: is needed") != std::string::npos);
}

TEST_CASE("metrics of described work are there when there is some") {
  const WorkRun run(work_scenario(one_node), job("a", R"("gpus": 1)", R"({"model": "toy-net", "steps": 10, "batch": 100})"));
  const auto rows = compute_metrics(*run.result, *run.experiment->workload, run.experiment->cluster);
  CHECK(find_metric(rows, "step_s.mean")->number() == 3);
  CHECK(find_metric(rows, "model_flop_utilisation.share")->number() == doctest::Approx(1));
  CHECK(find_metric(rows, "exposed_share.share")->number() == 0);
}
