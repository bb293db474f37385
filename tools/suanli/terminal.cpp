// terminal.cpp -- writing to the two streams, whatever they are connected to.
#include "tools/suanli/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "sim/base/check.h"

namespace suanli::cli {
namespace {

// 0, or the errno that ended it.
int write_all(int stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(stream, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd full{stream, POLLOUT, 0};
      ::poll(&full, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

bool is_closed(int stream) {
  return ::fcntl(stream, F_GETFD) == -1 && errno == EBADF;
}

// A number below 3 that is free would be given to the next file that is opened.
bool replace_if_closed(int stream) {
  if (!is_closed(stream)) return false;
  const int sink = ::open("/dev/null", O_RDWR);
  if (sink >= 0 && sink != stream) {
    ::dup2(sink, stream);
    ::close(sink);
  }
  return true;
}

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

Terminal::Terminal() {
  replace_if_closed(STDIN_FILENO);
  stdout_was_closed_ = replace_if_closed(STDOUT_FILENO);
  replace_if_closed(STDERR_FILENO);
  stdout_is_terminal_ = ::isatty(STDOUT_FILENO) == 1;
  stderr_is_terminal_ = ::isatty(STDERR_FILENO) == 1;
  color_ = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  progress_ = stderr_is_terminal_ && environment("TERM") != "dumb";
}

void Terminal::data(std::string_view text) {
  if (reader_gone_ || text.empty()) return;
  const int problem = stdout_was_closed_ ? EBADF : write_all(STDOUT_FILENO, text);
  reader_gone_ = problem == EPIPE;
  if (problem != 0 && !reader_gone_) throw InputError("standard output", std::generic_category().message(problem));
}

// There is nowhere left to complain when stderr can't be written.
void Terminal::message(std::string_view text) const {
  if (!quiet_) write_all(STDERR_FILENO, std::string(text) + '\n');
}

void Terminal::error(std::string_view text) const {
  const std::string_view word = color_ && stderr_is_terminal_ ? "\033[1;31merror\033[0m" : "error";
  write_all(STDERR_FILENO, "suanli: " + std::string(word) + ": " + std::string(text) + '\n');
}

void Terminal::hint(std::string_view text) const {
  write_all(STDERR_FILENO, "suanli: " + std::string(text) + '\n');
}

void Terminal::progress(std::string_view line) const {
  write_all(STDERR_FILENO, "\r\033[K" + std::string(line));
}

std::string Terminal::strong(std::string_view text) const {
  if (!color_ || !stdout_is_terminal_) return std::string(text);
  return "\033[1m" + std::string(text) + "\033[0m";
}

}  // namespace suanli::cli
