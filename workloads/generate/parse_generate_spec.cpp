// parse_generate_spec.cpp -- from JSON to a GenerateSpec, all problems told.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "workloads/generate/generate_spec.h"
#include "workloads/generate/parse_request_spec.h"
#include "workloads/generate/presets.h"
#include "workloads/generate/read_field.h"
#include "workloads/generate/read_law.h"
#include "workloads/generate/spec_object.h"

namespace suanli {
namespace {

constexpr double longest_s = 9e9;  // below 2^63 ns

class SpecParser {
 public:
  SpecParser(const std::string& directory, std::vector<Problem>& problems) : directory_(directory), problems_(problems) {}

  GenerateSpec spec(const nlohmann::json& value, const std::string& pointer) {
    GenerateSpec spec;
    SpecObject object(value, pointer, problems_);
    object.text("name");
    object.text("why");
    if (const auto seed = object.whole("seed", 0, std::numeric_limits<std::int64_t>::max())) spec.seed = static_cast<std::uint64_t>(*seed);
    const auto* requests = object.find("requests");
    const bool has_jobs = requests == nullptr || object.value().contains("mix");
    if (has_jobs || object.value().contains("until_s")) read_end(object, spec);
    if (const auto step = object.number("round_to_s", 1e-9, longest_s)) spec.round_to = *to_duration(*step);
    const double rate_scale = object.number("rate_scale", 1e-9, 1e9).value_or(1);
    if (has_jobs) read_jobs(object, spec, rate_scale);
    if (!has_jobs) {
      for (const char* key : {"jobs", "arrivals", "tenants", "users_per_tenant", "user_skew"}) refuse_without_mix(object, key);
    }
    if (requests != nullptr) spec.requests = parse_request_spec(*requests, object.pointer_to("requests"), directory_, rate_scale, spec.until, problems_);
    object.finish();
    return spec;
  }

 private:
  void read_jobs(SpecObject& object, GenerateSpec& spec, double rate_scale) {
    if (const auto* arrivals = required(object, "arrivals")) {
      spec.arrivals = read_arrival_law(*arrivals, object.pointer_to("arrivals"), directory_, rate_scale, problems_);
    }
    read_tenants(object, spec);
    if (const auto* mix = required(object, "mix")) spec.mix = read_mix(*mix, object.pointer_to("mix"));
  }

  void refuse_without_mix(SpecObject& object, const char* key) {
    if (object.find(key) != nullptr) object.complain(key, "has no meaning without a mix of jobs");
  }

  void read_end(SpecObject& object, GenerateSpec& spec) {
    if (const auto jobs = object.whole("jobs", 1, 1'000'000'000)) spec.jobs = static_cast<std::uint64_t>(*jobs);
    if (const auto until = object.number("until_s", 1e-9, longest_s)) spec.until = *to_duration(*until);
    const bool given = !object.value().is_object() || object.value().contains("jobs") || object.value().contains("until_s");
    if (!given) problems_.push_back({{}, 0, 0, object.pointer(), "when to stop is missing", "give jobs or until_s"});
  }

  void read_tenants(SpecObject& object, GenerateSpec& spec) {
    spec.users_per_tenant = static_cast<std::uint32_t>(object.whole("users_per_tenant", 1, 1'000'000).value_or(1));
    spec.user_skew = object.number("user_skew", 0, 10).value_or(0);
    const auto* tenants = object.find("tenants");
    if (tenants == nullptr) {
      for (const char* key : {"users_per_tenant", "user_skew"}) {
        if (object.value().is_object() && object.value().contains(key)) object.complain(key, "has no meaning without tenants");
      }
      return;
    }
    const std::string pointer = object.pointer_to("tenants");
    if (is_list(*tenants, pointer, problems_)) spec.tenants = read_weighted_names(*tenants, pointer, problems_);
  }

  std::vector<MixSpec> read_mix(const nlohmann::json& value, const std::string& pointer) {
    std::vector<MixSpec> mix;
    if (!is_list(value, pointer, problems_)) return mix;
    for (std::size_t i = 0; i < value.size(); ++i) mix.push_back(read_kind(value[i], json_pointer(pointer, i)));
    check_names_and_weights(mix, pointer, problems_);
    return mix;
  }

  MixSpec read_kind(const nlohmann::json& value, const std::string& pointer) {
    SpecObject object(value, pointer, problems_);
    MixSpec kind;
    if (required(object, "name") != nullptr) kind.name = object.text("name").value_or("");
    kind.weight = object.number("weight", 0, 1e12).value_or(1);
    if (const auto* stages = object.find("stages")) {
      const std::string stages_pointer = object.pointer_to("stages");
      if (is_list(*stages, stages_pointer, problems_)) {
        for (std::size_t i = 0; i < stages->size(); ++i) {
          SpecObject stage((*stages)[i], json_pointer(stages_pointer, i), problems_);
          std::string name;
          if (required(stage, "name") != nullptr) name = stage.text("name").value_or("");
          kind.stages.push_back(read_stage(stage, std::move(name)));
        }
        check_names(kind.stages, stages_pointer, problems_);
      }
      object.finish();
    } else {
      kind.stages.push_back(read_stage(object, {}));
    }
    return kind;
  }

  StageSpec read_stage(SpecObject& object, std::string name) {
    StageSpec stage;
    stage.name = std::move(name);
    stage.tasks = read_field(object, "tasks", FieldKind::from_one, directory_);
    stage.cpus = read_field(object, "cpus", FieldKind::amount, directory_);
    stage.memory_gib = read_field(object, "memory_gib", FieldKind::amount, directory_);
    stage.gpus = read_field(object, "gpus", FieldKind::gpus, directory_);
    stage.fpgas = read_field(object, "fpgas", FieldKind::whole, directory_);
    stage.priority = read_field(object, "priority", FieldKind::any, directory_);
    stage.duration_s = read_field(object, "duration_s", FieldKind::amount, directory_);
    if (const auto* work = object.find("work")) stage.works = read_works(*work, object.pointer_to("work"));
    if (object.value().is_object() && object.value().contains("duration_s") == object.value().contains("work")) {
      object.complain("duration_s", object.value().contains("work") ? "is given beside work" : "missing", "either duration_s, or work or a list of works to draw from");
    }
    if (object.value().is_object() && object.value().contains("work")) refuse_beside_work(object);
    stage.deadline_factor = read_field(object, "deadline_factor", FieldKind::amount, directory_);
    if (const auto* limit = object.find("time_limit")) stage.time_limit = read_limit(*limit, object.pointer_to("time_limit"));
    stage.device_models = object.texts("device_model");
    stage.zones = object.texts("zones");
    stage.work_kind = read_work_kind(object);
    stage.reference_model = object.text("reference_model").value_or("");
    object.finish();
    return stage;
  }

  std::vector<ReadWork> read_works(const nlohmann::json& value, const std::string& pointer) {
    if (!value.is_array()) return {parse_work(value, pointer, problems_)};
    std::vector<ReadWork> works;
    if (!is_list(value, pointer, problems_)) return works;
    for (std::size_t i = 0; i < value.size(); ++i) works.push_back(parse_work(value[i], json_pointer(pointer, i), problems_));
    return works;
  }

  void refuse_beside_work(SpecObject& object) {
    for (const char* key : {"deadline_factor", "time_limit", "reference_model"}) {
      if (object.value().contains(key)) object.complain(key, "goes with duration_s only");
    }
  }

  WorkKind read_work_kind(SpecObject& object) {
    const auto word = object.text("work_kind");
    if (!word) return WorkKind::batch;
    for (const WorkKind kind : work_kinds) {
      if (name_of(kind) == *word) return kind;
    }
    object.complain("work_kind", "unknown work \"" + *word + "\"", "one of batch, training, inference");
    return WorkKind::batch;
  }

  std::optional<TimeLimitSpec> read_limit(const nlohmann::json& value, const std::string& pointer) {
    SpecObject object(value, pointer, problems_);
    TimeLimitSpec limit;
    auto factor = read_field(object, "factor", FieldKind::amount, directory_);
    auto seconds = read_field(object, "value_s", FieldKind::amount, directory_);
    limit.may_kill = object.flag("may_kill").value_or(false);
    if (const auto step = object.number("round_up_to_s", 1e-9, longest_s)) limit.round_up_to = *to_duration(*step);
    object.finish();
    if (value.is_object() && value.contains("factor") == value.contains("value_s")) {
      problems_.push_back({{}, 0, 0, pointer, "must have either factor or value_s", "factor is of the duration, value_s in seconds"});
    }
    if (!factor && !seconds) return std::nullopt;
    limit.is_factor = factor.has_value();
    limit.value = std::move(factor ? *factor : *seconds);
    return limit;
  }

  const std::string& directory_;
  std::vector<Problem>& problems_;
};

// The preset's members under the spec's own, those of its requests likewise; either end of the spec replaces both ends of the preset.
nlohmann::json over_preset(nlohmann::json preset, const nlohmann::json& spec) {
  if (spec.contains("jobs") || spec.contains("count") || spec.contains("until_s")) {
    for (const char* end : {"jobs", "count", "until_s"}) preset.erase(end);
  }
  for (const auto& [key, member] : spec.items()) {
    if (key == "requests" && member.is_object() && preset.contains(key)) {
      preset[key] = over_preset(std::move(preset[key]), member);
    } else if (key != "preset") {
      preset[key] = member;
    }
  }
  return preset;
}

}  // namespace

GenerateSpec parse_generate_spec(const nlohmann::json& spec, const std::string& base_pointer, const std::string& directory,
                                 std::vector<Problem>& problems) {
  SpecParser parser(directory, problems);
  if (!spec.is_object() || !spec.contains("preset")) return parser.spec(spec, base_pointer);
  SpecObject object(spec, base_pointer, problems);
  const auto name = object.text("preset");
  if (!name) return {};
  auto preset = find_preset(*name);
  if (!preset) {
    const auto names = preset_names();
    std::string hint = did_you_mean(*name, names);
    if (hint.empty()) {
      for (const std::string& known : names) hint += (hint.empty() ? "one of " : ", ") + known;
    }
    object.complain("preset", "unknown preset \"" + *name + "\"", std::move(hint));
    return {};
  }
  GenerateSpec parsed = parser.spec(over_preset(std::move(*preset), spec), base_pointer);
  parsed.preset = *name;
  return parsed;
}

}  // namespace suanli
