// cost_catalog_test.cpp -- the catalogs of the cost model: complete, honest about what is verified, in the formulas' units.
#include "scenarios/cost_catalog.h"

#include <doctest/doctest.h>

#include <set>

#include "scenarios/catalog.h"
#include "scenarios/cost_fields.h"
#include "sim/base/check.h"

namespace suanli::test {
namespace {

std::vector<std::string> complaints(const char* text) {
  const nlohmann::json value = nlohmann::json::parse(text);
  std::vector<Problem> problems;
  ReadContext context{problems};
  EfficiencyCurve curve;
  Codec<EfficiencyCurve>::read(Node{value, "/c", context}, {.key = "c"}, curve);
  std::vector<std::string> texts;
  for (const Problem& problem : problems) texts.push_back(problem.what);
  return texts;
}

}  // namespace

TEST_CASE("the cost model knows rates of every device its users name") {
  std::set<std::string> known;
  for (const DeviceFigures& figures : built_in_device_figures()) known.insert(figures.device);
  for (const char* device : {"v100-32gb", "t4", "a100-sxm-40gb", "a100-sxm-80gb", "l40s", "h100-sxm-80gb", "h200-sxm-141gb",
                             "b200-sxm-180gb", "gb200", "mi250x", "mi300x", "gaudi2", "tpu-v5p", "ascend-910b", "xeon-8480plus",
                             "epyc-9654", "alveo-u280", "alveo-v80"}) {
    CAPTURE(device);
    CHECK(known.count(device) == 1);
  }
  for (const CatalogDevice& device : built_in_devices()) known.erase(device.name);
  CHECK(known.empty());  // and each is a device of the catalog
}

TEST_CASE("a device is verified only when no figure of it is in doubt") {
  for (const DeviceFigures& figures : built_in_device_figures()) {
    CAPTURE(figures.device);
    CHECK(figures.verified == figures.unverified.empty());
    CHECK(!figures.source.empty());
    CHECK(figures.idle_w <= figures.peak_w);
    std::set<std::string> keys;
    for (const Field<DeviceFigures>& field : fields_of<DeviceFigures>()) keys.insert(std::string(field.spec.key));
    for (const std::string& doubted : figures.unverified) CHECK_MESSAGE(keys.count(doubted) == 1, doubted);
  }
}

TEST_CASE("rates come in the units of the formulas") {
  const DeviceRates device = device_rates("a100-sxm-80gb");
  CHECK(device.peak[static_cast<int>(DataType::bf16)] == 312e12);
  CHECK(device.memory_bytes == 80e9);
  CHECK(device.memory_rate == 2039e9);
  CHECK(device.launch_s == doctest::Approx(41e-6));
  // The first point of the curve: 0.4 GFLOP at 0.222.
  CHECK(device.matrix.cost(0.4e9) == doctest::Approx(0.4e9 / 0.222));
  CHECK(device_rates("v100-32gb").matrix.cost(0.4e9) == device.matrix.cost(0.4e9));  // curves_of
  const Fabric fabric = fabric_between("h100-sxm-80gb", "ndr-8");
  CHECK(fabric.network_rate == 400e9);
  CHECK(fabric.reduce_rate == 445e9);
  CHECK(model_shape("llama3-70b").kv_heads == 8);
}

TEST_CASE("an unknown name is an input error") {
  CHECK_THROWS_AS(device_rates("a1000"), InputError);
  CHECK_THROWS_AS(fabric_between("t4", "infiniband"), InputError);
  CHECK_THROWS_AS(model_shape("gpt5"), InputError);
}

TEST_CASE("a curve that would make larger work faster is refused") {
  CHECK(complaints("[[1, 0.5], [4, 0.8]]").empty());
  CHECK(complaints("[[1, 0.1], [2, 0.9]]") == std::vector<std::string>{"falls: a larger operator would take less time"});
  CHECK(complaints("[[2, 0.5], [1, 0.5]]").size() == 1);
  CHECK(complaints("[]") == std::vector<std::string>{"must hold 1 to 7 points"});
  CHECK(complaints("[[1, 2]]") == std::vector<std::string>{"has a point that is not [size, share]"});
  CHECK(complaints("[[1, 0.5, 3]]").size() == 1);
  CHECK(complaints("[[1, 0]]").size() == 1);
  CHECK(complaints("3").size() == 1);
}

// H100 nodes under MLPerf: GPT-3 on 64 nodes drew 6,848 W a node, idle 2,100-2,900 (measured/mlperf_power): 8 devices 85 %
// busy.
TEST_CASE("power of an H100 node at work and at rest is near what was logged") {
  const DeviceRates device = device_rates("h100-sxm-80gb");
  const Fabric fabric = fabric_between("h100-sxm-80gb", "ndr-8");
  CHECK(devices_energy(device, fabric, 8, 1, 0.85) == doctest::Approx(6848).epsilon(0.02));
  CHECK(devices_energy(device, fabric, 8, 1, 0) == doctest::Approx(2500).epsilon(0.16));
}

// A batch of images keeps an A100's arithmetic busy longer than its host's link; a batch of clicks waits for rows of tables in
// the memory of a CPU (307 GB/s, half of it for short rows).
TEST_CASE("vision is bound by arithmetic and recommendation by its tables") {
  const DeviceRates device = device_rates("a100-sxm-80gb");
  const LookupRates tables{.table_rate = 307e9, .share = 0.5};
  for (const CatalogWork& work : built_in_works()) {
    SampleWork sample{work.flops, work.streamed_bytes, work.lookup_bytes, work.input_bytes};
    const double whole = samples_time(sample, 4096, device, tables);
    sample.lookup_bytes = 0;
    const double without_tables = samples_time(sample, 4096, device, tables);
    CAPTURE(work.name);
    CHECK((whole > without_tables) == (work.kind == "recommendation"));
  }
}

}  // namespace suanli::test
