// field_table.h -- one table of fields per object; it feeds the reader, the writer and the JSON Schema.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"

namespace suanli {

// Written JSON keeps the order of the tables.
using Json = nlohmann::ordered_json;

class ScenarioSources;

// Where problems of one read go, and what tells the files apart (null when there is but one file).
struct ReadContext {
  std::vector<Problem>& problems;
  const ScenarioSources* sources = nullptr;
};

// A value being read, with its pointer. Valid while the document and the context are.
struct Node {
  const nlohmann::json& value;
  std::string pointer;
  ReadContext& context;

  void complain(std::string what, std::string hint = {}) const {
    context.problems.push_back({{}, 0, 0, pointer, std::move(what), std::move(hint)});
  }
  Node member(std::string_view key, const nlohmann::json& inner) const;
  Node element(std::size_t index) const;
};

// What is said of a field whatever its type. The default is that of the member it fills.
struct FieldSpec {
  std::string_view key;
  std::string_view unit = {};  // "s", "GiB", ...; empty: none
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;     // `low` itself is outside
  std::string_view choices = {};  // "a|b|c"; of an enum in its order
  bool required = false;
  std::string_view help = {};
};

// How values of type V are read, written and described; specialised in field_types.h and beside types of their own form:
//   static void read(const Node&, const FieldSpec&, V&)   complains and leaves V alone when the value does not fit
//   static Json write(const FieldSpec&, const V&)
//   static Json schema(const FieldSpec&)
template <class V>
struct Codec;

template <class T>
struct Field {
  FieldSpec spec;
  void (*read)(const Node& node, const FieldSpec& spec, T& target);
  Json (*write)(const FieldSpec& spec, const T& source);
  Json (*schema)(const FieldSpec& spec);
};

// The table of an object type, in canonical order.
template <class T>
std::span<const Field<T>> fields_of();

// Of<T>::field<&T::member>({.key = "member", ...}) is one row of T's table.
template <class T>
struct Of {
  template <auto member>
  using Value = std::remove_cvref_t<decltype(std::declval<T&>().*member)>;

  template <auto member>
  static constexpr Field<T> field(FieldSpec spec) {
    return {spec,
            [](const Node& node, const FieldSpec& about, T& target) { Codec<Value<member>>::read(node, about, target.*member); },
            [](const FieldSpec& about, const T& source) { return Codec<Value<member>>::write(about, source.*member); },
            [](const FieldSpec& about) { return Codec<Value<member>>::schema(about); }};
  }
};

}  // namespace suanli
