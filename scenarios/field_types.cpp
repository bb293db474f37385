// field_types.cpp -- reading scalars, and the words for what is wrong with them.
#include "scenarios/field_types.h"

#include <charconv>

#include "scenarios/scenario_sources.h"

namespace suanli {
namespace {

std::string as_text(double value) {
  return written_number(value).dump();
}

std::string range_of(const FieldSpec& spec) {
  const std::string least = (spec.above_low ? "above " : "at least ") + as_text(spec.low);
  if (std::isinf(spec.high)) return least;
  if (std::isinf(spec.low)) return "at most " + as_text(spec.high);
  if (spec.above_low) return least + " and at most " + as_text(spec.high);
  return "from " + as_text(spec.low) + " to " + as_text(spec.high);
}

bool within(double value, const FieldSpec& spec) {
  return (spec.above_low ? value > spec.low : value >= spec.low) && value <= spec.high;
}

std::string help_of(const FieldSpec& spec) {
  return std::string(spec.help);
}

}  // namespace

Json written_number(double value) {
  constexpr double largest_exact = 9007199254740992.0;
  if (value == std::floor(value) && std::abs(value) <= largest_exact) return static_cast<std::int64_t>(value);
  return value;
}

Json range_schema(const char* type, const FieldSpec& spec) {
  Json schema{{"type", type}};
  if (!std::isinf(spec.low)) schema[spec.above_low ? "exclusiveMinimum" : "minimum"] = written_number(spec.low);
  if (!std::isinf(spec.high)) schema["maximum"] = written_number(spec.high);
  return schema;
}

std::optional<double> read_number(const Node& node, const FieldSpec& spec) {
  if (!node.value.is_number()) {
    node.complain("must be a number, not " + shown(node.value), help_of(spec));
    return std::nullopt;
  }
  const double value = node.value.get<double>() + 0.0;  // -0 becomes 0
  if (within(value, spec)) return value;
  node.complain("must be " + range_of(spec) + ", not " + shown(node.value), help_of(spec));
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, const FieldSpec& spec) {
  const auto refuse = [&](const std::string& what) {
    node.complain("must be " + what + ", not " + shown(node.value), help_of(spec));
    return std::nullopt;
  };
  if (!node.value.is_number()) return refuse("a whole number");
  const double value = node.value.get<double>();
  if (value != std::floor(value)) return refuse("a whole number");
  if (!within(value, spec) || value >= 0x1p63 || value < -0x1p63) return refuse(range_of(spec));
  return node.value.is_number_integer() ? node.value.get<std::int64_t>() : static_cast<std::int64_t>(value);
}

std::optional<std::string> read_text(const Node& node, const FieldSpec& spec) {
  if (!node.value.is_string()) {
    node.complain("must be a text, not " + shown(node.value), help_of(spec));
    return std::nullopt;
  }
  return node.value.get<std::string>();
}

std::optional<std::size_t> read_choice(const Node& node, const FieldSpec& spec) {
  const std::vector<std::string> choices = split_choices(spec.choices);
  const auto text = read_text(node, spec);
  if (!text) return std::nullopt;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == *text) return i;
  }
  std::string list;
  for (const std::string& choice : choices) list += (list.empty() ? "" : ", ") + choice;
  node.complain("must be one of " + list + ", not " + shown(node.value), did_you_mean(*text, choices));
  return std::nullopt;
}

bool expect_array(const Node& node) {
  if (node.value.is_array()) return true;
  node.complain("must be an array, not " + shown(node.value));
  return false;
}

void Codec<FilePath>::read(const Node& node, const FieldSpec& spec, FilePath& target) {
  const auto path = read_text(node, spec);
  if (!path) return;
  if (path->empty() || path->find('\0') != std::string::npos) return node.complain("is not the path of a file");
  target.text = node.context.sources == nullptr ? *path : node.context.sources->from_directory(node.pointer, *path);
}

void Codec<Duration>::read(const Node& node, const FieldSpec& spec, Duration& target) {
  const auto seconds = read_number(node, spec);
  if (!seconds) return;
  if (const auto duration = to_duration(*seconds)) target = *duration;
  else node.complain("must be less than 2^63 ns (292 years), not " + shown(node.value), help_of(spec));
}

}  // namespace suanli
