// read_plan_test.cpp -- plan files: every key, every complaint with its place, names turned into figures.
#include "scenarios/plan/read_plan.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "scenarios/plan/plan_document.h"
#include "scenarios/plan/plan_fields.h"
#include "sim/base/check.h"

namespace suanli::test {
namespace {

AskedPlan read(const nlohmann::json& file, const Overrides& overrides = {}) {
  return read_plan(parse_json("plan.json", file.dump(1)), overrides);
}

nlohmann::json small() {
  return {{"model", "gpt3-175b"}, {"devices", {{"model", "a100-sxm-80gb"}, {"count", 64}, {"per_node", 8}, {"network_gb_per_s", 200}}}, {"batch", 64}};
}

// All problems, one a line.
std::string complaints(const nlohmann::json& file) {
  try {
    read(file);
  } catch (const InputError& error) {
    std::string text;
    for (const Problem& problem : error.problems()) text += problem.text() + '\n';
    return text;
  }
  return "none";
}

bool says(const nlohmann::json& file, const std::string& words) {
  const std::string text = complaints(file);
  const bool said = text.find(words) != std::string::npos;
  CHECK_MESSAGE(said, text);
  return said;
}

nlohmann::json with(const char* pointer, nlohmann::json value) {
  nlohmann::json file = small();
  file[nlohmann::json::json_pointer(pointer)] = std::move(value);
  return file;
}

}  // namespace

TEST_CASE("a plan file becomes figures") {
  const AskedPlan asked = read(small());
  CHECK(asked.file.name == "plan");  // of the file
  const PlanQuestion& question = asked.question;
  CHECK(question.model.layers == 96);
  CHECK(question.model.sequence == 2048);
  CHECK(question.model_parameters == doctest::Approx(174.6e9).epsilon(0.005));
  REQUIRE(question.groups.size() == 1);
  CHECK(question.groups[0].counts == std::vector<double>{64});
  CHECK(question.groups[0].fabric.network_rate == 200e9);
  CHECK(question.groups[0].fabric.node_other_w == 1000);  // the catalog's network with these figures
  CHECK(question.base.batch == 64);
  CHECK(question.base.gradient_bytes == 2);
  CHECK(!question.is_one_plan());
  CHECK(!question.priced());
}

TEST_CASE("every part of a plan can be given") {
  nlohmann::json file = small();
  file["plan"] = {{"tp", 8}, {"pp", 8}, {"dp", 1}, {"ep", 1}, {"cp", 1}, {"microbatch", 2}, {"interleave", 3}, {"recompute", "full"}, {"zero", 1},
                  {"sequence_parallel", true}, {"overlap", false}, {"overlap_dp", true}, {"fused_attention", true}, {"scatter_gather", false},
                  {"offload", 0.5}, {"gradient_dtype", "fp32"}};
  const PlanQuestion question = read(file).question;
  CHECK(question.is_one_plan());
  CHECK(*question.fixed.tp == 8);
  CHECK(*question.fixed.recompute == Recompute::full);
  CHECK(*question.fixed.zero == 1);
  CHECK(*question.overlap_tp == false);
  CHECK(*question.overlap_pp == false);
  CHECK(*question.overlap_dp == true);  // said itself
  CHECK(question.base.offload == 0.5);
  CHECK(question.base.gradient_bytes == 4);
}

TEST_CASE("a model may be written out, and what it leaves out follows") {
  const PlanQuestion question =
      read(with("/model", {{"layers", 2}, {"hidden", 64}, {"heads", 4}, {"vocab", 100}, {"gated_mlp", true}, {"sequence", 32}})).question;
  CHECK(question.model.kv_heads == 4);
  CHECK(question.model.ffn == 256);
  CHECK(question.model.gated);
  CHECK(says(with("/model", {{"layers", 2}, {"hidden", 64}, {"heads", 4}, {"vocab", 100}}), "/sequence: \"sequence\" is missing"));
  CHECK(says(with("/model", {{"layers", 2}, {"hidden", 62}, {"heads", 4}, {"vocab", 100}, {"sequence", 8}}), "heads do not divide the hidden size"));
  CHECK(says(with("/model", {{"layers", 2.5}, {"hidden", 64}, {"heads", 4}, {"vocab", 100}, {"sequence", 8}}), "whole numbers"));
  CHECK(says(with("/model", {{"layers", 2}, {"hidden", 64}, {"heads", 4}, {"vocab", 100}, {"sequence", 8}, {"experts", 4}}), "experts_per_token"));
}

TEST_CASE("several groups and several counts") {
  nlohmann::json file = small();
  file["devices"] = nlohmann::json::array(
      {{{"model", "a100-sxm-80gb"}, {"count", {64, 32}}, {"network", "hdr-8"}, {"price_usd_per_hour", 2}}, {{"model", "h100-sxm-80gb"}, {"count", 16}}});
  const PlanQuestion question = read(file).question;
  REQUIRE(question.groups.size() == 2);
  CHECK(question.groups[0].counts == std::vector<double>{32, 64});
  CHECK(question.groups[0].rates.price_usd_per_hour == 2);
  CHECK(question.groups[1].fabric.network_rate == 400e9);  // the adapters that are usual for it
}

TEST_CASE("users bring devices, networks and models of their own") {
  nlohmann::json file = small();
  file["device_catalog"] = {{"device", "mine"}, {"peak_bf16_tflops", 500}, {"memory_gb", 64}, {"memory_gb_per_s", 2000}, {"bus_reduce_gb_per_s", 200},
                            {"bus_gather_gb_per_s", 180}, {"curves_of", "h100-sxm-80gb"}, {"source", "ours"}};
  file["network_catalog"] = nlohmann::json::array({{{"name", "ours"}, {"devices_per_node", 4}, {"network_gb_per_s", 50}, {"source", "ours"}}});
  file["model_catalog"] = {{"name", "tiny"}, {"layers", 2}, {"hidden", 64}, {"heads", 4}, {"vocab", 100}, {"sequence", 32}};
  file["model"] = "tiny";
  file["devices"] = {{"model", "mine"}, {"count", 8}, {"network", "ours"}};
  const AskedPlan asked = read(file);
  CHECK(asked.question.groups[0].rates.peak[static_cast<int>(DataType::bf16)] == 500e12);
  CHECK(asked.question.groups[0].rates.matrix.cost(1e9) == device_rates("h100-sxm-80gb").matrix.cost(1e9));
  CHECK(asked.question.groups[0].fabric.devices_per_node == 4);
  CHECK(asked.question.model.hidden == 64);
  CHECK(asked.notes.size() == 1);  // no power of the node
  file["device_catalog"].erase("curves_of");
  CHECK(says(file, "/device_catalog: has no efficiency curves"));
  file["device_catalog"] = {{"device", "t4"}, {"source", "again"}};
  CHECK(says(file, "the name \"t4\" is taken"));
}

TEST_CASE("every complaint tells its place and what to do") {
  CHECK(says(with("/modle", 3), "plan.json:10:2: /modle: unknown key \"modle\" (did you mean \"model\"?)"));
  CHECK(says(with("/plan", {{"tpp", 3}}), "/plan/tpp: unknown key \"tpp\" (did you mean"));
  CHECK(says(with("/devices/model", "a100-sxm-80"), "/devices/model: the catalog has no rates of a device \"a100-sxm-80\" (did you mean \"a100-sxm-80gb\"?)"));
  CHECK(says(with("/model", "gpt3-175"), "the catalog has no model \"gpt3-175\" (did you mean \"gpt3-175b\"?)"));
  CHECK(says(with("/devices/network", "hdr-9"), "the catalog has no network \"hdr-9\" (did you mean \"hdr-8\"?)"));
  CHECK(says(with("/devices/network_gb_per_s", 0), "no network between nodes"));
  CHECK(says(with("/devices/count", {8, 8}), "/devices/count: a number stands in the list twice"));
  CHECK(says(with("/objective", "cost"), "\"price_usd_per_hour\" in /devices"));
  CHECK(says(with("/objective", "speed"), "must be one of time, cost, energy"));
  CHECK(says(with("/plan", {{"zero", 4}}), "/plan/zero: must be from 0 to 3, not 4"));
  CHECK(says(with("/batch", 0), "/batch: must be from 1"));
  CHECK(says(with("/devices", nlohmann::json::array()), "/devices: is empty"));
  CHECK(says(with("/devices", {{"model", "tpu-v5p"}, {"count", 8}}), "knows no rate of the links"));
  const std::string both = complaints({{"model", "gpt3-175b"}, {"batch", -1}, {"tops", 3}});
  for (const char* words : {"/batch", "/tops", "\"devices\" is missing"}) CHECK_MESSAGE(both.find(words) != std::string::npos, both);
}

TEST_CASE("the command line changes a file before it is read") {
  const PlanQuestion question = read(small(), {parse_set("/plan/tp=4"), parse_set("/devices/count=32"), parse_set("/objective=energy")}).question;
  CHECK(*question.fixed.tp == 4);
  CHECK(question.groups[0].counts == std::vector<double>{32});
  CHECK(question.objective == Objective::energy);
  CHECK_THROWS_AS(read(small(), {parse_set("/plan/tp=none")}), InputError);
}

TEST_CASE("the effective file reads back to the same question") {
  nlohmann::json file = small();
  file["plan"] = {{"tp", 8}};
  file["device_catalog"] = {{"device", "mine"}, {"peak_bf16_tflops", 500}, {"memory_gb", 64}, {"memory_gb_per_s", 2000}, {"bus_reduce_gb_per_s", 200},
                            {"bus_gather_gb_per_s", 180}, {"curves_of", "h100-sxm-80gb"}, {"source", "ours"}};
  const AskedPlan asked = read(file);
  const Json written = write_object(asked.file);
  CHECK(write_object(read_plan(parse_json("again.json", written.dump())).file) == written);
}

}  // namespace suanli::test
