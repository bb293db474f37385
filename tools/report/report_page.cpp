// report_page.cpp -- looks at what the directories hold and gathers it.
#include "tools/report/report_page.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "sim/base/check.h"
#include "tools/report/page.h"
#include "tools/report/run_data.h"
#include "tools/report/sweep_data.h"

namespace suanli::page {
namespace {

namespace fs = std::filesystem;

void require_directory(const std::string& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error)) return;
  throw InputError(directory, fs::exists(directory, error) ? "is not a directory" : "no such directory",
                   "give the directory that suanli run -o wrote");
}

// All but letters, digits and -._~/ as %XX (RFC 3986).
std::string url_path(std::string_view path) {
  constexpr std::string_view hexadecimal = "0123456789ABCDEF";
  std::string url;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      url += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      url += {'%', hexadecimal[byte >> 4U], hexadecimal[byte & 0xFU]};
    }
  }
  return url;
}

// From the page to the directory, with a slash at the end; empty when the page lies in it.
std::string folder_of(const std::string& directory, const std::string& output) {
  const fs::path from = fs::absolute(output).lexically_normal().parent_path();
  fs::path to = fs::absolute(directory).lexically_normal();
  if (!to.has_filename()) to = to.parent_path();
  const std::string relative = to.lexically_relative(from).generic_string();
  return relative == "." ? std::string() : url_path(relative) + '/';
}

std::string directory_name(const std::string& directory) {
  const fs::path path = fs::absolute(directory).lexically_normal();
  return (path.has_filename() ? path.filename() : path.parent_path().filename()).string();
}

std::string run_page(const RunResults& run, const std::string& output) {
  JsonText data;
  data.begin_object().key("kind").text("run").key("runs").begin_list();
  write_run_data(data, run, {.label = run.document.scheduling, .folder = folder_of(run.directory, output)});
  data.end_list().end_object();
  return html_page(run.document.name + " under " + run.document.scheduling, data.take());
}

std::string comparison_page(const std::vector<RunResults>& runs, const std::string& output) {
  std::vector<RunNames> names;
  for (const RunResults& run : runs) {
    names.push_back({run.document.scheduling, run.document.placement, run.document.name, directory_name(run.directory)});
  }
  const std::vector<std::string> labels = run_labels(names);
  JsonText data;
  data.begin_object().key("kind").text("compare").key("runs").begin_list();
  std::string title;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    write_run_data(data, runs[i], {.label = labels[i], .folder = folder_of(runs[i].directory, output), .most_points = 1500, .most_bars = 0});
    title += (i == 0 ? "" : ", ") + labels[i];
  }
  data.end_list().end_object();
  return html_page(title, data.take());
}

std::string sweep_page(const std::string& directory, const std::string& output) {
  const SweepResults sweep = read_sweep_results(directory);
  JsonText data;
  write_sweep_data(data, sweep, folder_of(directory, output));
  return html_page(sweep.manifest.sweep.name.empty() ? directory_name(directory) : sweep.manifest.sweep.name, data.take());
}

}  // namespace

std::vector<std::string> run_labels(const std::vector<RunNames>& runs) {
  const auto all_differ = [](const std::vector<std::string>& labels) { return std::set(labels.begin(), labels.end()).size() == labels.size(); };
  std::vector<std::string> labels;
  for (const auto part : {&RunNames::scheduling, &RunNames::placement, &RunNames::scenario, &RunNames::directory}) {
    std::set<std::string> values;
    for (const RunNames& run : runs) values.insert(run.*part);
    if (values.size() == 1) continue;  // tells nothing apart
    std::vector<std::string> longer = labels;
    longer.resize(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) longer[i] += (longer[i].empty() ? "" : ", ") + runs[i].*part;
    labels = std::move(longer);
    if (all_differ(labels)) return labels;
  }
  // The same results twice, or directories of the same name.
  labels.resize(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) labels[i] = (labels[i].empty() ? "run" : labels[i]) + " #" + std::to_string(i + 1);
  return labels;
}

std::string report_page(const std::vector<std::string>& directories, const std::string& output) {
  std::vector<RunResults> runs;
  for (const std::string& directory : directories) {
    require_directory(directory);
    if (holds_sweep(directory)) {
      if (directories.size() == 1) return sweep_page(directory, output);
      throw InputError(directory, "holds a sweep, which already is a comparison", "give it alone; several directories are runs");
    }
    runs.push_back(read_run_results(directory));
  }
  return runs.size() == 1 ? run_page(runs.front(), output) : comparison_page(runs, output);
}

}  // namespace suanli::page
