// dynamic_test.cpp -- weights that follow response times: by hand, and to where they rest.
#include <doctest/doctest.h>

#include <queue>

#include "sim/base/random.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

// Two queues of exponential service, Poisson arrivals of rate 2.
class TwoQueues {
 public:
  TwoQueues(const std::string& pick, double period_s, std::uint64_t seed)
      : one_("dynamic", {{"pick", pick}, {"period_s", period_s}, {"gain", 0.1}}, seed), arrivals_(seed, "arrivals"), services_(seed, "services") {
    one_.set_replicas({1, 1});
    next_ = *one_.policy().next_period(time_zero);
  }

  struct Seen {
    double share = 0;  // of the second
    double mean_s = 0;
    std::array<double, 2> each_s{};
  };
  // Goes on for so many requests with these service rates.
  Seen run(int requests, double first, double second) {
    Seen seen;
    std::array<int, 2> count{};
    for (int i = 0; i < requests; ++i) {
      arrival_s_ += arrivals_.exponential(0.5);
      tell_until(arrival_s_);
      const std::uint32_t replica = one_.pick();
      const double start = std::max(arrival_s_, free_s_[replica]);
      free_s_[replica] = start + services_.exponential(1 / (replica == 0 ? first : second));
      ends_.push({free_s_[replica], replica, free_s_[replica] - arrival_s_});
      ++count[replica];
      seen.each_s[replica] += free_s_[replica] - arrival_s_;
    }
    seen.share = static_cast<double>(count[1]) / requests;
    seen.mean_s = (seen.each_s[0] + seen.each_s[1]) / requests;
    for (std::size_t i = 0; i < 2; ++i) seen.each_s[i] /= count[i];
    return seen;
  }

 private:
  struct End {
    double at;
    std::uint32_t replica;
    double took;
    bool operator<(const End& other) const { return at > other.at; }
  };

  void tell_until(double now) {
    while (true) {
      const double period = to_seconds(next_ - time_zero);
      if (!ends_.empty() && ends_.top().at <= std::min(period, now)) {
        const End end = ends_.top();
        ends_.pop();
        one_.policy().ended(one_, {}, static_cast<ReplicaId>(end.replica), ServedAs::completed, *to_duration(end.took));
      } else if (period <= now) {
        one_.policy().periodic(one_);
        next_ = *one_.policy().next_period(next_);
      } else {
        return;
      }
    }
  }

  BalancingCase one_;
  Stream arrivals_;
  Stream services_;
  SimTime next_;
  double arrival_s_ = 0;
  std::array<double, 2> free_s_{};
  std::priority_queue<End> ends_;
};

void end(BalancingCase& one, std::uint32_t replica, double after_s, ServedAs as = ServedAs::completed) {
  one.policy().ended(one, {}, static_cast<ReplicaId>(replica), as, *to_duration(after_s));
}

// Turns of so many picks.
std::vector<int> turns(BalancingCase& one, int picks) {
  std::vector<int> count(8, 0);
  for (int i = 0; i < picks; ++i) ++count[one.pick()];
  return count;
}

}  // namespace

// R_0 = 1 (three requests), R_1 = 9 (one), R = 12/4 = 3. Gain 0.5: w_0 = 1 + 0.5 (3 - 1)/3 = 1.333; w_1 = 1 - 0.5, as (3 - 9)/3 = -2 is clamped to
// -1. Replica 2 completed nothing: 1. Their sum 2.833 becomes 3: 1.412, 0.529, 1.059 in thousandths, of 3000.
TEST_CASE("dynamic: the control law by hand") {
  BalancingCase one("dynamic", {{"gain", 0.5}});
  one.set_replicas({1, 1, 1});
  CHECK(one.policy().next_period(time_zero) == time_zero + *to_duration(10.0));
  CHECK(one.policy().next_period(time_zero + *to_duration(10.0)) == time_zero + *to_duration(20.0));
  for (int i = 0; i < 3; ++i) end(one, 0, 1);
  end(one, 1, 9);
  end(one, 1, 400, ServedAs::abandoned);
  one.policy().periodic(one);
  const std::vector<int> count = turns(one, 3000);
  CHECK(count[0] == 1412);
  CHECK(count[1] == 529);
  CHECK(count[2] == 1059);
  // What was measured is of that period alone: nothing changes.
  one.policy().periodic(one);
  CHECK(turns(one, 3000)[0] == 1412);
}

// R_0 = 1, R_1 = 7, R = 4 (one each), gain 0.9: w_0 = 1 + 0.9 x 0.75 = 1.675, w_1 = 1 - 0.675 = 0.325; with floor 0.5: 0.5, sum 2.175: 1.540 and
// 0.460.
TEST_CASE("dynamic: no weight falls below the floor before they are scaled") {
  BalancingCase one("dynamic", {{"gain", 0.9}, {"floor", 0.5}});
  one.set_replicas({1, 1});
  end(one, 0, 1);
  end(one, 1, 7);
  one.policy().periodic(one);
  CHECK(turns(one, 2000)[0] == 1540);
}

// Rates 1 and 3: 0.5 and 1.5. A third of rate 2 comes: 1 beside them, mean 1.
TEST_CASE("dynamic: begins with the replicas' rates, and so do those that come later") {
  BalancingCase one("dynamic");
  one.set_replicas({1, 3});
  CHECK(turns(one, 2000)[1] == 1500);
  one.set_replicas({1, 3, 2});
  const std::vector<int> count = turns(one, 3000);
  CHECK(count[0] == 500);
  CHECK(count[1] == 1500);
  CHECK(count[2] == 1000);
}

// Share p of rate 2 to the second of mu = 1, 2: 1/(1 - 2 (1 - p)) = 1/(2 - 2 p) at p = 3/4; then both take 2 s.
TEST_CASE("dynamic: unlike replicas come to equal response times") {
  TwoQueues queues("random", 200, 3);
  queues.run(100000, 1, 2);
  const auto seen = queues.run(400000, 1, 2);
  CHECK(std::abs(seen.share - 0.75) < 0.02);
  CHECK(std::abs(seen.mean_s - 2) < 0.1);
}

// Two of mu = 2 at rate 1 each; then the second is half as fast, and has a quarter of the requests when times agree.
TEST_CASE("dynamic: equal replicas stay equal; one that slows down loses weight until response times agree") {
  TwoQueues queues("random", 200, 4);
  const auto equal = queues.run(400000, 2, 2);
  CHECK(std::abs(equal.share - 0.5) < 0.01);  // 2 % of a weight of 1
  queues.run(50000, 2, 1);
  const auto slowed = queues.run(400000, 2, 1);
  CHECK(std::abs(slowed.share - 0.25) < 0.02);
  CHECK(std::abs(slowed.each_s[0] / slowed.each_s[1] - 1) < 0.1);
}

}  // namespace suanli::test
