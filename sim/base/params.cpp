// params.cpp -- checking given values against their specs.
#include "sim/base/params.h"

#include <charconv>
#include <cmath>

namespace suanli {
namespace {

std::string shortest(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end.ptr);
}

std::string range_text(const ParamSpec& spec) {
  if (std::isinf(spec.high) && std::isinf(spec.low)) return "a number";
  if (std::isinf(spec.high)) return "at least " + shortest(spec.low);
  if (std::isinf(spec.low)) return "at most " + shortest(spec.high);
  return "from " + shortest(spec.low) + " to " + shortest(spec.high);
}

// Empty when the value fits the spec; else what is wrong. A whole number is welcome where a number is wanted.
std::string complaint(const ParamSpec& spec, ParamValue& value) {
  switch (spec.type) {
    case ParamType::boolean:
      return std::holds_alternative<bool>(value) ? "" : "must be true or false";
    case ParamType::text: {
      if (!std::holds_alternative<std::string>(value)) return "must be a text";
      if (spec.choices.empty()) return "";
      for (const std::string& choice : split_choices(spec.choices)) {
        if (choice == std::get<std::string>(value)) return "";
      }
      return "must be one of " + std::string(spec.choices);
    }
    case ParamType::integer: {
      if (!std::holds_alternative<std::int64_t>(value)) return "must be a whole number";
      const auto number = static_cast<double>(std::get<std::int64_t>(value));
      return number >= spec.low && number <= spec.high ? "" : "must be " + range_text(spec);
    }
    case ParamType::number: {
      if (const auto* whole = std::get_if<std::int64_t>(&value)) value = static_cast<double>(*whole);
      if (!std::holds_alternative<double>(value)) return "must be a number";
      const double number = std::get<double>(value);
      if (!std::isfinite(number)) return "must be a finite number";
      return number >= spec.low && number <= spec.high ? "" : "must be " + range_text(spec);
    }
  }
  return "has no type";
}

}  // namespace

std::vector<std::string> split_choices(std::string_view choices) {
  std::vector<std::string> words;
  while (!choices.empty()) {
    const std::size_t bar = choices.find('|');
    words.emplace_back(choices.substr(0, bar));
    choices = bar == std::string_view::npos ? std::string_view{} : choices.substr(bar + 1);
  }
  return words;
}

ParamValue param_from_text(const ParamSpec& spec, std::string_view text) {
  const char* first = text.data();
  const char* last = first + text.size();
  if (spec.type == ParamType::boolean && (text == "true" || text == "false")) return text == "true";
  if (spec.type == ParamType::integer) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(first, last, whole);
    if (error == std::errc() && end == last) return whole;
  }
  if (spec.type == ParamType::number) {
    double number = 0;
    const auto [end, error] = std::from_chars(first, last, number);
    if (error == std::errc() && end == last && std::isfinite(number)) return number;
  }
  return std::string(text);
}

Params::Params(std::span<const ParamSpec> specs) {
  for (const ParamSpec& spec : specs) {
    ParamValue value = param_from_text(spec, spec.default_value);
    const std::string wrong = complaint(spec, value);
    SUANLI_ASSERT(wrong.empty(), "the default of parameter " + std::string(spec.name) + " " + wrong);
    values_.emplace(spec.name, std::move(value));
  }
}

Params::Params(std::span<const ParamSpec> specs, const std::map<std::string, ParamValue>& given,
               const std::string& base_pointer, std::vector<Problem>& problems)
    : Params(specs) {
  for (const auto& [name, value] : given) {
    const ParamSpec* spec = nullptr;
    std::vector<std::string> known;
    for (const ParamSpec& candidate : specs) {
      known.emplace_back(candidate.name);
      if (candidate.name == name) spec = &candidate;
    }
    const std::string pointer = base_pointer + "/" + name;
    if (spec == nullptr) {
      std::string hint = did_you_mean(name, known);
      if (hint.empty() && known.empty()) hint = "it takes no parameters";
      problems.push_back({{}, 0, 0, pointer, "unknown parameter \"" + name + "\"", std::move(hint)});
      continue;
    }
    ParamValue fitted = value;
    const std::string wrong = complaint(*spec, fitted);
    if (wrong.empty()) {
      values_.insert_or_assign(name, std::move(fitted));
    } else {
      problems.push_back({{}, 0, 0, pointer, "parameter \"" + name + "\" " + wrong, std::string(spec->help)});
    }
  }
}

const ParamValue& Params::at(std::string_view name) const {
  const auto found = values_.find(name);
  SUANLI_ASSERT(found != values_.end(), "parameter " + std::string(name) + " was not declared");
  return found->second;
}

double Params::number(std::string_view name) const {
  return std::get<double>(at(name));
}

std::int64_t Params::integer(std::string_view name) const {
  return std::get<std::int64_t>(at(name));
}

bool Params::flag(std::string_view name) const {
  return std::get<bool>(at(name));
}

const std::string& Params::text(std::string_view name) const {
  return std::get<std::string>(at(name));
}

}  // namespace suanli
