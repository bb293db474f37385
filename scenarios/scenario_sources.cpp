// scenario_sources.cpp -- including files, applying overrides and telling whose mistake a problem is.
#include "scenarios/scenario_sources.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "scenarios/json_location.h"

namespace suanli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Editors want "$schema" at the top of a file; it says nothing to us.
void drop_schema(json& root) {
  if (root.is_object() && root.contains("$schema") && root["$schema"].is_string()) root.erase("$schema");
}

// The value at a pointer, or null.
json* find(json& root, std::string_view pointer) {
  json* value = &root;
  for (const std::string& step : steps_of(pointer)) {
    if (value->is_object()) {
      const auto member = value->find(step);
      if (member == value->end()) return nullptr;
      value = &*member;
    } else if (value->is_array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
      if (error != std::errc() || end != step.data() + step.size() || index >= value->size()) return nullptr;
      value = &(*value)[index];
    } else {
      return nullptr;
    }
  }
  return value;
}

// Where a policy may be given by name.
bool is_policy(const std::string& pointer) {
  const std::string parent = parent_of(pointer);
  if (parent == "/policies") return true;
  const std::string key = pointer.substr(parent.size());
  return parent_of(parent) == "/services" && (key == "/serving" || key == "/balancing" || key == "/scaling");
}

}  // namespace

ScenarioSources::ScenarioSources(JsonDocument root, const Overrides& overrides, std::span<const IncludedPart> parts)
    : parts_(parts), directory_(fs::path(root.file).parent_path().string()), merged_(root.root) {
  drop_schema(merged_);
  mounts_.push_back({{}, {}, {}, std::move(root)});
  include_all();
  for (const Override& change : overrides) {
    apply(change);
    include_all();
  }
}

std::string ScenarioSources::from_directory(std::string_view pointer, const std::string& path) const {
  if (fs::path(path).is_absolute()) return path;
  const Mount& owner = owner_of(pointer);
  if (owner.directory.empty()) return path;
  return (fs::path(owner.directory) / path).lexically_normal().string();
}

std::string ScenarioSources::opened_as(const std::string& path) const {
  if (path.empty()) return directory_;
  return directory_.empty() ? path : (fs::path(directory_) / path).lexically_normal().string();
}

const ScenarioSources::Mount& ScenarioSources::owner_of(std::string_view pointer) const {
  const Mount* owner = &mounts_.front();
  for (const Mount& mount : mounts_) {
    if (lies_under(pointer, mount.pointer) && mount.pointer.size() >= owner->pointer.size()) owner = &mount;
  }
  return *owner;
}

void ScenarioSources::mount(Mount mount) {
  std::erase_if(mounts_, [&](const Mount& old) { return !old.pointer.empty() && lies_under(old.pointer, mount.pointer); });
  std::erase_if(broken_, [&](const std::string& old) { return lies_under(old, mount.pointer); });
  mounts_.push_back(std::move(mount));
}

void ScenarioSources::include_all() {
  for (const IncludedPart& part : parts_) {
    const std::string pointer(part.pointer);
    include(pointer, part.or_name);
    const json* list = part.elements_too ? find(merged_, pointer) : nullptr;
    if (list == nullptr || !list->is_array()) continue;
    for (std::size_t i = 0; i < list->size(); ++i) include(pointer + "/" + std::to_string(i), part.or_name);
  }
}

void ScenarioSources::include(const std::string& pointer, bool or_name) {
  json* value = find(merged_, pointer);
  if (value == nullptr || !value->is_string()) return;
  if (or_name && !value->get_ref<const std::string&>().ends_with(".json")) return;
  std::string path = from_directory(pointer, value->get<std::string>());
  try {
    JsonDocument document = read_chain(pointer, path);
    *value = document.root;
    drop_schema(*value);
    mount({pointer, fs::path(path).parent_path().string(), {}, std::move(document)});
  } catch (const InputError& error) {
    problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
    *value = json::object();
    broken_.push_back(pointer);
  }
}

// Reads the file, and the next as long as one holds nothing but another path; `path` is then the last one's.
JsonDocument ScenarioSources::read_chain(const std::string& pointer, std::string& path) {
  std::error_code error;
  std::set<fs::path> seen{fs::weakly_canonical(mounts_.front().document.file, error)};
  for (;;) {
    const std::string opened = opened_as(path);
    if (!fs::exists(opened, error)) {
      throw InputError({{{}, 0, 0, pointer, "no such file: " + opened, "paths are relative to the file that names them"}});
    }
    if (!seen.insert(fs::weakly_canonical(opened, error)).second) {
      throw InputError({{{}, 0, 0, pointer, "files include each other in a circle, back to " + opened, {}}});
    }
    JsonDocument document = read_json(opened);
    if (!document.root.is_string()) return document;
    const fs::path next(document.root.get<std::string>());
    path = next.is_absolute() ? next.string() : (fs::path(path).parent_path() / next).lexically_normal().string();
  }
}

// The value the override stands for; objects on the way are made, a policy given by name becomes {"name": ...}. `made` is the pointer of
// the first value that was not there.
json& ScenarioSources::slot_for(const Override& change, std::string& made) {
  json* value = &merged_;
  std::string at;
  made = change.pointer;
  const auto refuse = [&](std::string what, std::string hint) {
    throw InputError({{change.option, 0, 0, change.pointer, std::move(what), std::move(hint)}});
  };
  for (const std::string& step : steps_of(change.pointer)) {
    if (value->is_null()) {
      if (made == change.pointer) made = at;
      *value = json::object();
    }
    if (value->is_string() && is_policy(at)) *value = json{{"name", *value}};
    if (value->is_object()) {
      value = &(*value)[step];
    } else if (value->is_array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
      const bool number = error == std::errc() && end == step.data() + step.size();
      if (!number || index >= value->size()) {
        refuse("there is no element " + step + " in " + at, "it has " + std::to_string(value->size()) + ", counted from 0");
      }
      value = &(*value)[index];
    } else {
      refuse("there is nothing under " + (at.empty() ? std::string("/") : at), "it is not an object");
    }
    at += '/' + escaped_step(step);
  }
  return *value;
}

void ScenarioSources::apply(const Override& change) {
  std::string made;
  slot_for(change, made) = change.value;
  std::error_code error;
  const fs::path here = fs::current_path(error);
  const std::string from_root = here.lexically_relative((here / directory_).lexically_normal()).string();
  mount({std::move(made), from_root == "." ? "" : from_root, change.option, {}});
}

std::vector<Problem> ScenarioSources::place(std::vector<Problem> problems) const {
  std::erase_if(problems, [&](const Problem& problem) {
    return std::any_of(broken_.begin(), broken_.end(), [&](const std::string& base) { return lies_under(problem.pointer, base); });
  });
  problems.insert(problems.end(), problems_.begin(), problems_.end());
  std::vector<Problem> placed;
  for (const Mount& mount : mounts_) {
    placed.insert(placed.end(), mount.document.problems.begin(), mount.document.problems.end());
    std::vector<Problem> ours;
    for (const Problem& problem : problems) {
      if (problem.line == 0 && problem.file.empty() && &owner_of(problem.pointer) == &mount) ours.push_back(problem);
    }
    if (mount.option.empty()) suanli::place(mount.document, ours, mount.pointer);
    for (Problem& problem : ours) {
      if (!mount.option.empty()) problem.file = mount.option;
      placed.push_back(std::move(problem));
    }
  }
  for (const Problem& problem : problems) {
    if (problem.line != 0 || !problem.file.empty()) placed.push_back(problem);
  }
  return told_in_order(std::move(placed));
}

}  // namespace suanli
