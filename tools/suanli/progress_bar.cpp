// progress_bar.cpp -- draws the bar.
#include "tools/suanli/progress_bar.h"

#include <algorithm>
#include <utility>

#include "tools/suanli/readable_number.h"

namespace suanli::cli {

std::string progress_line(std::size_t done, std::size_t total, double elapsed_s, std::string_view noun) {
  constexpr std::size_t width = 24;
  const double part = total == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto full = static_cast<std::size_t>(part * width);
  std::string line = "[" + std::string(full, '#') + std::string(width - full, ' ') + "] " + fixed(100 * part, 0) + " %";
  if (elapsed_s > 0) line += "  " + with_prefix(static_cast<double>(done) / elapsed_s) + ' ' + std::string(noun) + "/s";
  if (done > 0) line += "  " + fixed(elapsed_s * (1 - part) / part, 0) + " s left";
  return line;
}

ProgressBar::ProgressBar(const Terminal& terminal, std::size_t total, std::string noun)
    : terminal_(terminal),
      total_(total),
      noun_(std::move(noun)),
      began_(std::chrono::steady_clock::now()),
      next_(began_ + std::chrono::milliseconds(500)) {}

void ProgressBar::update(std::size_t done, std::string_view more) {
  if (!terminal_.shows_progress()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  drawn_ = true;
  std::string line = progress_line(done, total_, std::chrono::duration<double>(now - began_).count(), noun_);
  if (!more.empty()) line.append("  ").append(more);
  terminal_.progress(line);
}

void ProgressBar::clear() {
  if (drawn_) terminal_.progress("");
  drawn_ = false;
}

}  // namespace suanli::cli
