// progress_bar.h -- a bar with rate and time left on stderr, for what takes longer than a moment.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "tools/suanli/terminal.h"

namespace suanli::cli {

// "[########            ]  40 %  3.2 M jobs/s  12 s left"
std::string progress_line(std::size_t done, std::size_t total, double elapsed_s, std::string_view noun);

class ProgressBar {
 public:
  // `noun` is what is counted, in the plural. The terminal must outlive the bar.
  ProgressBar(const Terminal& terminal, std::size_t total, std::string noun);
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Cheap enough to be called often: draws at most ten times a second, and not in the first half second.
  // `more` closes the line.
  void update(std::size_t done, std::string_view more = {});
  // The total has changed.
  void expect(std::size_t total) { total_ = total; }
  void clear();

 private:
  const Terminal& terminal_;
  std::size_t total_;
  std::string noun_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point next_;
  bool drawn_ = false;
};

}  // namespace suanli::cli
