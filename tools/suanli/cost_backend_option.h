// cost_backend_option.h -- --cost-backend: whether plans are searched on the CPU or on a GPU.
#pragma once

#include <algorithm>
#include <thread>

#include "scenarios/cost_backend.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {

inline constexpr OptionSpec cost_backend_option{.name = "cost-backend", .value = "auto|cpu|cuda",
                                                .help = "who searches plans; auto: a GPU for large searches; the results are the same"};

// Of the option, which the command must declare; auto without it. [UsageError]
inline CostBackend chosen_cost_backend(const CommandLine& line) {
  const std::string name = line.text("cost-backend").value_or("auto");
  const auto backend = cost_backend_named(name);
  if (!backend) throw UsageError("--cost-backend " + name + ": no such backend", "auto, cpu or cuda");
  return *backend;
}

inline std::string no_gpu_line(const std::string& why) {
  return "suanli: no usable GPU (" + why + "): plans are searched on the CPU";
}

// The searcher of the option, with every thread of this machine. `terminal` outlives it and gets at most one line, when it falls back.
inline std::unique_ptr<PlanSearcher> chosen_plan_searcher(const CommandLine& line, const Terminal& terminal) {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  return plan_searcher(chosen_cost_backend(line), threads, [&terminal](const std::string& why) { terminal.message(no_gpu_line(why)); });
}

}  // namespace suanli::cli
