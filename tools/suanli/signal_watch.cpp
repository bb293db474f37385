// signal_watch.cpp -- pending signals are asked for instead of handled: no handler, no global flag.
#include "tools/suanli/signal_watch.h"

#include <unistd.h>

#include <ctime>

namespace suanli::cli {

void install_signal_exits() {
  struct sigaction ending {};
  ending.sa_handler = [](int signal) { ::_exit(128 + signal); };
  ::sigaction(SIGINT, &ending, nullptr);
  ::sigaction(SIGTERM, &ending, nullptr);
  struct sigaction ignoring {};
  ignoring.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignoring, nullptr);
  ::sigaction(SIGXFSZ, &ignoring, nullptr);  // a file-size limit then is an error of write()
}

SignalWatch::SignalWatch() {
  ::sigemptyset(&watched_);
  ::sigaddset(&watched_, SIGINT);
  ::sigaddset(&watched_, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &watched_, &before_);
}

SignalWatch::~SignalWatch() {
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<ExitCode> SignalWatch::caught() {
  const timespec at_once{};
  if (!caught_) {
    const int signal = ::sigtimedwait(&watched_, nullptr, &at_once);
    if (signal == SIGINT) caught_ = ExitCode::interrupted;
    if (signal == SIGTERM) caught_ = ExitCode::terminated;
  }
  return caught_;
}

}  // namespace suanli::cli
