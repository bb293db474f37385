// generate_spec_test.cpp -- specs are read with their defaults, and everything wrong in them is told at once.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/workloads/generate/spec_text.h"
#include "workloads/generate/presets.h"

using namespace suanli;
using namespace suanli::test;

namespace {

bool has_line(const std::string& all, const std::string& line) {
  return ("\n" + all).find("\n" + line + "\n") != std::string::npos;
}

// The spec has this one problem.
void check(const std::string& spec, const std::string& line) {
  const std::string told = problems_of(spec);
  INFO(spec, "\ntold:\n", told);
  CHECK(told == line + "\n");
}

}  // namespace

TEST_CASE("a small spec is read with its defaults") {
  const GenerateSpec spec = spec_of(one_kind(R"("duration_s": 60, "gpus": 0.5, "device_model": "t4", "zones": ["a", "b"])"));
  CHECK(spec.jobs == 5);
  CHECK_FALSE(spec.until.has_value());
  CHECK_FALSE(spec.seed.has_value());
  CHECK(spec.round_to == Duration(1));
  CHECK(spec.arrivals.law->description.name == "deterministic");
  REQUIRE(spec.mix.size() == 1);
  CHECK(spec.mix[0].weight == 1);
  REQUIRE(spec.mix[0].stages.size() == 1);
  const StageSpec& stage = spec.mix[0].stages[0];
  CHECK_FALSE(stage.tasks.has_value());
  CHECK(stage.gpus.has_value());
  CHECK(stage.device_models == std::vector<std::string>{"t4"});
  CHECK(stage.zones == std::vector<std::string>{"a", "b"});
}

TEST_CASE("what is wrong with the whole spec is told with its pointer") {
  check("[]", "must be an object");
  check(one_kind(R"("duration_s": 60)", R"("seed": 1)"), "when to stop is missing (give jobs or until_s)");
  check(R"({"jobs": 5, "mix": [{"name": "a", "duration_s": 1}]})", "/arrivals: missing");
  check(R"({"jobs": 5, "arrivals": {"law": "poisson", "rate_per_h": 1}})", "/mix: missing");
  check(R"({"jobs": 5, "arrivals": {"law": "poisson", "rate_per_h": 1}, "mix": []})", "/mix: must be a list that is not empty");
  check(R"({"jobs": 5, "arrivals": {"law": "poison", "rate_per_h": 1}, "mix": [{"name": "a", "duration_s": 1}]})",
        "/arrivals/law: unknown law \"poison\" (did you mean \"poisson\"?)");
  check(R"({"jobs": 5, "arrivals": {"law": "poisson", "rate_per_h": -3}, "mix": [{"name": "a", "duration_s": 1}]})",
        "/arrivals/rate_per_h: parameter \"rate_per_h\" must be from 1e-09 to 1e+12 (arrivals per hour on average, above 0)");
  check(R"({"jobs": 5, "arrivals": {"law": "poisson"}, "mix": [{"name": "a", "duration_s": 1}]})",
        "/arrivals/rate_per_h: missing (arrivals per hour on average, above 0)");
  check(R"({"jobs": 5, "arrivals": {"rate_per_h": 3}, "mix": [{"name": "a", "duration_s": 1}]})",
        "/arrivals/law: missing: which law?");
  check(R"({"jobs": 5, "arrivals": {"law": "batch", "rate_per_h": 3, "size": 2.5, "fixed": true}, "mix": [{"name": "a", "duration_s": 1}]})",
        "/arrivals/size: must be a whole number when batches are fixed");
  check(one_kind(R"("duration_s": 60)", R"("jobs": 0)"), "/jobs: must be from 1 to 1000000000");
  check(one_kind(R"("duration_s": 60)", R"("jobs": 1.5)"), "/jobs: must be a whole number");
  check(one_kind(R"("duration_s": 60)", R"("jobs": 5, "user_skew": 1)"), "/user_skew: has no meaning without tenants");
  check(one_kind(R"("duration_s": 60)", R"("jobs": 5, "tennants": ["a"])"), "/tennants: unknown key (did you mean \"tenants\"?)");
  check(one_kind(R"("duration_s": 60)", R"("jobs": 5, "tenants": [{"name": "a", "weight": 0}])"),
        "/tenants: all weights are 0: nothing could be drawn");
  check(one_kind(R"("duration_s": 60)", R"("jobs": 5, "tenants": ["a", "a"])"), "/tenants/1/name: given twice: \"a\"");
  check(one_kind(R"("duration_s": 60, "weight": 0)"), "/mix: all weights are 0: nothing could be drawn");
  check(one_kind(R"("duration_s": 60, "weight": -1)"), "/mix/0/weight: must be from 0 to 1e+12");
}

TEST_CASE("what is wrong with a law is told with its pointer") {
  check(one_kind(R"("cpus": 2)"), "/mix/0/duration_s: missing (either duration_s, or work or a list of works to draw from)");
  check(one_kind(R"("duration_s": "long")"),
        "/mix/0/duration_s: must be a number or a law (e.g. 3600 or {\"law\": \"exponential\", \"mean\": 3600})");
  check(one_kind(R"("duration_s": -1)"), "/mix/0/duration_s: must not be below 0");
  check(one_kind(R"("duration_s": {"law": "uniform", "low": -5, "high": 5})"), "/mix/0/duration_s: must not be below 0");
  check(one_kind(R"("duration_s": {"law": "uniform", "low": 5, "high": 1})"), "/mix/0/duration_s/high: must not be below low");
  check(one_kind(R"("duration_s": {"law": "uniform", "low": 5, "high": 9, "at_least": 3, "at_most": 2})"),
        "/mix/0/duration_s/at_most: must not be below at_least");
  check(one_kind(R"("duration_s": {"law": "lognormal", "sigma": 1})"),
        "/mix/0/duration_s/median: missing (half the values are below it)");
  check(one_kind(R"("duration_s": {"law": "lognormal", "median": 1, "sigma": 1, "sgima": 2})"),
        "/mix/0/duration_s/sgima: unknown key (did you mean \"sigma\"?)");
  check(one_kind(R"("duration_s": {"law": "zipf"})"),
        "/mix/0/duration_s/law: unknown law \"zipf\" (one of choice, constant, empirical, erlang, exponential, hyperexponential, "
        "lognormal, loguniform, pareto, quantiles, uniform, weibull)");
  check(one_kind(R"("duration_s": {"law": "choice", "values": [1, 2], "weights": [1]})"),
        "/mix/0/duration_s/weights: must be as many as the values");
  check(one_kind(R"("duration_s": {"law": "choice", "values": [1, 2], "weights": [0, 0]})"),
        "/mix/0/duration_s/weights: must not all be 0");
  check(one_kind(R"("duration_s": {"law": "choice", "values": []})"), "/mix/0/duration_s/values: must not be empty (the values)");
  check(one_kind(R"("duration_s": {"law": "choice"})"), "/mix/0/duration_s/values: missing (the values)");
  check(one_kind(R"("duration_s": {"law": "quantiles", "probabilities": [0, 0.5], "values": [1, 2]})"),
        "/mix/0/duration_s/probabilities: must rise from 0 to 1");
  check(one_kind(R"("duration_s": {"law": "quantiles", "probabilities": [0, 1], "values": [2, 1]})"),
        "/mix/0/duration_s/values: must not fall: a quantile grows with its probability");
}

TEST_CASE("what a field cannot hold is told with its pointer") {
  check(one_kind(R"("duration_s": 1, "gpus": 1.5)"), "/mix/0/gpus: must be a share below 1 or a whole number");
  check(one_kind(R"("duration_s": 1, "gpus": {"law": "choice", "values": [0.5, 1, 2.25]})"),
        "/mix/0/gpus: must be a share below 1 or a whole number");
  check(one_kind(R"("duration_s": 1, "tasks": 0)"), "/mix/0/tasks: must be a whole number from 1");
  check(one_kind(R"("duration_s": 1, "fpgas": 0.5)"), "/mix/0/fpgas: must be a whole number from 0");
  check(one_kind(R"("duration_s": 1, "priority": 0.5)"), "/mix/0/priority: must be a whole number");
  check(one_kind(R"("duration_s": 1, "zones": [1])"), "/mix/0/zones: must be a text or a list of texts");
  check(one_kind(R"("duration_s": 1, "work_kind": "sleep")"),
        "/mix/0/work_kind: unknown work \"sleep\" (one of batch, training, inference)");
  check(one_kind(R"("duration_s": 1, "time_limit": {"factor": 2, "value_s": 5})"),
        "/mix/0/time_limit: must have either factor or value_s (factor is of the duration, value_s in seconds)");
  check(one_kind(R"("duration_s": 1, "time_limit": 5)"), "/mix/0/time_limit: must be an object");
  check(one_kind(R"("stages": [{"name": "x", "duration_s": 1}, {"name": "x", "duration_s": 1}])"),
        "/mix/0/stages/1/name: given twice: \"x\"");
  check(one_kind(R"("stages": [{"name": "x", "duration_s": 1}], "cpus": 2)"), "/mix/0/cpus: unknown key");
  check(R"({"preset": "phily-like"})", "/preset: unknown preset \"phily-like\" (did you mean \"philly-like\"?)");
}

TEST_CASE("all problems come at once, pointers escaped and under the base") {
  std::vector<Problem> problems;
  parse_generate_spec(nlohmann::json::parse(R"({"jobs": 0, "a/b": 1, "arrivals": {"law": "poisson", "rate_per_h": 0}, "mix": [{}]})"),
                      "/workload/generate", ".", problems);
  const std::string told = texts(problems);
  INFO(told);
  CHECK(problems.size() == 5);
  CHECK(has_line(told, "/workload/generate/jobs: must be from 1 to 1000000000"));
  CHECK(has_line(told, "/workload/generate/a~1b: unknown key"));
  CHECK(has_line(told, "/workload/generate/mix/0/name: missing"));
  CHECK(has_line(told, "/workload/generate/mix/0/duration_s: missing (either duration_s, or work or a list of works to draw from)"));
}

TEST_CASE("lists of numbers may come from a file beside the spec") {
  const auto folder = std::filesystem::temp_directory_path() / "suanli_generate_spec_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "good.txt", std::ios::binary) << "# seconds\n60\r\n\n120.5 # two\n";
  std::ofstream(folder / "bad.txt") << "60\nsixty\n";
  const auto with = [](const std::string& file) {
    return one_kind(R"("duration_s": {"law": "empirical", "values": ")" + file + "\"}");
  };
  std::vector<Problem> problems;
  const auto spec = parse_generate_spec(nlohmann::json::parse(with("good.txt")), "", folder.string(), problems);
  CHECK(problems.empty());
  CHECK(spec.mix.at(0).stages.at(0).duration_s->input.list("values") == std::vector<double>{60, 120.5});
  CHECK(problems_of(with("bad.txt"), folder.string()).find("bad.txt:2: not a number (one number per line)") != std::string::npos);
  CHECK(problems_of(with("none.txt"), folder.string()).find("/mix/0/duration_s/values: cannot read the file ") == 0);
  std::filesystem::remove_all(folder);
}

TEST_CASE("a preset is the ground on which the spec's own keys stand") {
  const GenerateSpec preset = spec_of(R"({"preset": "kth-like"})");
  CHECK(preset.preset == "kth-like");
  CHECK(preset.jobs == 5000);
  const GenerateSpec changed = spec_of(R"({"preset": "kth-like", "until_s": 86400, "rate_scale": 2, "tenants": ["only"]})");
  CHECK_FALSE(changed.jobs.has_value());
  CHECK(changed.until == std::chrono::hours(24));
  CHECK(changed.tenants.size() == 1);
  CHECK(changed.arrivals.input.rate_scale == 2);
  CHECK(changed.mix.size() == preset.mix.size());
}
