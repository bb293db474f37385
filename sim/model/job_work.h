// job_work.h -- work that a job describes instead of a recorded duration: training steps, a bag of tasks, a pipeline.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suanli {

enum class WorkForm : unsigned char { recorded, training, bag, pipeline };  // recorded: the job lasts its duration

// Number types of a step, in the order of the cost model's DataType.
inline constexpr std::array<std::string_view, 4> work_type_names{"fp32", "bf16", "fp8", "int8"};

enum class WorkExchange : unsigned char { all_reduce, parameter_server };
inline constexpr std::array<std::string_view, 2> work_exchange_names{"all_reduce", "parameter_server"};

// In the order of the cost model's Recompute.
inline constexpr std::array<std::string_view, 3> work_recompute_names{"none", "selective", "full"};

// Parts of a parallel plan that the job fixes; the best value of what is missing is searched.
struct WorkPlan {
  std::optional<double> tp;
  std::optional<double> pp;
  std::optional<double> dp;
  std::optional<double> ep;
  std::optional<double> cp;
  std::optional<double> microbatch;
  std::optional<double> interleave;
  std::optional<unsigned char> recompute;
  std::optional<double> zero;
  std::optional<bool> sequence_parallel;
  std::optional<bool> overlap;  // whether all exchanges run beside the work
  std::optional<double> offload;
  auto operator<=>(const WorkPlan&) const = default;
};

// One stage of a pipeline, per item: seconds as they are, or operations and bytes for the device's rates, or the kernel of an FPGA.
struct WorkStage {
  std::optional<double> item_s;
  double flops = 0;
  double bytes = 0;
  double output_bytes = 0;  // handed to the next stage
  std::optional<double> clock_mhz;
  double depth = 0;     // cycles to the first result
  double interval = 1;  // cycles between results
  double copies = 1;    // of the kernel on one device
  double item_bytes = 0;
  auto operator<=>(const WorkStage&) const = default;
};

// What one step is; how often it is repeated stands beside it (Workload::steps). Names mean entries of the catalogs.
struct JobWork {
  WorkForm form = WorkForm::recorded;
  std::string model;  // training: a language model or another kind of training work
  double batch = 1;   // samples or sequences of one step, over all devices
  std::optional<double> sequence;
  std::optional<unsigned char> dtype;
  WorkPlan plan;
  std::optional<WorkExchange> exchange;
  std::optional<double> servers;

  double tasks = 0;  // bag
  std::optional<double> task_s;
  double task_flops = 0;
  double task_bytes = 0;

  std::vector<WorkStage> stages;  // pipeline
  double items = 0;
  auto operator<=>(const JobWork&) const = default;
};

}  // namespace suanli
