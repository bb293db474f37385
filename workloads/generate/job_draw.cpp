// job_draw.cpp -- from real-valued draws to the integer units of a job.
#include "workloads/generate/job_draw.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace suanli {
namespace {

std::optional<FieldDraw> field(const std::optional<ValueSpec>& spec, std::uint64_t seed, const std::string& purpose) {
  if (!spec) return std::nullopt;
  return FieldDraw(*spec, seed, purpose);
}

// Up to the next multiple of step; the largest multiple near the end of time.
Duration rounded_up(Duration duration, Duration step) {
  const std::int64_t steps = duration / step + (duration % step > Duration(0) ? 1 : 0);
  return step * std::min(steps, Duration::max() / step);
}

}  // namespace

std::optional<Duration> rounded(double seconds, Duration step) {
  const auto exact = to_duration(seconds);
  if (!exact || step == Duration(1)) return exact;
  const Duration below = *exact - *exact % step;
  const bool up = *exact - below >= step - (*exact - below);
  if (!up) return below;
  return below > Duration::max() - step ? std::nullopt : std::optional(below + step);
}

FieldDraw::FieldDraw(const ValueSpec& spec, std::uint64_t seed, std::string purpose)
    : spec_(spec), law_(spec.law->make(spec.input)), seed_(seed), purpose_(std::move(purpose)) {}

double FieldDraw::draw(std::uint64_t arrival) const {
  Stream stream(seed_, purpose_, arrival);
  return std::clamp(law_->draw(stream), spec_.at_least, spec_.at_most);
}

std::int64_t FieldDraw::whole(std::uint64_t arrival, double unit, std::int64_t low, std::int64_t high) const {
  const double value = draw(arrival);
  const double scaled = value * unit;
  if (!(std::fabs(scaled) <= static_cast<double>(high))) refuse(value, "more than the field can hold");
  return std::max<std::int64_t>(low, std::llround(scaled));
}

Duration FieldDraw::duration(std::uint64_t arrival, Duration step) const {
  const double seconds = draw(arrival);
  const auto duration = rounded(seconds, step);
  if (!duration) refuse(seconds, "a time past 292 years");
  return *duration;
}

void FieldDraw::refuse(double value, std::string_view why) const {
  throw InputError({{{}, 0, 0, spec_.pointer, "drew " + std::to_string(value) + ": " + std::string(why),
                     "bound the law by at_most"}});
}

StageDraw::StageDraw(const StageSpec& spec, std::uint64_t seed, const std::string& prefix, Duration round_to)
    : spec_(spec),
      round_to_(round_to),
      tasks_(field(spec.tasks, seed, prefix + "tasks")),
      cpus_(field(spec.cpus, seed, prefix + "cpus")),
      memory_gib_(field(spec.memory_gib, seed, prefix + "memory_gib")),
      gpus_(field(spec.gpus, seed, prefix + "gpus")),
      fpgas_(field(spec.fpgas, seed, prefix + "fpgas")),
      priority_(field(spec.priority, seed, prefix + "priority")),
      duration_s_(field(spec.duration_s, seed, prefix + "duration_s")),
      deadline_factor_(field(spec.deadline_factor, seed, prefix + "deadline_factor")),
      seed_(seed),
      work_purpose_(prefix + "work"),
      device_models_(spec.device_models.begin(), spec.device_models.end()),
      zones_(spec.zones.begin(), spec.zones.end()) {
  SUANLI_ASSERT(duration_s_.has_value() || !spec.works.empty(), "a stage of a spec with problems was to be drawn");
  if (spec.time_limit) time_limit_.emplace(spec.time_limit->value, seed, prefix + "time_limit");
}

void StageDraw::fill(JobRecord& record, std::uint64_t arrival) const {
  constexpr double kib_per_gib = 1024.0 * 1024.0;
  record.tasks = tasks_ ? static_cast<std::uint32_t>(tasks_->whole(arrival, 1, 1, std::int64_t{1} << 31)) : 1;
  record.cpu_milli = cpus_ ? cpus_->whole(arrival, milli, 0, std::int64_t{1} << 50) : milli;
  record.memory_kib = memory_gib_ ? memory_gib_->whole(arrival, kib_per_gib, 0, std::int64_t{1} << 50) : 0;
  if (gpus_) fill_gpus(record, arrival);
  record.fpgas = fpgas_ ? static_cast<std::int32_t>(fpgas_->whole(arrival, 1, 0, 1'000'000)) : 0;
  constexpr std::int64_t lowest = std::numeric_limits<std::int32_t>::min() + std::int64_t{1};
  if (priority_) record.priority = static_cast<std::int32_t>(priority_->whole(arrival, 1, lowest, -lowest));
  if (!spec_.works.empty()) {
    Stream stream(seed_, work_purpose_, arrival);
    const ReadWork& drawn = spec_.works[stream.below(spec_.works.size())];
    record.work = &drawn.work;
    record.steps = drawn.steps;
  } else {
    record.duration = duration_s_->duration(arrival, round_to_);
  }
  if (time_limit_) record.time_limit = time_limit(record.duration, arrival);
  if (deadline_factor_) {
    const double factor = deadline_factor_->draw(arrival);
    const auto slack = rounded(factor * to_seconds(record.duration), round_to_);
    record.deadline = slack ? checked_add(record.submit, *slack) : std::nullopt;
    if (!record.deadline) deadline_factor_->refuse(factor, "a deadline past 292 years");
  }
  record.device_models = device_models_;
  record.zones = zones_;
  record.work_kind = spec_.work_kind;
  record.reference_model = spec_.reference_model;
}

// Below one GPU a share to a thousandth, never rounded to nothing; from one GPU up whole devices.
void StageDraw::fill_gpus(JobRecord& record, std::uint64_t arrival) const {
  const double gpus = gpus_->draw(arrival);
  if (gpus <= 0) return;
  const std::int64_t share = std::max<std::int64_t>(1, gpus < 1 ? std::llround(gpus * milli) : 0);
  record.gpu_milli = static_cast<std::int32_t>(gpus < 1 ? share : gpus_->whole(arrival, 1, 1, 1'000'000) * milli);
}

Duration StageDraw::time_limit(Duration duration, std::uint64_t arrival) const {
  const TimeLimitSpec& limit = *spec_.time_limit;
  const double value = time_limit_->draw(arrival);
  const auto exact = to_duration(limit.is_factor ? value * to_seconds(duration) : value);
  if (!exact) time_limit_->refuse(value, "a time limit past 292 years");
  // A limit of 0 would kill at the start, even a job that takes no time.
  const Duration asked = std::max(rounded_up(*exact, limit.round_up_to), limit.round_up_to);
  return limit.may_kill ? asked : std::max(asked, rounded_up(duration, limit.round_up_to));
}

}  // namespace suanli
