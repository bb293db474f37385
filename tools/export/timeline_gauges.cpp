// timeline_gauges.cpp -- keeps of each column what holds at each sample.
#include "tools/export/timeline_gauges.h"

#include <filesystem>
#include <string_view>

#include "tools/export/result_table.h"

namespace suanli::exports {
namespace {

constexpr std::array<std::string_view, TimelineGauges::column_count> names{"power_w", "fragmentation", "down_nodes"};

}  // namespace

TimelineGauges::TimelineGauges(const std::string& directory, const SampleGrid& grid) {
  const std::string path = directory + "/timeline.csv";
  if (std::error_code error; !std::filesystem::exists(path, error)) return;
  ResultTable table(path);
  const std::size_t time_column = table.column("time_s");
  std::array<std::size_t, column_count> columns{};
  for (std::size_t i = 0; i < column_count; ++i) columns[i] = table.column(names[i]);

  std::array<std::vector<std::optional<double>>, column_count> values;
  std::array<bool, column_count> any{};
  for (auto& column : values) column.resize(grid.size());
  std::size_t filled = 0;  // samples before it have their value
  std::array<std::optional<double>, column_count> now;
  const auto fill = [&](std::size_t until) {
    for (; filled < until; ++filled) {
      for (std::size_t i = 0; i < column_count; ++i) values[i][filled] = now[i];
    }
  };
  while (table.next()) {
    const auto time = table.seconds(time_column);
    if (!time) table.fail(time_column, "a time in seconds");
    fill(grid.first_after(*time));
    for (std::size_t i = 0; i < column_count; ++i) {
      now[i] = table.number(columns[i]);
      any[i] = any[i] || now[i];
    }
  }
  fill(grid.size());
  for (std::size_t i = 0; i < column_count; ++i) {
    if (any[i]) values_[i] = std::move(values[i]);
  }
}

}  // namespace suanli::exports
