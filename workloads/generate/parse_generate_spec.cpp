// parse_generate_spec.cpp -- from JSON to a GenerateSpec, all problems told.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "workloads/generate/generate_spec.h"
#include "workloads/generate/presets.h"
#include "workloads/generate/read_law.h"
#include "workloads/generate/spec_object.h"

namespace suanli {
namespace {

constexpr double longest_s = 9e9;  // below 2^63 ns

// What a field can hold beside not being below 0.
enum class Kind : unsigned char { any, amount, whole, from_one, gpus };

bool is_whole(double x) {
  return x == std::floor(x);
}

// Empty when a field of the kind can hold x.
std::string refusal(Kind kind, double x) {
  switch (kind) {
    case Kind::any: return is_whole(x) ? "" : "must be a whole number";
    case Kind::amount: return x >= 0 ? "" : "must not be below 0";
    case Kind::whole: return x >= 0 && is_whole(x) ? "" : "must be a whole number from 0";
    case Kind::from_one: return x >= 1 && is_whole(x) ? "" : "must be a whole number from 1";
    case Kind::gpus: return x >= 0 && (x < 1 || is_whole(x)) ? "" : "must be a share below 1 or a whole number";
  }
  return {};
}

class SpecParser {
 public:
  SpecParser(const std::string& directory, std::vector<Problem>& problems) : directory_(directory), problems_(problems) {}

  GenerateSpec spec(const nlohmann::json& value, const std::string& pointer) {
    GenerateSpec spec;
    SpecObject object(value, pointer, problems_);
    object.text("name");
    object.text("why");
    if (const auto seed = object.whole("seed", 0, std::numeric_limits<std::int64_t>::max())) spec.seed = static_cast<std::uint64_t>(*seed);
    read_end(object, spec);
    if (const auto step = object.number("round_to_s", 1e-9, longest_s)) spec.round_to = *to_duration(*step);
    const double rate_scale = object.number("rate_scale", 1e-9, 1e9).value_or(1);
    if (const auto* arrivals = required(object, "arrivals")) {
      spec.arrivals = read_arrival_law(*arrivals, object.pointer_to("arrivals"), directory_, rate_scale, problems_);
    }
    read_tenants(object, spec);
    if (const auto* mix = required(object, "mix")) spec.mix = read_mix(*mix, object.pointer_to("mix"));
    object.finish();
    return spec;
  }

 private:
  const nlohmann::json* required(SpecObject& object, std::string_view key) {
    const auto* member = object.find(key);
    if (member == nullptr && object.value().is_object()) object.complain(key, "missing");
    return member;
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
    if (!is_list(*tenants, pointer)) return;
    for (std::size_t i = 0; i < tenants->size(); ++i) spec.tenants.push_back(read_tenant((*tenants)[i], json_pointer(pointer, i)));
    check_names_and_weights(spec.tenants, pointer);
  }

  TenantSpec read_tenant(const nlohmann::json& value, const std::string& pointer) {
    if (value.is_string()) return {value.get<std::string>(), 1};
    SpecObject object(value, pointer, problems_);
    TenantSpec tenant;
    if (required(object, "name") != nullptr) tenant.name = object.text("name").value_or("");
    tenant.weight = object.number("weight", 0, 1e12).value_or(1);
    object.finish();
    return tenant;
  }

  std::vector<MixSpec> read_mix(const nlohmann::json& value, const std::string& pointer) {
    std::vector<MixSpec> mix;
    if (!is_list(value, pointer)) return mix;
    for (std::size_t i = 0; i < value.size(); ++i) mix.push_back(read_kind(value[i], json_pointer(pointer, i)));
    check_names_and_weights(mix, pointer);
    return mix;
  }

  MixSpec read_kind(const nlohmann::json& value, const std::string& pointer) {
    SpecObject object(value, pointer, problems_);
    MixSpec kind;
    if (required(object, "name") != nullptr) kind.name = object.text("name").value_or("");
    kind.weight = object.number("weight", 0, 1e12).value_or(1);
    if (const auto* stages = object.find("stages")) {
      const std::string stages_pointer = object.pointer_to("stages");
      if (is_list(*stages, stages_pointer)) {
        for (std::size_t i = 0; i < stages->size(); ++i) {
          SpecObject stage((*stages)[i], json_pointer(stages_pointer, i), problems_);
          std::string name;
          if (required(stage, "name") != nullptr) name = stage.text("name").value_or("");
          kind.stages.push_back(read_stage(stage, std::move(name)));
        }
        check_names(kind.stages, stages_pointer);
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
    stage.tasks = read_field(object, "tasks", Kind::from_one);
    stage.cpus = read_field(object, "cpus", Kind::amount);
    stage.memory_gib = read_field(object, "memory_gib", Kind::amount);
    stage.gpus = read_field(object, "gpus", Kind::gpus);
    stage.fpgas = read_field(object, "fpgas", Kind::whole);
    stage.priority = read_field(object, "priority", Kind::any);
    stage.duration_s = read_field(object, "duration_s", Kind::amount);
    if (const auto* work = object.find("work")) stage.works = read_works(*work, object.pointer_to("work"));
    if (object.value().is_object() && object.value().contains("duration_s") == object.value().contains("work")) {
      object.complain("duration_s", object.value().contains("work") ? "is given beside work" : "missing", "either duration_s, or work or a list of works to draw from");
    }
    if (object.value().is_object() && object.value().contains("work")) refuse_beside_work(object);
    stage.deadline_factor = read_field(object, "deadline_factor", Kind::amount);
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
    if (!is_list(value, pointer)) return works;
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
    auto factor = read_field(object, "factor", Kind::amount);
    auto seconds = read_field(object, "value_s", Kind::amount);
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

  // The law of a field, its least value and its atoms refused where the field cannot hold them.
  std::optional<ValueSpec> read_field(SpecObject& object, std::string_view key, Kind kind) {
    const auto* member = object.find(key);
    if (member == nullptr) return std::nullopt;
    ValueSpec spec = read_value_law(*member, object.pointer_to(key), directory_, problems_);
    if (spec.law == nullptr) return std::nullopt;
    const auto law = spec.law->make(spec.input);
    const auto cut = [&](double x) { return std::clamp(x, spec.at_least, spec.at_most); };
    std::string wrong = kind == Kind::any || cut(law->low()) >= 0 ? "" : "must not be below 0";
    for (const double atom : law->atoms()) {
      if (wrong.empty()) wrong = refusal(kind, cut(atom));
    }
    if (!wrong.empty()) object.complain(key, std::move(wrong));
    return spec;
  }

  bool is_list(const nlohmann::json& value, const std::string& pointer) {
    if (value.is_array() && !value.empty()) return true;
    problems_.push_back({{}, 0, 0, pointer, "must be a list that is not empty", {}});
    return false;
  }

  template <class Named>
  void check_names(const std::vector<Named>& items, const std::string& pointer) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].name.empty() || seen.insert(items[i].name).second) continue;
      problems_.push_back({{}, 0, 0, json_pointer(json_pointer(pointer, i), "name"), "given twice: \"" + items[i].name + "\"", {}});
    }
  }

  template <class Weighted>
  void check_names_and_weights(const std::vector<Weighted>& items, const std::string& pointer) {
    check_names(items, pointer);
    if (std::none_of(items.begin(), items.end(), [](const Weighted& item) { return item.weight > 0; })) {
      problems_.push_back({{}, 0, 0, pointer, "all weights are 0: nothing could be drawn", {}});
    }
  }

  const std::string& directory_;
  std::vector<Problem>& problems_;
};

// The preset's members under the spec's own; either end of the spec replaces both ends of the preset.
nlohmann::json over_preset(nlohmann::json preset, const nlohmann::json& spec) {
  if (spec.contains("jobs") || spec.contains("until_s")) {
    preset.erase("jobs");
    preset.erase("until_s");
  }
  for (const auto& [key, member] : spec.items()) {
    if (key != "preset") preset[key] = member;
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
