// preset_workload.cpp -- the spec {"preset": NAME, "jobs": N}, generated.
#include "workloads/generate/preset_workload.h"

#include <nlohmann/json.hpp>

#include "workloads/generate/generate.h"
#include "workloads/generate/generate_spec.h"

namespace suanli {

std::unique_ptr<const Workload> preset_workload(const std::string& preset, std::size_t jobs, std::uint64_t seed) {
  std::vector<Problem> problems;
  const GenerateSpec spec = parse_generate_spec({{"preset", preset}, {"jobs", jobs}}, "", "", problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return generate(spec, seed);
}

}  // namespace suanli
