// fragmentation.cpp -- rows of what the fragmentation meter found.
#include <array>

#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{MetricSpec{405, "fragmentation", "1", "time_mean, max, at_end",
                                      "part of the free devices that typical tasks of that kind could not use (Weng et al. 2023)", Better::lower}};

void compute(const MetricInput& input, RowSink& rows) {
  for (const FragmentationResult& found : input.run.fragmentation) {
    rows.of(specs[0], std::string(name_of(found.kind)))
        .add("time_mean", found.time_mean)
        .add("max", found.max)
        .add("at_end", found.at_end);
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily fragmentation_entry{"fragmentation", specs, compute};
}

}  // namespace suanli
