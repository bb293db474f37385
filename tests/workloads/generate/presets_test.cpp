// presets_test.cpp -- presets are whole, the same everywhere, and near the published statistics of what they resemble.
#include "workloads/generate/presets.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "tests/support/shared.h"
#include "tests/workloads/generate/spec_text.h"

using namespace suanli;
using namespace suanli::test;

namespace {

constexpr int jobs = 20'000;

using Field = std::function<double(const Workload&, JobId)>;

double duration_s(const Workload& w, JobId job) {
  return to_seconds(w.duration[job]);
}
double tasks(const Workload& w, JobId job) {
  return w.tasks[job];
}
double gpus(const Workload& w, JobId job) {
  return w.tasks[job] * (w.shapes[w.shape[job]].gpu_milli / 1000.0);
}
double gap_s(const Workload& w, JobId job) {
  const std::size_t i = index_of(job);
  return to_seconds(w.submit[job] - (i == 0 ? time_zero : w.submit[JobId(static_cast<std::uint32_t>(i - 1))]));
}

std::vector<double> sorted(const Workload& w, const Field& field) {
  std::vector<double> values;
  for (const JobId job : IdRange<JobId>(w.job_count())) values.push_back(field(w, job));
  std::sort(values.begin(), values.end());
  return values;
}

double quantile(const std::vector<double>& values, double q) {
  const double at = std::clamp(q, 0.0, 1.0) * static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(at)];
}

const nlohmann::json& statistics() {
  static const nlohmann::json all = nlohmann::json::parse(std::ifstream(shared("traces/STATS.json")));
  return all;
}

// How many published quantiles are missed. x_q must lie between the generated ones of q - d and q + d, with 6 % more for the presets'
// two significant digits; d is four standard errors of a share among the generated jobs, and a tenth of the way from q to the nearer end
// for the fit of the body.
int misses(const std::vector<double>& values, const nlohmann::json& published) {
  int count = 0;
  for (const auto& [text, x] : published.at("q").items()) {
    const double q = std::stod(text);
    if (q == 0 || q > 0.99) continue;
    const double d = 4 * std::sqrt(q * (1 - q) / jobs) + 0.1 * std::min(q, 1 - q);
    const double low = quantile(values, q - d) * 0.94;
    const double high = quantile(values, q + d) * 1.06;
    if (low <= x.get<double>() && x.get<double>() <= high) continue;
    MESSAGE("published ", x.get<double>(), " at ", q, ", generated ", low, " to ", high);
    ++count;
  }
  return count;
}

// The mean may be 25 % off: between two known quantiles of a heavy tail only the order of magnitude is known.
void check_near(const std::string& preset, const std::string& file, const std::string& key, const Field& field) {
  const auto w = generated(R"({"preset": ")" + preset + R"(", "jobs": )" + std::to_string(jobs) + "}");
  const auto values = sorted(*w, field);
  const nlohmann::json& published = statistics().at(file).at(key);
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  INFO(preset, " ", key, ": mean ", mean, " for ", published.at("mean").get<double>());
  CHECK(misses(values, published) == 0);
  CHECK(mean == doctest::Approx(published.at("mean").get<double>()).epsilon(0.25));
}

}  // namespace

TEST_CASE("every preset is a spec without problems, says why, and ends by a number of jobs or requests") {
  CHECK(preset_names() == std::vector<std::string>{"azure-conversation-like", "curie-like", "helios-like", "kth-like", "openb-like", "philly-like"});
  for (const std::string& name : preset_names()) {
    INFO(name);
    const auto preset = find_preset(name);
    REQUIRE(preset.has_value());
    CHECK(preset->at("why").get<std::string>().size() > 40);
    const GenerateSpec spec = spec_of(R"({"preset": ")" + name + "\"}");
    CHECK(spec.jobs.has_value() != spec.requests.count.has_value());
    const auto workload = generate(spec, 1);
    CHECK(workload->job_count() == spec.jobs.value_or(0));
    CHECK(workload->request_count() == spec.requests.count.value_or(0));
  }
  CHECK_FALSE(find_preset("nothing-like").has_value());
}

TEST_CASE("presets are the same on every machine, compiler and level of optimisation") {
  const std::map<std::string, std::uint64_t> golden{
      {"azure-conversation-like", 0x2DC0BC5C3DAEE5BFULL}, {"curie-like", 0xEAE457C78B6D4A16ULL}, {"helios-like", 0x8F8E610F5FB5FB9FULL}, {"kth-like", 0x114A6BF4BEEAB3A1ULL}, {"openb-like", 0x5D4DBBB7066EB474ULL}, {"philly-like", 0x86909FC4483037F1ULL}};
  for (const auto& preset : golden) {
    INFO(preset.first);
    CHECK(generated(R"({"preset": ")" + preset.first + "\"}")->provenance.content_hash == preset.second);
  }
}

TEST_CASE("a preset that is a quarter slower, or resembles something else, is caught") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const auto w = generated(R"({"preset": "kth-like", "rate_scale": 0.75, "jobs": 20000})");
  const nlohmann::json& kth = statistics().at("swf/kth_sp2.swf.gz");
  CHECK(misses(sorted(*w, gap_s), kth.at("interarrival_s")) > 0);
  CHECK(misses(sorted(*w, duration_s), kth.at("run_s")) == 0);
  CHECK(misses(sorted(*w, duration_s), statistics().at("philly-2017/philly.csv.gz").at("duration_s")) > 0);
}

TEST_CASE("azure-conversation-like is near Azure's conversation trace") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const auto w = generated(R"({"preset": "azure-conversation-like"})");
  const nlohmann::json& published = statistics().at("azure-llm-2023/AzureLLMInferenceTrace_conv.csv");
  const RequestColumns& requests = w->requests;
  std::map<std::string, std::vector<double>> values;
  SimTime before = time_zero;
  for (const RequestId each : IdRange<RequestId>(requests.size())) {
    values["interarrival_s"].push_back(to_seconds(requests.arrival[each] - before));
    values["prompt_tokens"].push_back(requests.prompt_tokens[each]);
    values["output_tokens"].push_back(requests.output_tokens[each]);
    before = requests.arrival[each];
  }
  for (auto& [key, items] : values) {
    CAPTURE(key);
    std::sort(items.begin(), items.end());
    CHECK(misses(items, published.at(key)) == 0);
    double mean = 0;
    for (const double item : items) mean += item / static_cast<double>(items.size());
    CHECK(mean == doctest::Approx(published.at(key).at("mean").get<double>()).epsilon(0.05));
  }
}

TEST_CASE("kth-like is near the KTH SP2 log") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const std::string file = "swf/kth_sp2.swf.gz";
  check_near("kth-like", file, "interarrival_s", gap_s);
  check_near("kth-like", file, "run_s", duration_s);
  check_near("kth-like", file, "procs_alloc", tasks);
}

TEST_CASE("curie-like is near the CEA Curie log") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const std::string file = "swf/CEA-Curie-2011-2.1-cln.swf.gz";
  check_near("curie-like", file, "interarrival_s", gap_s);
  check_near("curie-like", file, "run_s", duration_s);
  check_near("curie-like", file, "procs_alloc", tasks);
}

TEST_CASE("philly-like is near the Microsoft Philly trace, its GPU hours included") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const std::string file = "philly-2017/philly.csv.gz";
  check_near("philly-like", file, "interarrival_s", gap_s);
  check_near("philly-like", file, "duration_s", duration_s);
  check_near("philly-like", file, "gpus", gpus);
  const auto w = generated(R"({"preset": "philly-like", "jobs": 20000})");
  double gpu_hours = 0;
  for (const JobId job : IdRange<JobId>(w->job_count())) gpu_hours += gpus(*w, job) * duration_s(*w, job) / 3600;
  const nlohmann::json& published = statistics().at(file);
  const double per_job = published.at("gpu_hours").get<double>() / published.at("jobs").get<double>();
  CHECK(gpu_hours / jobs == doctest::Approx(per_job).epsilon(0.25));
}

TEST_CASE("helios-like is near the SenseTime Helios trace, its GPU hours included") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const std::string file = "helios-2020-cut15k/helios_data_training.csv";
  check_near("helios-like", file, "interarrival_s", gap_s);
  check_near("helios-like", file, "run_s", duration_s);
  check_near("helios-like", file, "gpus", gpus);
  const auto w = generated(R"({"preset": "helios-like", "jobs": 20000})");
  double gpu_hours = 0;
  for (const JobId job : IdRange<JobId>(w->job_count())) gpu_hours += gpus(*w, job) * duration_s(*w, job) / 3600;
  const nlohmann::json& published = statistics().at(file);
  CHECK(gpu_hours / jobs == doctest::Approx(published.at("gpu_hours").get<double>() / published.at("jobs").get<double>()).epsilon(0.25));
}

TEST_CASE("openb-like is near the Alibaba openb pods") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const std::string file = "openb-2023/openb_pod_list_default.csv";
  check_near("openb-like", file, "interarrival_s", gap_s);
  check_near("openb-like", file, "lifetime_s", duration_s);
  check_near("openb-like", file, "cpu_milli", [](const Workload& w, JobId job) { return static_cast<double>(w.shapes[w.shape[job]].cpu_milli); });
  const auto w = generated(R"({"preset": "openb-like", "jobs": 20000})");
  double shares = 0;
  double none = 0;
  for (const JobId job : IdRange<JobId>(w->job_count())) {
    const TaskShape& shape = w->shapes[w->shape[job]];
    shares += shape.shares_a_gpu() ? 1 : 0;
    none += shape.gpu_milli == 0 ? 1 : 0;
  }
  const nlohmann::json& published = statistics().at(file);
  const auto pods = published.at("pods").get<double>();
  CHECK(shares / jobs == doctest::Approx(published.at("fractional_pods").get<double>() / pods).epsilon(0.05));
  CHECK(none / jobs == doctest::Approx(published.at("num_gpu").at("0").get<double>() / pods).epsilon(0.08));
}
