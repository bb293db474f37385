// generate_test.cpp -- jobs come out as the spec says, the same everywhere, each field from its own stream.
#include "workloads/generate/generate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "tests/workloads/generate/spec_text.h"
#include "workloads/generate/job_draw.h"

using namespace suanli;
using namespace suanli::test;

namespace {

Duration seconds(double s) {
  return *to_duration(s);
}

const char* const mixed = R"({
  "jobs": 2000, "arrivals": {"law": "poisson", "rate_per_h": 60}, "tenants": [{"name": "x", "weight": 3}, "y"], "users_per_tenant": 3,
  "mix": [
    {"name": "a", "weight": 2, "cpus": {"law": "choice", "values": [1, 2, 4]},
     "duration_s": {"law": "lognormal", "median": 1200, "sigma": 1.8},
     "time_limit": {"factor": {"law": "uniform", "low": 1.2, "high": 5}, "round_up_to_s": 900}},
    {"name": "b", "gpus": {"law": "choice", "values": [0.25, 1, 8]}, "duration_s": {"law": "weibull", "scale": 600, "shape": 0.7}}]})";

// `mixed` with one text replaced.
std::string with(const std::string& from, const std::string& to) {
  std::string text = mixed;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("every minute one job: by hand") {
  const auto w = generated(one_kind(R"("duration_s": 90, "tasks": 2, "cpus": 1.5, "memory_gib": 0.5, "gpus": 0.25, "fpgas": 1,
      "priority": -3, "device_model": ["t4", "a10"], "zones": "here", "work_kind": "training", "reference_model": "t4",
      "deadline_factor": 3, "time_limit": {"factor": 1.5, "round_up_to_s": 60})", R"("jobs": 3)"));
  REQUIRE(w->job_count() == 3);
  const JobId job{1};
  CHECK(w->id_text(job) == "2");
  CHECK(w->submit[job] == SimTime(seconds(120)));
  CHECK(w->duration[job] == seconds(90));
  CHECK(w->time_limit[job] == seconds(180));  // 135 s, up to whole minutes
  CHECK(w->deadline_of(job) == SimTime(seconds(120 + 270)));
  CHECK(w->tasks[job] == 2);
  CHECK(w->priority[job] == -3);
  CHECK(w->work_kind_of(job) == WorkKind::training);
  CHECK(w->names.text(w->reference_model_of(job)) == "t4");
  const TaskShape& shape = w->shapes[w->shape[job]];
  CHECK(shape.cpu_milli == 1500);
  CHECK(shape.memory_kib == 512 * 1024);
  CHECK(shape.gpu_milli == 250);
  CHECK(shape.fpgas == 1);
  CHECK(shape.device_models.size() == 2);
  CHECK(shape.zones.size() == 1);
  CHECK(w->provenance.format == "generated");
  CHECK(w->provenance.content_hash == content_hash(*w));
}

TEST_CASE("what is left out is one task of one CPU without a limit") {
  const auto w = generated(one_kind(R"("duration_s": 90)"));
  const JobId job{0};
  CHECK(w->tasks[job] == 1);
  CHECK(w->shapes[w->shape[job]].cpu_milli == 1000);
  CHECK(w->shapes[w->shape[job]].gpu_milli == 0);
  CHECK_FALSE(w->has_time_limit(job));
  CHECK(w->deadline_of(job) == time_never);
}

TEST_CASE("a limit is never below the duration, unless it may kill") {
  CHECK(generated(one_kind(R"("duration_s": 90, "time_limit": {"factor": 0.5})"))->time_limit[JobId{0}] == seconds(90));
  CHECK(generated(one_kind(R"("duration_s": 90, "time_limit": {"factor": 0.5, "may_kill": true})"))->time_limit[JobId{0}] == seconds(45));
  CHECK(generated(one_kind(R"("duration_s": 90, "time_limit": {"value_s": 600})"))->time_limit[JobId{0}] == seconds(600));
  CHECK(generated(one_kind(R"("duration_s": 90, "time_limit": {"value_s": 30, "round_up_to_s": 60})"))->time_limit[JobId{0}] == seconds(120));
}

TEST_CASE("times are multiples of round_to_s, halves up") {
  const auto w = generated(one_kind(R"("duration_s": {"law": "choice", "values": [7.5]})", R"("jobs": 2, "round_to_s": 5)"));
  CHECK(w->duration[JobId{0}] == seconds(10));
  CHECK(w->submit[JobId{0}] == SimTime(seconds(60)));
  CHECK(rounded(7.4, seconds(5)) == seconds(5));
  CHECK(rounded(0.4, Duration(1)) == seconds(0.4));
  CHECK_FALSE(rounded(1e11, seconds(5)).has_value());
}

TEST_CASE("draws become whole numbers: shares stay shares, sizes are at least one") {
  const auto w = generated(one_kind(R"("duration_s": 1, "gpus": {"law": "loguniform", "low": 0.0001, "high": 8},
      "tasks": {"law": "exponential", "mean": 1})", R"("jobs": 2000)"));
  int shares = 0;
  for (const JobId job : IdRange<JobId>(w->job_count())) {
    const TaskShape& shape = w->shapes[w->shape[job]];
    REQUIRE(shape.gpu_milli >= 1);
    REQUIRE((shape.gpu_milli <= 1000 || shape.gpu_milli % 1000 == 0));
    REQUIRE(w->tasks[job] >= 1);
    shares += shape.shares_a_gpu() ? 1 : 0;
  }
  CHECK(shares > 1000);
}

TEST_CASE("until_s stops before the time, and the earlier of two ends wins") {
  CHECK(generated(one_kind(R"("duration_s": 1)", R"("until_s": 300)"))->job_count() == 4);  // 60, 120, 180, 240
  CHECK(generated(one_kind(R"("duration_s": 1)", R"("until_s": 300, "jobs": 2)"))->job_count() == 2);
  CHECK(generated(one_kind(R"("duration_s": 1)", R"("until_s": 300, "jobs": 200)"))->job_count() == 4);
}

TEST_CASE("a chain comes whole, each stage after the one before") {
  const auto w = generated(one_kind(R"("stages": [
      {"name": "in", "duration_s": 10}, {"name": "work", "duration_s": 20, "fpgas": 1}, {"name": "out", "duration_s": 30}])",
                                    R"("jobs": 4)"));
  REQUIRE(w->job_count() == 6);
  CHECK(w->depends_on(JobId{0}).empty());
  CHECK(w->depends_on(JobId{1})[0] == JobId{0});
  CHECK(w->depends_on(JobId{2})[0] == JobId{1});
  CHECK(w->depends_on(JobId{3}).empty());
  CHECK(w->submit[JobId{2}] == w->submit[JobId{0}]);
  CHECK(w->duration[JobId{4}] == seconds(20));
  CHECK(w->shapes[w->shape[JobId{4}]].fpgas == 1);
}

TEST_CASE("kinds, tenants and users come by their weights") {
  const auto w = generated(with("\"jobs\": 2000", "\"jobs\": 20000, \"user_skew\": 1"));
  std::map<std::string, double> users;
  double gpu_jobs = 0;
  for (const JobId job : IdRange<JobId>(w->job_count())) {
    users[w->users[w->user[job]]] += 1;
    gpu_jobs += w->shapes[w->shape[job]].gpu_milli > 0 ? 1 : 0;
  }
  const auto z = [](double count, double p) { return std::fabs(count - 20000 * p) / std::sqrt(20000 * p * (1 - p)); };
  CHECK(z(gpu_jobs, 1 / 3.0) <= 4);
  REQUIRE(users.size() == 6);
  // Users 1, 1/2, 1/3: shares 6/11, 3/11, 2/11 of their tenant.
  CHECK(z(users["x-u1"], 0.75 * 6 / 11) <= 4);
  CHECK(z(users["x-u2"], 0.75 * 3 / 11) <= 4);
  CHECK(z(users["y-u3"], 0.25 * 2 / 11) <= 4);
  CHECK(z(users["y-u3"], 0.25 * 3 / 11) > 4);
}

TEST_CASE("the same spec and seed give the same jobs, and another seed gives others") {
  const auto w = generated(mixed);
  CHECK(generated(mixed)->provenance.content_hash == w->provenance.content_hash);
  CHECK(generated(mixed, 2)->provenance.content_hash != w->provenance.content_hash);
  CHECK(generated(with("\"jobs\"", "\"seed\": 2, \"jobs\""), 1)->provenance.content_hash == generated(mixed, 2)->provenance.content_hash);
}

TEST_CASE("the order of fields in the spec does not matter") {
  const std::string swapped = with(R"("cpus": {"law": "choice", "values": [1, 2, 4]},
     "duration_s": {"law": "lognormal", "median": 1200, "sigma": 1.8})",
                                   R"("duration_s": {"sigma": 1.8, "law": "lognormal", "median": 1200},
     "cpus": {"values": [1, 2, 4], "law": "choice"})");
  CHECK(generated(swapped)->provenance.content_hash == generated(mixed)->provenance.content_hash);
}

TEST_CASE("a change of one law changes no other field") {
  const auto base = generated(mixed);
  const auto changed = generated(with(R"({"law": "lognormal", "median": 1200, "sigma": 1.8})", R"({"law": "exponential", "mean": 5})"));
  CHECK(changed->submit == base->submit);
  CHECK(changed->tenants == base->tenants);
  CHECK(changed->tenant == base->tenant);
  CHECK(changed->user == base->user);
  CHECK(changed->duration != base->duration);
  int unchanged = 0;
  for (const JobId job : IdRange<JobId>(base->job_count())) {
    REQUIRE(base->shapes[base->shape[job]].cpu_milli == changed->shapes[changed->shape[job]].cpu_milli);
    REQUIRE(base->shapes[base->shape[job]].gpu_milli == changed->shapes[changed->shape[job]].gpu_milli);
    if (base->shapes[base->shape[job]].gpu_milli > 0) {
      REQUIRE(base->duration[job] == changed->duration[job]);
      ++unchanged;
    }
  }
  CHECK(unchanged > 500);
  const auto slower = generated(with("\"rate_per_h\": 60", "\"rate_per_h\": 30"));
  CHECK(slower->submit != base->submit);
  CHECK(slower->duration == base->duration);
}

TEST_CASE("more jobs are the same jobs and then others") {
  const auto base = generated(mixed);
  const auto more = generated(with("\"jobs\": 2000", "\"jobs\": 3000"));
  for (const JobId job : IdRange<JobId>(base->job_count())) {
    REQUIRE(more->submit[job] == base->submit[job]);
    REQUIRE(more->duration[job] == base->duration[job]);
  }
}

TEST_CASE("a draw that does not fit is told with its place") {
  const auto told = [](const std::string& spec) {
    try {
      generated(spec);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  CHECK(told(one_kind(R"("duration_s": 1e10)")) == "/mix/0/duration_s: drew 10000000000.000000: a time past 292 years (bound the law by at_most)");
  CHECK(told(one_kind(R"("duration_s": 1, "tasks": 5e9)")).find("/mix/0/tasks: drew 5000000000.000000: more than the field can hold") == 0);
  CHECK(told(R"({"jobs": 100, "arrivals": {"law": "deterministic", "rate_per_h": 1e-6}, "mix": [{"name": "a", "duration_s": 1}]})") ==
        "arrivals run past 292 years (fewer jobs or a higher rate)");
  CHECK(generated(one_kind(R"("duration_s": {"law": "constant", "value": 1e10, "at_most": 60})"))->duration[JobId{0}] == seconds(60));
}

TEST_CASE("the list of generators names every law and preset with a summary") {
  std::map<std::string, int> families;
  for (const GeneratorInfo& info : list_generators()) {
    INFO(info.name);
    CHECK_FALSE(info.name.empty());
    CHECK_FALSE(info.summary.empty());
    ++families[std::string(info.family)];
  }
  CHECK(families["arrivals"] == 8);
  CHECK(families["values"] == 12);
  CHECK(families["presets"] == 6);
}

TEST_CASE("the jobs are the same on every machine, compiler and level of optimisation") {
  CHECK(generated(mixed)->provenance.content_hash == 0x4EC9DF94A9C754F3ULL);
  CHECK(generated(R"({"jobs": 1000, "round_to_s": 1, "arrivals": {"law": "diurnal", "rate_per_h": 60}, "mix": [
      {"name": "a", "duration_s": {"law": "pareto", "scale": 10, "shape": 1.1, "max": 1e6}},
      {"name": "b", "duration_s": {"law": "hyperexponential", "mean": 100, "scv": 9}, "tasks": {"law": "loguniform", "low": 1, "high": 64}}]})")
            ->provenance.content_hash == 0xD667EFC5F726B61EULL);
}
