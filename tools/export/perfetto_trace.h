// perfetto_trace.h -- a run as a trace that ui.perfetto.dev and chrome://tracing open.
#pragma once

#include <cstddef>
#include <string>

namespace suanli::exports {

struct PerfettoOptions {
  std::size_t most_jobs = 200'000;  // that started; of later ones only the counters tell
};

struct PerfettoSummary {
  std::size_t jobs_drawn = 0;
  std::size_t jobs_started = 0;
  std::size_t slices = 0;
  std::size_t waits_drawn = 0;  // of drawn jobs that waited; the others found all lanes taken
  std::size_t waits = 0;
};

// Chrome Trace Event JSON (Google, "Trace Event Format", 2016): a process per node and a thread per device slot, a complete event ("X") per
// job and slot; counters of queued and running jobs and busy devices; waiting jobs in a process `queue`. Events of one thread never overlap
// in part. Times are whole microseconds, rounded down, so that readers that compute in doubles keep slices that touch apart: exact for 285
// years. The file is there whole or not at all.
// [InputError] when the directory's files are missing or damaged, or the output can't be written.
PerfettoSummary write_perfetto(const std::string& directory, const std::string& output, const PerfettoOptions& options);

}  // namespace suanli::exports
