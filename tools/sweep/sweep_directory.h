// sweep_directory.h -- where the results of a sweep lie: a manifest, a file a point, and what is joined from them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep/manifest.h"

namespace suanli::sweep {

// DIR/manifest.json, DIR/points/point-NNNNNNN.csv. Any number of processes, on any machines, may write to one directory: a file appears whole
// under its name or not at all, and two writers of one point write the same bytes.
class SweepDirectory {
 public:
  // Makes the directory, or finds that it holds results of the same plan, which then are gone on with. Left-overs of processes that were killed
  // are removed when no other process works here. [InputError] when it may not be written to or holds something else.
  SweepDirectory(const std::string& directory, const SweepManifest& manifest);
  // One that is there already. [InputError] when it holds no sweep.
  explicit SweepDirectory(const std::string& directory);
  SweepDirectory(const SweepDirectory&) = delete;
  SweepDirectory& operator=(const SweepDirectory&) = delete;
  ~SweepDirectory();

  const std::string& path() const { return directory_; }
  const SweepManifest& manifest() const { return manifest_; }

  // The rows of a point; nothing when it is not there or its file is damaged.
  std::optional<std::string> rows(std::size_t point) const;
  // Durable when it returns. [InputError]
  void write(std::size_t point, std::string_view rows) const;

 private:
  std::string point_path(std::size_t point) const;
  void take_lock();
  void remove_left_overs() const;

  std::string directory_;
  SweepManifest manifest_;
  int lock_ = -1;
};

// [InputError] when a sweep may not write there; asked before anything is computed. Writes nothing.
void require_sweep_directory(const std::string& directory, const SweepManifest& manifest);

}  // namespace suanli::sweep
