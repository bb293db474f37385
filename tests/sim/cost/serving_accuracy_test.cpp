// serving_accuracy_test.cpp -- predicted against measured prefill and decode times of language models.
#include <doctest/doctest.h>

#include <map>
#include <tuple>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/measured_table.h"

namespace suanli::test {
namespace {

// Repetitions of a point are one row: their median.
struct Point {
  std::vector<double> prefill_ms;
  std::vector<double> token_ms;
};
using PointKey =
    std::tuple<std::string, std::string, double, double, double, double>;  // model, hardware, tp, prompt, batch, output

std::map<PointKey, Point> points_of(const MeasuredTable& table) {
  std::map<PointKey, Point> points;
  for (std::size_t row = 0; row < table.size(); ++row) {
    Point& point = points[{table.text(row, "model"), table.text(row, "hardware"), table.number(row, "tensor_parallel"),
                           table.number(row, "prompt_size"), table.number(row, "batch_size"), table.number(row, "token_size")}];
    point.prefill_ms.push_back(table.number(row, "prompt_time"));
    point.token_ms.push_back(table.number(row, "token_time"));
  }
  return points;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

// Three constants a device (floor, per request, share of its rates) were set with all rows in view.
TEST_CASE("Splitwise: prefill and decode of Llama 2 70B and BLOOM 176B") {
  SUANLI_NEEDS_SHARED("measured/splitwise_perf_model.csv.gz");
  const MeasuredTable table("measured/splitwise_perf_model.csv.gz");
  std::map<std::string, std::vector<Prediction>> prefill;
  std::map<std::string, std::vector<Prediction>> decode;
  for (const auto& [key, point] : points_of(table)) {
    const auto& [name, hardware, tp, prompt, batch, output] = key;
    if (hardware == "h100-80gb-pcap") continue;  // under a power cap: another device
    const std::string device = hardware.substr(0, 4) == "h100" ? "h100-sxm-80gb" : "a100-sxm-80gb";
    const ModelShape model = model_shape(name);
    const DeviceRates rates = device_rates(device);
    const Fabric fabric = fabric_between(device, "hdr-8");
    const ServingPlan plan{.tp = tp};
    const EngineOverhead engine = serving_engine(device);
    char label[128];
    std::snprintf(label, sizeof label, "%s %s t %g, %g x %g + %g", name.c_str(), hardware.c_str(), tp, batch, prompt, output);
    // 64 prompts over two devices are recorded at a tenth of the time of 32, beyond the peak of the device.
    const double peak = rates.peak[static_cast<int>(DataType::bf16)] * tp;
    if (2 * parameters(model) * batch * prompt / (1e-3 * median(point.prefill_ms)) > peak) continue;
    const double prefill_s = serving_step(model, rates, fabric, plan, engine, {batch, prompt, 0});
    const double token_s = serving_step(model, rates, fabric, plan, engine, {batch, 1, prompt + output / 2});
    prefill[hardware].push_back({label, 1e3 * prefill_s, median(point.prefill_ms), true});
    decode[hardware].push_back({label, 1e3 * token_s, median(point.token_ms), true});
  }
  // Prefills over 4 and 8 devices of more than 64 MB a tensor take up to twice what they should: those machines reduce large
  // tensors at 30-50 GB/s instead of the 220-440 that nccl-tests measure. Not modelled; without them prefill is within 10 %.
  CHECK(told("splitwise prefill, A100, ms", prefill["a100-80gb"]).mean_absolute <= 18.6);
  CHECK(told("splitwise prefill, H100, ms", prefill["h100-80gb"]).mean_absolute <= 15.8);
  CHECK(told("splitwise decode, A100, ms", decode["a100-80gb"]).mean_absolute <= 5.5);
  CHECK(told("splitwise decode, H100, ms", decode["h100-80gb"]).mean_absolute <= 9.1);
}

}  // namespace suanli::test
