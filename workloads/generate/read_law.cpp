// read_law.cpp -- look-up of laws by name, and their parameters against the laws' own tables.
#include "workloads/generate/read_law.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "workloads/generate/spec_object.h"

namespace suanli {
namespace {

template <class Entry>
const Entry* find_law(std::span<const Entry* const> entries, SpecObject& object) {
  const auto name = object.text("law");
  if (!name) {
    if (object.value().is_object() && !object.value().contains("law")) object.complain("law", "missing: which law?");
    return nullptr;
  }
  std::vector<std::string> known;
  for (const Entry* entry : entries) {
    if (entry->description.name == *name) return entry;
    known.emplace_back(entry->description.name);
  }
  std::string hint = did_you_mean(*name, known);
  if (hint.empty()) {
    for (const std::string& other : known) hint += (hint.empty() ? "one of " : ", ") + other;
  }
  object.complain("law", "unknown law \"" + *name + "\"", std::move(hint));
  return nullptr;
}

// A number may stand alone on a line; blank lines and lines from '#' on are passed over.
std::vector<double> numbers_of_file(const std::string& name, SpecObject& object, std::string_view key, const std::string& directory) {
  const std::filesystem::path path = std::filesystem::path(directory) / name;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return object.complain(key, "cannot read the file " + path.string()), std::vector<double>{};
  std::vector<double> numbers;
  std::string line;
  for (std::size_t at = 1; std::getline(file, line); ++at) {
    line.resize(std::min(line.find('#'), line.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
    if (line.empty()) continue;
    double number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (error != std::errc() || end != line.data() + line.size() || !std::isfinite(number)) {
      object.complain(key, path.string() + ":" + std::to_string(at) + ": not a number", "one number per line");
      return {};
    }
    numbers.push_back(number);
  }
  return numbers;
}

std::vector<double> read_list(const ListSpec& spec, SpecObject& object, const std::string& directory) {
  const auto* member = object.find(spec.name);
  if (member == nullptr) {
    if (spec.required) object.complain(spec.name, "missing", std::string(spec.help));
    return {};
  }
  std::vector<double> numbers;
  if (member->is_string()) {
    numbers = numbers_of_file(member->get<std::string>(), object, spec.name, directory);
  } else if (member->is_array() && std::all_of(member->begin(), member->end(), [](const auto& item) { return item.is_number(); })) {
    numbers = member->get<std::vector<double>>();
  } else {
    object.complain(spec.name, "must be a list of numbers, or a file of them", std::string(spec.help));
    return {};
  }
  if (numbers.empty()) object.complain(spec.name, "must not be empty", std::string(spec.help));
  return numbers;
}

ParamValue param_of(const nlohmann::json& member) {
  if (member.is_boolean()) return member.get<bool>();
  if (member.is_string()) return member.get<std::string>();
  const bool fits = !member.is_number_unsigned() || member.get<std::uint64_t>() <= std::uint64_t{1} << 62;
  if (member.is_number_integer() && fits) return member.get<std::int64_t>();
  return member.get<double>();
}

LawInput read_input(const LawDescription& law, SpecObject& object, const std::string& directory) {
  std::map<std::string, ParamValue> given;
  for (std::size_t i = 0; i < law.params.size(); ++i) {
    const ParamSpec& spec = law.params[i];
    const auto* member = object.find(spec.name);
    if (member == nullptr) {
      if (i < law.required_params) object.complain(spec.name, "missing", std::string(spec.help));
    } else if (member->is_number() || member->is_boolean() || member->is_string()) {
      given.emplace(spec.name, param_of(*member));
    } else {
      object.complain(spec.name, "must be a single value", std::string(spec.help));
    }
  }
  LawInput input;
  input.params = Params(law.params, given, object.pointer(), object.problems());
  for (const ListSpec& spec : law.lists) input.lists.emplace(spec.name, read_list(spec, object, directory));
  return input;
}

// Whether everything was right, the law's own check included, which sees only parameters and lists that are right by themselves.
template <class Entry>
bool checks(const Entry& law, const LawInput& input, SpecObject& object, std::size_t problems_before) {
  if (object.problems().size() != problems_before) return false;
  LawCheck check(object.pointer(), object.problems());
  law.check(input, check);
  return object.problems().size() == problems_before;
}

}  // namespace

ValueSpec read_value_law(const nlohmann::json& value, const std::string& pointer, const std::string& directory,
                         std::vector<Problem>& problems) {
  if (value.is_number()) return read_value_law(nlohmann::json{{"law", "constant"}, {"value", value}}, pointer, directory, problems);
  if (!value.is_object()) {
    problems.push_back({{}, 0, 0, pointer, "must be a number or a law", R"(e.g. 3600 or {"law": "exponential", "mean": 3600})"});
    return {};
  }
  const std::size_t problems_before = problems.size();
  SpecObject object(value, pointer, problems);
  const ValueLawEntry* law = find_law(values::entries(), object);
  if (law == nullptr) return {};
  ValueSpec spec{.law = law, .input = read_input(law->description, object, directory), .pointer = pointer};
  spec.at_least = object.number("at_least").value_or(spec.at_least);
  spec.at_most = object.number("at_most").value_or(spec.at_most);
  if (spec.at_least > spec.at_most) object.complain("at_most", "must not be below at_least");
  object.finish();
  if (!checks(*law, spec.input, object, problems_before)) spec.law = nullptr;
  return spec;
}

ArrivalSpec read_arrival_law(const nlohmann::json& value, const std::string& pointer, const std::string& directory, double rate_scale,
                             std::vector<Problem>& problems) {
  const std::size_t problems_before = problems.size();
  SpecObject object(value, pointer, problems);
  const ArrivalLawEntry* law = find_law(arrivals::entries(), object);
  if (law == nullptr) return {};
  ArrivalSpec spec{law, read_input(law->description, object, directory)};
  spec.input.rate_scale = rate_scale;
  object.finish();
  if (!checks(*law, spec.input, object, problems_before)) spec.law = nullptr;
  return spec;
}

}  // namespace suanli
