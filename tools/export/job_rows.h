// job_rows.h -- the jobs of a run one by one, as jobs.csv tells of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"
#include "sim/model/job.h"
#include "sim/report/held_devices.h"
#include "tools/export/node_list.h"
#include "tools/export/result_table.h"

namespace suanli::exports {

// Some tasks of a job on one node.
struct Place {
  std::size_t node = 0;  // in the NodeList
  std::int64_t tasks = 0;
  DeviceMasks devices;
};

// Text is valid until the next row.
struct JobRow {
  std::string_view id;
  std::string_view tenant;
  std::string_view user;
  std::string_view wait_reason;
  JobStatus status{};
  std::int64_t tasks = 0;
  PerKind<std::int64_t> milli{};  // of one task
  Duration submit{};
  std::optional<Duration> start;
  std::optional<Duration> end;  // of jobs that started and ended
  std::vector<Place> places;    // in the order of placement
};

class JobRows {
 public:
  // The list must outlive the rows. [InputError] when DIR/jobs.csv is missing or has not the columns of this version.
  JobRows(const std::string& directory, const NodeList& node_list);

  // Goes to the next job; false at the end. [InputError] with file and line when the row is damaged.
  bool next();
  const JobRow& row() const { return row_; }

 private:
  enum Column : std::size_t {
    job_id, tenant, user, tasks, cpus, gpus, fpgas, submit, start, end, status, nodes, wait_reason, devices, column_count
  };

  void read_places();

  ResultTable table_;
  const NodeList& node_list_;
  std::array<std::size_t, column_count> columns_{};
  JobRow row_;
};

// "g0-3+g5+f1" as append_devices writes it; empty text is no device. Empty when it is anything else.
std::optional<DeviceMasks> parse_devices(std::string_view text);

}  // namespace suanli::exports
