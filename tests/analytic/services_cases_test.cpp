// services_cases_test.cpp -- every published case is tested for services, or named here with the reason why it is not.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/support/reference_files.h"
#include "tests/support/shared.h"

namespace suanli::test {
namespace {

struct Named {
  const char* where;  // the test, or why there is none
  std::set<std::string> ids;
};

const Named named[] = {
    {"services_queueing_test.cpp",
     {"mm1", "mmc_2", "mmc_8", "mmc_64", "erlang_b_10", "erlang_b_8", "erlang_b_100", "mg1_pk_deterministic", "mg1_pk_erlang2", "mg1_pk_exponential",
      "mg1_pk_hyperexp_scv4", "mg1_ps", "mg1_priority_np", "mm1_sjf_np", "mm1k", "erlang_a", "kingman_bound"}},
    {"services_attempts_test.cpp; of fork_join_max the minimum, as a request has one copy and no parts to wait for",
     {"jackson_tandem", "jackson_feedback", "fork_join_max"}},
    {"services_balancing_test.cpp", {"round_robin_2", "round_robin_4", "round_robin_8", "jsq_2", "swrr"}},
    {"services_power_of_d_test.cpp; one choice at 0.9 and 0.95 is chance, tested over few replicas", {"power_of_d_0.70", "power_of_d_0.90", "power_of_d_0.95"}},
    {"services_scaling_test.cpp", {"mginf"}},
    {"no serving engine interrupts a request for a more important or a shorter one", {"mm1_priority_pr", "mm1_srpt"}},
    {"of failures and repairs, which services do not have yet", {"repairman", "mm1_breakdowns", "availability", "k_of_n", "mirror_mttdl"}},
    {"of training that writes checkpoints", {"young_daly", "young_daly_multiple"}},
    {"of jobs: gangs, lists of jobs, backfilling, shares of tenants",
     {"gang_fcfs_saturation", "graham_list", "lpt_tight", "mcnaughton", "mcnaughton_2", "uniform_machines_frac", "smith_wspt", "easy_hand", "easy_hand_2",
      "easy_vs_conservative", "maxmin", "drf"}},
    {"of the cost model", {"ring_allreduce", "pipeline_bubble", "amdahl"}},
    {"of metrics", {"energy_linear", "bounded_slowdown", "jain"}},
    {"linear programs",
     {"seed_lp_as_written", "seed_lp_D800", "seed_lp_D800_balance", "seed_lp_D800_balance_overall", "seed_lp_D800_order", "seed_lp_groups_order",
      "seed_lp_infeasible"}},
};

}  // namespace

TEST_CASE("services: every published case is tested or named with the reason why not") {
  SUANLI_NEEDS_SHARED("verification/analytic_cases.json");
  std::multiset<std::string> all;
  for (const Named& group : named) all.insert(group.ids.begin(), group.ids.end());
  const auto file = nlohmann::json::parse(read_whole(shared("verification/analytic_cases.json")));
  for (const auto& one : file["cases"]) {
    const auto id = one["id"].get<std::string>();
    CHECK_MESSAGE(all.count(id) == 1, id);
  }
  CHECK(all.size() == file["cases"].size());
}

}  // namespace suanli::test
