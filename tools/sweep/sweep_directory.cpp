// sweep_directory.cpp -- the files of a sweep and the lock that tells whether anybody else works on them.
#include "tools/sweep/sweep_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "tools/sweep/point_file.h"

namespace suanli::sweep {
namespace {

namespace fs = std::filesystem;

std::string manifest_path(const std::string& directory) {
  return (fs::path(directory) / "manifest.json").string();
}

void make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw InputError(directory.string(), "cannot make this directory: " + error.message());
}

std::optional<std::string> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A name that only results have, of a sweep unless there is no manifest; empty when there is none.
std::string result_of_unknown_origin(const std::string& directory) {
  for (const char* name : {"run.json", "sweep.csv", "compare.csv", "points"}) {
    if (fs::exists(fs::path(directory) / name)) return name;
  }
  return {};
}

SweepManifest found_manifest(const std::string& directory) {
  auto manifest = read_manifest(manifest_path(directory));
  if (!manifest) throw InputError(directory, "holds no sweep: there is no manifest.json in it", "suanli sweep SWEEP.json -o DIR makes one");
  return std::move(*manifest);
}

}  // namespace

// What is looked for first is made last: between the two looks another shard may begin the same sweep.
void require_sweep_directory(const std::string& directory, const SweepManifest& manifest) {
  const std::string foreign = result_of_unknown_origin(directory);
  const auto former = read_manifest(manifest_path(directory));
  if (former && former->plan_hash == manifest.plan_hash) return;
  if (former) {
    const bool same_name = former->sweep.name == manifest.sweep.name;
    throw InputError(directory, "holds the results of another plan: sweep \"" + former->sweep.name + "\", hash " + former->plan_hash + ", not " + manifest.plan_hash,
                     same_name ? "the sweep, its scenario, its trace or the program has changed since; give another directory, or remove this one"
                               : "give another directory, or remove this one");
  }
  if (!foreign.empty()) throw InputError(directory, "holds a " + foreign + " of unknown origin", "give another directory, or remove it");
}

SweepDirectory::SweepDirectory(const std::string& directory, const SweepManifest& manifest) : directory_(directory), manifest_(manifest) {
  require_sweep_directory(directory, manifest);
  make_directory(directory);
  take_lock();
  const std::string text = write_manifest(manifest);  // other metrics or another baseline are the same plan
  if (bytes_of(manifest_path(directory)) != text) write_whole_file(manifest_path(directory), text);
  make_directory(fs::path(directory) / "points");  // last: where points are without a manifest, they are not ours
}

SweepDirectory::SweepDirectory(const std::string& directory) : directory_(directory), manifest_(found_manifest(directory)) {
  take_lock();
}

SweepDirectory::~SweepDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

// All who write hold the lock together. Who can have it alone is alone, and what has a temporary name then belongs to nobody. Where the file
// system knows no locks nothing is removed.
void SweepDirectory::take_lock() {
  lock_ = ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) return;
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) remove_left_overs();
  ::flock(lock_, LOCK_SH);
}

void SweepDirectory::remove_left_overs() const {
  for (const fs::path& folder : {fs::path(directory_), fs::path(directory_) / "points"}) {
    std::error_code error;
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(".suanli-") && name.ends_with(".tmp")) left.push_back(entry.path());
    }
    for (const fs::path& file : left) fs::remove(file, error);
  }
}

std::string SweepDirectory::point_path(std::size_t point) const {
  return (fs::path(directory_) / "points" / point_file_name(point)).string();
}

std::optional<std::string> SweepDirectory::rows(std::size_t point) const {
  auto file = bytes_of(point_path(point));
  if (!file) return std::nullopt;
  const auto rows = rows_of(*file);
  if (!rows) return std::nullopt;
  file->resize(rows->size());
  return file;
}

void SweepDirectory::write(std::size_t point, std::string_view rows) const {
  write_whole_file(point_path(point), with_footer(rows));
}

}  // namespace suanli::sweep
