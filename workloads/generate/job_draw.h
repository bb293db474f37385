// job_draw.h -- one job's numbers, drawn from the laws of its kind.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/workload.h"
#include "workloads/generate/generate_spec.h"

namespace suanli {

// A field's law, ready to be drawn from.
class FieldDraw {
 public:
  // Borrows `spec`. `purpose` names the field's streams.
  FieldDraw(const ValueSpec& spec, std::uint64_t seed, std::string purpose);

  double draw(std::uint64_t arrival) const;
  // Nearest whole number of `unit`s, at least `low`. [InputError] past `high`.
  std::int64_t whole(std::uint64_t arrival, double unit, std::int64_t low, std::int64_t high) const;
  // A multiple of `step`. [InputError] past 2^63 ns.
  Duration duration(std::uint64_t arrival, Duration step) const;
  [[noreturn]] void refuse(double value, std::string_view why) const;

 private:
  const ValueSpec& spec_;
  std::unique_ptr<const ValueLaw> law_;
  std::uint64_t seed_;
  std::string purpose_;
};

// All jobs of one stage.
class StageDraw {
 public:
  // Borrows `spec`, which is whole. `prefix` ends in '/'.
  StageDraw(const StageSpec& spec, std::uint64_t seed, const std::string& prefix, Duration round_to);

  // Fills in demand, times and limits of the job that came with the given arrival. Views point into this and live as long.
  void fill(JobRecord& record, std::uint64_t arrival) const;

 private:
  void fill_gpus(JobRecord& record, std::uint64_t arrival) const;
  Duration time_limit(Duration duration, std::uint64_t arrival) const;

  const StageSpec& spec_;
  Duration round_to_;
  std::optional<FieldDraw> tasks_;
  std::optional<FieldDraw> cpus_;
  std::optional<FieldDraw> memory_gib_;
  std::optional<FieldDraw> gpus_;
  std::optional<FieldDraw> fpgas_;
  std::optional<FieldDraw> priority_;
  std::optional<FieldDraw> duration_s_;
  std::optional<FieldDraw> time_limit_;
  std::optional<FieldDraw> deadline_factor_;
  std::uint64_t seed_;
  std::string work_purpose_;
  std::vector<std::string_view> device_models_;
  std::vector<std::string_view> zones_;
};

// The nearest multiple of `step`; empty past 2^63 ns.
std::optional<Duration> rounded(double seconds, Duration step);

}  // namespace suanli
