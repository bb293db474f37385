// result_files.cpp -- one whole file per table, named together at the end.
#include "sim/report/result_files.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "sim/report/result_tables.h"
#include "sim/report/service_tables.h"
#include "sim/report/work_tables.h"

namespace suanli {
namespace {

void remove_stale(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error) throw InputError(path, "cannot remove this file of an earlier run: " + error.message());
}

class FileSet {
 public:
  explicit FileSet(const std::string& directory) : directory_(directory) {
    std::error_code error;
    std::filesystem::create_directories(directory_, error);
    if (error) throw InputError(directory, "cannot make this directory: " + error.message());
  }

  template <class Write>
  void add(const std::string& name, Write write) {
    files_.push_back(std::make_unique<WholeFile>((directory_ / name).string()));
    write(TextSink([&](std::string_view piece) { files_.back()->write(piece); }));
    names_.push_back(name);
  }

  std::vector<std::string> commit() {
    for (const auto& file : files_) file->finish();
    remove_exports(directory_.string());
    for (const auto& file : files_) file->commit();
    return std::exchange(names_, {});
  }

 private:
  std::filesystem::path directory_;
  std::vector<std::unique_ptr<WholeFile>> files_;
  std::vector<std::string> names_;
};

}  // namespace

void remove_exports(const std::string& directory) {
  for (const std::string_view name : export_file_names) remove_stale((std::filesystem::path(directory) / name).string());
}

std::vector<std::string> write_result_files(const std::string& directory, const RunResult& run, const Workload& workload,
                                            const Cluster& cluster, std::span<const MetricRow> rows, std::span<const NamedText> more) {
  FileSet files(directory);
  files.add("summary.csv", [&](const TextSink& sink) { write_summary_table(rows, sink); });
  files.add("jobs.csv", [&](const TextSink& sink) { write_jobs_table(run, workload, cluster, sink); });
  files.add("nodes.csv", [&](const TextSink& sink) { write_nodes_table(run, cluster, sink); });
  if (run.timeline_sampled) files.add("timeline.csv", [&](const TextSink& sink) { write_timeline_table(run, sink); });
  if (run.online.kept()) {
    files.add("requests.csv", [&](const TextSink& sink) { write_requests_table(run, workload, sink); });
    files.add("replicas.csv", [&](const TextSink& sink) { write_replicas_table(run, cluster, sink); });
  }
  const bool described = run.estimate_table != nullptr;
  if (described) files.add("phases.csv", [&](const TextSink& sink) { write_phases_table(run, workload, sink); });
  for (const NamedText& one : more) files.add(one.name, [&](const TextSink& sink) { sink(one.text); });
  auto names = files.commit();
  const auto remove_unless = [&](bool is_there, const char* name) {
    if (!is_there) remove_stale((std::filesystem::path(directory) / name).string());
  };
  remove_unless(run.timeline_sampled, "timeline.csv");
  remove_unless(run.online.kept(), "requests.csv");
  remove_unless(run.online.kept(), "replicas.csv");
  remove_unless(described, "phases.csv");
  return names;
}

}  // namespace suanli
