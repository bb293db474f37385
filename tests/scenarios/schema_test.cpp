// schema_test.cpp -- the schemas are schemas, take what the reader takes and refuse what it refuses.
#include "scenarios/schema.h"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "scenarios/read_scenario.h"
#include "scenarios/sweep/manifest.h"
#include "scenarios/write_scenario.h"

using namespace suanli;
namespace fs = std::filesystem;

namespace {

const fs::path source_dir = SUANLI_SOURCE_DIR;
const fs::path corpus = source_dir / "tests/corpus/scenarios";

enum class Kind { scenario, sweep, plan };

std::vector<fs::path> shipped(Kind kind) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(source_dir / "scenarios")) {
    if (entry.path().extension() != ".json") continue;
    const nlohmann::json root = read_json(entry.path().string()).root;
    const Kind of = root.contains("base") ? Kind::sweep : root.contains("model") ? Kind::plan : Kind::scenario;
    if (of == kind) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class Workplace {
 public:
  Workplace() : path_(fs::temp_directory_path() / ("suanli_schema_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Workplace() {
    fs::remove_all(path_);
  }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

// Exit status of the checker; 77 when there is no validator on this machine.
int checked(const fs::path& schema, const std::string& want, const std::vector<fs::path>& documents) {
  std::string command = "python3 '" + (source_dir / "tests/scenarios/schema_check.py").string() + "' '" + schema.string() + "' " + want;
  for (const fs::path& document : documents) command += " '" + document.string() + "'";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("shipped scenarios and their effective forms are read and fit the schema") {
  const Workplace place;
  const fs::path schema = place.write("scenario.schema.json", schema_text("scenario"));
  std::vector<fs::path> documents = shipped(Kind::scenario);
  CHECK(documents.size() >= 4);
  for (const fs::path& path : shipped(Kind::scenario)) {
    const ScenarioFile file = read_scenario(path.string());
    CHECK(file.notes.empty());
    CHECK(!file.scenario.why.empty());
    CHECK(file.scenario.name == path.stem());
    documents.push_back(place.write(path.filename().string(), write_scenario(file.scenario)));
  }
  const int status = checked(schema, "valid", documents);
  if (status == 77) return;
  CHECK(status == 0);
}

TEST_CASE("shipped sweeps and their complete forms are read and fit the schema") {
  const Workplace place;
  const fs::path schema = place.write("sweep.schema.json", schema_text("sweep"));
  std::vector<fs::path> documents = shipped(Kind::sweep);
  CHECK(!documents.empty());
  for (const fs::path& path : shipped(Kind::sweep)) {
    const SweepPlan plan(read_sweep(path.string()));
    CHECK(plan.notes().empty());
    CHECK(!plan.sweep().why.empty());
    CHECK(plan.sweep().name == path.stem());
    const auto manifest = nlohmann::json::parse(write_manifest(manifest_of(plan, "0", {})));
    documents.push_back(place.write(path.filename().string(), manifest.at("sweep").dump()));
  }
  const int status = checked(schema, "valid", documents);
  if (status == 77) return;
  CHECK(status == 0);
  CHECK(checked(schema, "invalid", {place.write("wrong.json", R"({"base": "x.json", "axes": {"/a": []}, "combine": "sum"})")}) == 0);
}

TEST_CASE("the plan schema takes the plan files that come with the program and refuses what no plan may hold") {
  const Workplace place;
  const fs::path schema = place.write("plan.schema.json", schema_text("plan"));
  const int taken = checked(schema, "valid", shipped(Kind::plan));
  if (taken == 77) return;
  CHECK(taken == 0);
  const std::string devices = R"("devices": {"model": "t4", "count": 8})";
  CHECK(checked(schema, "invalid", {place.write("no-model.json", "{" + devices + R"(, "batch": 8})"),
                                    place.write("unknown.json", R"({"model": "gpt3-13b", )" + devices + R"(, "batch": 8, "plan": {"tpp": 1}})"),
                                    place.write("zero.json", R"({"model": "gpt3-13b", )" + devices + R"(, "batch": 8, "plan": {"zero": 4}})")}) == 0);
}

TEST_CASE("the schema refuses what the tables refuse") {
  const Workplace place;
  const fs::path schema = place.write("scenario.schema.json", schema_text("scenario"));
  std::vector<fs::path> documents;
  for (const char* name : {"unknown_keys", "wrong_types", "missing", "numbers", "parameters", "speeds", "services", "measure", "not_an_object"}) {
    documents.push_back(corpus / (std::string(name) + ".json"));
  }
  const int status = checked(schema, "invalid", documents);
  if (status == 77) return;
  CHECK(status == 0);
}

TEST_CASE("services fit the schema, and so does their effective form; a mistake of any kind does not") {
  const Workplace place;
  const fs::path schema = place.write("scenario.schema.json", schema_text("scenario"));
  const auto scenario = [](const std::string& services) {
    return R"({"cluster": {"pools": [{"name": "h", "cpus": 96, "memory_gib": 512, "devices": [{"model": "h100-sxm-80gb", "count": 8}]}]},
               "workload": {"generate": {"preset": "philly-like", "jobs": 3}}, "services": )" + services + "}";
  };
  const std::vector<std::string> well{
      "[]", R"([{"name": "a", "demand": {}}])", R"([{"name": "a", "demand": {"gpus": 8}, "model": "llama2-70b", "balancing": "random", "scaling": "queue_length"}])",
      R"([{"name": "a", "demand": {"gpus": 1}, "work": "resnet-50", "serving": {"name": "static_batching", "max_batch": 16}, "weights": {"h": 2}}])",
      R"([{"name": "a", "demand": {"gpus": 0.5}, "replicas": 2, "scaling": {"name": "target_utilisation", "target": 0.5, "min": 1, "max": 9, "boot_s": 3}}])",
      R"([{"name": "a", "demand": {"gpus": 1}, "model": {"layers": 2, "hidden": 64, "heads": 2, "vocab": 100}, "slo": {"ttft_s": 1, "tiers": [{"priority": 2}]}}])",
      R"([{"name": "a", "demand": {"cpus": 2}, "steps": {"prefill_s": 1, "decode_s": 1}, "hedge": {"after_s": 1, "until": "first_token"}, "retry": {"retries": 2}}])"};
  std::vector<fs::path> documents;
  for (std::size_t i = 0; i < well.size(); ++i) {
    documents.push_back(place.write("well" + std::to_string(i) + ".json", scenario(well[i])));
    documents.push_back(place.write("effective" + std::to_string(i) + ".json", write_scenario(read_scenario(documents.back().string()).scenario)));
  }
  const int status = checked(schema, "valid", documents);
  if (status == 77) return;
  CHECK(status == 0);
  const std::vector<std::string> wrong{
      R"({"name": "a"})", R"([{"demand": {}}])", R"([{"name": "a", "demand": {}, "replicas": -1}])", R"([{"name": "a", "demand": {"gpu": 1}}])",
      R"([{"name": "a", "demand": {}, "balancing": "nearest"}])", R"([{"name": "a", "demand": {}, "serving": {"name": "fifo_slots", "slot": 1}}])",
      R"([{"name": "a", "demand": {}, "scaling": {"name": "fixed", "maximum": 1}}])", R"([{"name": "a", "demand": {}, "scaling": {"name": "fixed", "max": 0}}])",
      R"([{"name": "a", "demand": {}, "weights": {"h": 0}}])", R"([{"name": "a", "demand": {}, "slo": {"tiers": [{}]}}])",
      R"([{"name": "a", "demand": {}, "hedge": {"until": "now"}}])", R"([{"name": "a", "demand": {"gpus": 1}, "model": {"layers": 2}}])",
      R"([{"name": "a", "demand": {}, "steps": {"prefill_s": 1}}])", R"([{"name": "a", "demand": {}, "gateway": {"burst": 0}}])"};
  std::vector<fs::path> refused;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    refused.push_back(place.write("wrong" + std::to_string(i) + ".json", scenario(wrong[i])));
    CHECK_THROWS_AS(read_scenario(refused.back().string()), InputError);
  }
  CHECK(checked(schema, "invalid", refused) == 0);
}

TEST_CASE("traces fit the schema of traces, broken ones do not") {
  const Workplace place;
  const fs::path schema = place.write("trace.schema.json", schema_text("trace"));
  const fs::path broken = place.write("broken.json", R"({"format": "suanli-trace", "version": 1, "jobs": [{"id": 1, "submit": 0}]})");
  const std::string start = R"({"format": "suanli-trace", "version": 1, "requests": [{"id": "r", )";
  const fs::path requests = place.write("requests.json", start + R"("arrival_s": 0, "service": "chat", "prompt_tokens": 5, "output_tokens": 2,
    "duration_s": 0.5, "work": {"kernel": "k"}, "session": null, "prefix_hashes": [18446744073709551615], "tenant": "t", "priority": -1}]})");
  const fs::path of_job = place.write("of_job.json", start + R"("arrival_s": 0, "tasks": 1}]})");
  const fs::path no_arrival = place.write("no_arrival.json", start + R"("service": "chat"}]})");
  const fs::path no_kernel = place.write("no_kernel.json", start + R"("arrival_s": 0, "work": {"flops": 1}}]})");
  const int status = checked(schema, "valid", {corpus / "trace.json", requests});
  if (status == 77) return;
  CHECK(status == 0);
  CHECK(checked(schema, "invalid", {broken, of_job, no_arrival, no_kernel}) == 0);
}

TEST_CASE("an unknown schema is told with a suggestion") {
  CHECK_THROWS_WITH_AS(schema_text("scenaro"), "there is no schema of \"scenaro\" (did you mean \"scenario\"?)", InputError);
  for (const std::string& name : schema_names()) CHECK(nlohmann::json::parse(schema_text(name)).contains("$schema"));
}
