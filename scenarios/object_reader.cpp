// object_reader.cpp -- the complaints that all objects share.
#include "scenarios/object_reader.h"

#include <algorithm>

#include "scenarios/json_location.h"

namespace suanli {

Node Node::member(std::string_view key, const nlohmann::json& inner) const {
  return {inner, pointer + '/' + escaped_step(key), context};
}

Node Node::element(std::size_t index) const {
  return {value[index], pointer + '/' + std::to_string(index), context};
}

std::string shown(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::null: return "null";
    case nlohmann::json::value_t::object: return "an object";
    case nlohmann::json::value_t::array: return "an array";
    case nlohmann::json::value_t::string: {
      const std::string& text = value.get_ref<const std::string&>();
      return text.size() > 60 ? "a text of " + std::to_string(text.size()) + " bytes" : value.dump();
    }
    case nlohmann::json::value_t::boolean:
    case nlohmann::json::value_t::number_integer:
    case nlohmann::json::value_t::number_unsigned:
    case nlohmann::json::value_t::number_float:
    case nlohmann::json::value_t::binary:
    case nlohmann::json::value_t::discarded: return value.dump();
  }
  return "nothing";
}

bool expect_object(const Node& node) {
  if (node.value.is_object()) return true;
  node.complain("must be an object, not " + shown(node.value));
  return false;
}

void refuse_unknown_keys(const Node& node, const std::vector<std::string>& known) {
  for (const auto& [key, value] : node.value.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string name = key.size() > 60 ? key.substr(0, 60) + "..." : key;
    std::string hint = did_you_mean(key, known);
    if (hint.empty()) {
      for (const std::string& one : known) hint.append(hint.empty() ? "known are " : ", ").append(one);
    }
    node.member(key, value).complain("unknown key \"" + name + "\"", std::move(hint));
  }
}

void complain_missing(const Node& object, const FieldSpec& spec) {
  std::string what = "\"";
  what.append(spec.key).append("\" is missing");
  object.member(spec.key, object.value).complain(std::move(what), std::string(spec.help));
}

}  // namespace suanli
