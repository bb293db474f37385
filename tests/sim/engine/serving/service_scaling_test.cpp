// service_scaling_test.cpp -- replicas that come and go by a scripted scaler, under the limits of the service; worked by hand.
#include <doctest/doctest.h>

#include <map>

#include "sim/engine/serving/service_fleet.h"
#include "tests/support/service_case.h"

namespace suanli::test {
namespace {

// Wants what the script says from that second on.
class Scripted final : public ScalingPolicy {
 public:
  explicit Scripted(std::vector<std::pair<const double, std::uint32_t>> script) : script_(script.begin(), script.end()) {}
  std::uint32_t desired(const ScalingView& view) override {
    views.push_back(view);
    auto next = script_.upper_bound(in_s(view.now));
    return next == script_.begin() ? 1 : std::prev(next)->second;
  }
  std::vector<ScalingView> views;

 private:
  std::map<double, std::uint32_t> script_;
};

ServiceCase scaled(std::uint32_t replicas, std::uint32_t max) {
  ServiceCase each{.name = "s"};
  each.rules.scaling = {.replicas = replicas, .min = 1, .max = max, .interval = seconds(10), .boot = seconds(5)};
  return each;
}

ServiceLog serve_scripted(const ServiceCase& service, const Workload& workload, const Cluster& cluster, ScalingPolicy& scaler) {
  ServiceParts parts({service}, workload, cluster);
  parts.setups[0].scaling = &scaler;
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto scheduler = fcfs->make(params_of(*fcfs, {}), {1});
  const auto placer = first_fit->make(params_of(*first_fit, {}), {1});
  ServiceLog log(workload.request_count(), 1);
  Observer* observers[] = {&log};
  Engine engine(workload, cluster, *scheduler, *placer, {.check_invariants = true}, observers, parts.setups);
  log.outcome = engine.run();
  return log;
}

}  // namespace

// Asked at 10: three wanted, at most two more than... twice as many or four more: two started at 10, ready at 15. At 30 one is wanted: of the idle ones
// the youngest two go at once. The long request holds the run open.
TEST_CASE("replicas boot when wanted and go when not, idle ones at once") {
  const auto workload = requests_of({lasting(0, 50)});
  Scripted scaler({{10, 3}, {30, 1}});
  const ServiceLog log = serve_scripted(scaled(1, 8), *workload, cpu_nodes(4), scaler);
  const auto& replicas = log.replicas[0];
  REQUIRE(replicas.size() == 3);
  CHECK(replicas[1].started == 10);
  CHECK(replicas[1].ready == 15);
  CHECK(replicas[2].ready == 15);
  CHECK(replicas[1].draining == 30);
  CHECK(replicas[1].ended == 30);
  CHECK(replicas[2].ended == 30);
  CHECK(replicas[0].ended == -1);
  CHECK(in_s(log.outcome.end) == 50);
  REQUIRE(scaler.views.size() >= 3);
  CHECK(scaler.views[0].utilisation == 1);
  CHECK(scaler.views[0].arrived == 1);
  CHECK(scaler.views[1].ready == 3);
  CHECK(scaler.views[1].utilisation == doctest::Approx(1.0 / 3));
  CHECK(scaler.views[1].busy == 1);
}

// 20 wanted of one: the larger of 2 and 1 + 4 at 10, of 10 and 9 at 20, 20 at 30. Down by at most 3 an interval.
TEST_CASE("the number of replicas at most doubles or grows by four an interval, and shrinks as the rules let it") {
  const auto workload = requests_of({lasting(0, 100)});
  Scripted scaler({{10, 20}, {40, 2}});
  ServiceCase service = scaled(1, 20);
  service.rules.scaling.max_down = 3;
  const ServiceLog log = serve_scripted(service, *workload, cpu_nodes(30), scaler);
  std::map<double, int> started, ended;
  for (const auto& each : log.replicas[0]) {
    ++started[each.started];
    if (each.ended >= 0) ++ended[each.ended];
  }
  CHECK(started == std::map<double, int>{{0, 1}, {10, 4}, {20, 5}, {30, 10}});
  CHECK(ended == std::map<double, int>{{40, 3}, {50, 3}, {60, 3}, {70, 3}, {80, 3}, {90, 3}});
}

TEST_CASE("after a change the scaler's word does not count until the cooldown is over") {
  const auto workload = requests_of({lasting(0, 100)});
  Scripted scaler({{10, 2}, {20, 3}, {60, 1}});
  ServiceCase service = scaled(1, 20);
  service.rules.scaling.cooldown = seconds(25);
  const ServiceLog log = serve_scripted(service, *workload, cpu_nodes(30), scaler);
  REQUIRE(log.replicas[0].size() == 3);
  CHECK(log.replicas[0][1].started == 10);
  CHECK(log.replicas[0][2].started == 40);  // 20 and 30 are too soon
  CHECK(log.replicas[0][2].ended == 70);
}

// Two nodes, one taken by a job until 25: the second replica finds its place at 30.
TEST_CASE("a replica without a place is tried again each interval") {
  const auto workload = requests_of({lasting(0, 50)}, {cpu_job(1, 1, 24, 24)});
  Scripted scaler({{0, 1}, {10, 2}});
  const ServiceLog log = serve_scripted(scaled(1, 2), *workload, cpu_nodes(2), scaler);
  REQUIRE(log.replicas[0].size() == 2);
  CHECK(log.replicas[0][1].started == 30);
  CHECK(log.unplaced == 2);
}

// Both replicas have one of 30 s in work and one waiting. At 10 replica 1 (the younger, as many requests) must go within 8 s: at 18 its two begin
// anew at replica 0, behind the two there: 0-30, 30-60, 60-90, 90-120. A job takes the node at 18.
TEST_CASE("a replica that drains too long hands its requests back, and a job takes its node") {
  const auto workload = requests_of({lasting(0, 30), lasting(0, 30), lasting(0, 30), lasting(0, 30)}, {cpu_job(1, 1, 5, 5)});
  Scripted scaler({{0, 2}, {10, 1}});
  ServiceCase service = scaled(2, 2);
  service.rules.scaling.drain = seconds(8);
  const ServiceLog log = serve_scripted(service, *workload, cpu_nodes(2), scaler);
  CHECK(log.replicas[0][1].draining == 10);
  CHECK(log.replicas[0][1].ended == 18);
  CHECK(log.replicas[0][1].totals.busy == seconds(18));
  CHECK(log.job_starts == std::vector<double>{18});
  std::vector<double> ends;
  for (const auto& each : log.requests) ends.push_back(each.end);
  CHECK(ends == std::vector<double>{30, 90, 60, 120});
  CHECK(log.requests[1].as == std::vector<RoutedAs>{RoutedAs::first, RoutedAs::evicted});
}

// A booting replica goes before a ready one; it never was open.
TEST_CASE("replicas that are not ready yet go first") {
  const auto workload = requests_of({lasting(0, 60)});
  Scripted scaler({{10, 2}, {20, 1}});
  ServiceCase service = scaled(1, 2);
  service.rules.scaling.boot = seconds(30);
  const ServiceLog log = serve_scripted(service, *workload, cpu_nodes(2), scaler);
  REQUIRE(log.replicas[0].size() == 2);
  CHECK(log.replicas[0][1].ready == -1);
  CHECK(log.replicas[0][1].ended == 20);
  CHECK(log.replicas[0][0].ended == -1);
}

// To zero at 10 when the request is over, and back for the next, at once: it waits for the boot of 5 s, not for the scaler.
TEST_CASE("a service goes to zero and comes back with a request") {
  const auto workload = requests_of({lasting(0, 1), lasting(32, 1)});
  struct Idle final : ScalingPolicy {
    std::uint32_t desired(const ScalingView& view) override { return view.waiting + view.busy > 0 ? 1 : 0; }
  } scaler;
  ServiceCase service = scaled(1, 2);
  service.rules.scaling.min = 0;
  const ServiceLog log = serve_scripted(service, *workload, cpu_nodes(2), scaler);
  REQUIRE(log.replicas[0].size() == 2);
  CHECK(log.replicas[0][0].ended == 10);
  CHECK(log.replicas[0][1].started == 32);
  CHECK(log.requests[1].start == 37);
  CHECK(log.requests[1].end == 38);
}

// The job needs both nodes, the service keeps one: when only waiting is left the scaler is asked for one hour more.
TEST_CASE("a run in which something waits for ever ends") {
  const auto workload = requests_of({lasting(0, 1)}, {cpu_job(0, 2, 5, 5)});
  Scripted scaler(std::vector<std::pair<const double, std::uint32_t>>{});
  const ServiceLog log = serve_scripted(scaled(1, 1), *workload, cpu_nodes(2), scaler);
  CHECK(log.job_starts.empty());
  CHECK(in_s(log.outcome.end) == 1);
  CHECK(scaler.views.size() == 360);
}

// The hour counts from what came or ended last, here the job at 5,000 s: scalers are asked until 8,600 s.
TEST_CASE("a scaler is asked for an hour after the last arrival") {
  const auto workload = requests_of({lasting(0, 1)}, {cpu_job(5000, 2, 5, 5)});
  Scripted scaler(std::vector<std::pair<const double, std::uint32_t>>{});
  const ServiceLog log = serve_scripted(scaled(1, 1), *workload, cpu_nodes(2), scaler);
  CHECK(log.job_starts.empty());
  CHECK(scaler.views.size() == 860);
}

}  // namespace suanli::test
