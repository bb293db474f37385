// preset_workload.h -- a preset as a workload, without a spec file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "sim/model/workload.h"

namespace suanli {

// `jobs` jobs of the preset of that name. [InputError] when there is no such preset.
std::unique_ptr<const Workload> preset_workload(const std::string& preset, std::size_t jobs, std::uint64_t seed);

}  // namespace suanli
