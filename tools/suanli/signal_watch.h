// signal_watch.h -- interrupts: outside a watch they end the program at once, inside one they are only noticed.
#pragma once

#include <csignal>
#include <optional>

#include "tools/suanli/exit_code.h"

namespace suanli::cli {

// SIGINT and SIGTERM exit with 130 and 143; a closed pipe is told by write(), not by a signal.
void install_signal_exits();

// While it lives SIGINT and SIGTERM wait to be asked for, so that what is being written becomes whole.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  // The exit code of the first signal that came, if one did. Asking costs a system call.
  std::optional<ExitCode> caught();

 private:
  sigset_t watched_;
  sigset_t before_;
  std::optional<ExitCode> caught_;
};

}  // namespace suanli::cli
