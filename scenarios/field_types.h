// field_types.h -- how texts, numbers, times, choices, lists and objects are read, written and described.
#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "scenarios/field_table.h"
#include "scenarios/object_reader.h"
#include "sim/base/params.h"
#include "sim/base/time.h"

namespace suanli {

// A path to a file, relative to the directory of the scenario's own file (or absolute).
struct FilePath {
  std::string text;
  bool operator==(const FilePath&) const = default;
};

// Empty, after a complaint, when the value is of another type or out of the field's range. Whole numbers may be written 1.0 or 1e3; -0 is 0.
std::optional<double> read_number(const Node& node, const FieldSpec& spec);
std::optional<std::int64_t> read_integer(const Node& node, const FieldSpec& spec);
std::optional<std::string> read_text(const Node& node, const FieldSpec& spec);
// Position in the list of choices.
std::optional<std::size_t> read_choice(const Node& node, const FieldSpec& spec);
bool expect_array(const Node& node);

// Whole numbers without a point; else the shortest text that reads back the same.
Json written_number(double value);
Json range_schema(const char* type, const FieldSpec& spec);

template <>
struct Codec<std::string> {
  static void read(const Node& node, const FieldSpec& spec, std::string& target) {
    if (auto text = read_text(node, spec)) target = std::move(*text);
  }
  static Json write(const FieldSpec&, const std::string& value) {
    return value;
  }
  static Json schema(const FieldSpec&) {
    return {{"type", "string"}};
  }
};

template <>
struct Codec<FilePath> {
  static void read(const Node& node, const FieldSpec& spec, FilePath& target);
  static Json write(const FieldSpec&, const FilePath& path) {
    return path.text;
  }
  static Json schema(const FieldSpec&) {
    return {{"type", "string"}, {"minLength", 1}};
  }
};

template <>
struct Codec<bool> {
  static void read(const Node& node, const FieldSpec&, bool& target) {
    if (node.value.is_boolean()) target = node.value.get<bool>();
    else node.complain("must be true or false, not " + shown(node.value));
  }
  static Json write(const FieldSpec&, bool value) {
    return value;
  }
  static Json schema(const FieldSpec&) {
    return {{"type", "boolean"}};
  }
};

template <>
struct Codec<double> {
  static void read(const Node& node, const FieldSpec& spec, double& target) {
    if (const auto number = read_number(node, spec)) target = *number;
  }
  static Json write(const FieldSpec&, double value) {
    return written_number(value);
  }
  static Json schema(const FieldSpec& spec) {
    return range_schema("number", spec);
  }
};

// REQUIRES a range in the spec that the type can hold.
template <std::integral V>
struct Codec<V> {
  static void read(const Node& node, const FieldSpec& spec, V& target) {
    if (const auto number = read_integer(node, spec)) target = static_cast<V>(*number);
  }
  static Json write(const FieldSpec&, V value) {
    return value;
  }
  static Json schema(const FieldSpec& spec) {
    return range_schema("integer", spec);
  }
};

// Seconds in the file, nanoseconds here.
template <>
struct Codec<Duration> {
  static void read(const Node& node, const FieldSpec& spec, Duration& target);
  static Json write(const FieldSpec&, Duration value) {
    return written_number(to_seconds(value));
  }
  static Json schema(const FieldSpec& spec) {
    return range_schema("number", spec);
  }
};

template <class V>
  requires std::is_enum_v<V>
struct Codec<V> {
  static void read(const Node& node, const FieldSpec& spec, V& target) {
    if (const auto choice = read_choice(node, spec)) target = static_cast<V>(*choice);
  }
  static Json write(const FieldSpec& spec, V value) {
    return split_choices(spec.choices)[static_cast<std::size_t>(value)];
  }
  static Json schema(const FieldSpec& spec) {
    return {{"enum", split_choices(spec.choices)}};
  }
};

// null is "none".
template <class V>
struct Codec<std::optional<V>> {
  static void read(const Node& node, const FieldSpec& spec, std::optional<V>& target) {
    if (node.value.is_null()) return target.reset();
    const std::size_t before = node.context.problems.size();
    V value{};
    Codec<V>::read(node, spec, value);
    if (node.context.problems.size() == before) target = std::move(value);
  }
  static Json write(const FieldSpec& spec, const std::optional<V>& value) {
    return value ? Codec<V>::write(spec, *value) : Json(nullptr);
  }
  static Json schema(const FieldSpec& spec) {
    return {{"anyOf", Json::array({Json{{"type", "null"}}, Codec<V>::schema(spec)})}};
  }
};

template <class V>
struct Codec<std::vector<V>> {
  static void read(const Node& node, const FieldSpec& spec, std::vector<V>& target) {
    if (!expect_array(node)) return;
    target.assign(node.value.size(), V{});
    for (std::size_t i = 0; i < target.size(); ++i) Codec<V>::read(node.element(i), spec, target[i]);
  }
  static Json write(const FieldSpec& spec, const std::vector<V>& values) {
    Json array = Json::array();
    for (const V& value : values) array.push_back(Codec<V>::write(spec, value));
    return array;
  }
  static Json schema(const FieldSpec& spec) {
    return {{"type", "array"}, {"items", Codec<V>::schema(spec)}};
  }
};

// An object with a table of its own.
template <class V>
  requires std::is_class_v<V>
struct Codec<V> {
  static void read(const Node& node, const FieldSpec&, V& target) {
    read_object(node, target);
  }
  static Json write(const FieldSpec&, const V& value) {
    return write_object(value);
  }
  static Json schema(const FieldSpec&) {
    return object_schema<V>();
  }
};

}  // namespace suanli
