// result_files_test.cpp -- files are there whole or not at all, also when the disk is full.
#include "sim/report/result_files.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "sim/base/check.h"
#include "sim/report/metrics.h"
#include "tests/sim/report/worked_run.h"
#include "tests/sim/report/worked_services.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// A directory of its own, gone at the end of the test.
class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / ("suanli-result-files-" + std::to_string(getpid()))) { fs::create_directories(path_); }
  ~Scratch() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// No file may grow past `bytes` while this lives: as on a full disk, writing fails.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

std::set<std::string> files_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.insert(entry.path().filename().string());
  return names;
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Results {
  std::unique_ptr<const Workload> workload = worked_workload();
  Cluster cluster = worked_cluster();
  RunResult run;
  std::vector<MetricRow> rows;

  explicit Results(std::optional<Duration> interval = std::nullopt) {
    RecorderOptions options;
    options.timeline_interval = interval;
    run = worked_run(*workload, cluster, options);
    rows = compute_metrics(run, *workload, cluster);
  }
  std::vector<std::string> write(const fs::path& directory) const {
    return write_result_files(directory.string(), run, *workload, cluster, rows);
  }
};

}  // namespace

TEST_CASE("a run leaves its tables in a directory that is made for it") {
  const Scratch scratch;
  const fs::path directory = scratch.path() / "new" / "out";
  const auto names = Results().write(directory);
  CHECK(names == std::vector<std::string>{"summary.csv", "jobs.csv", "nodes.csv"});
  CHECK(files_in(directory) == std::set<std::string>{"jobs.csv", "nodes.csv", "summary.csv"});
  CHECK(content(directory / "summary.csv").starts_with("metric,device_kind,tenant,stat,value,unit\njobs,cpu,all,submitted,1,1\n"));
  CHECK(content(directory / "nodes.csv").ends_with("c,c,dc1,cpu,generic-cpu,8,4,4,236,0,0.016666666666666666,,,\n"));
}

TEST_CASE("a timeline is written when the run was sampled, and an old one goes when it was not") {
  const Scratch scratch;
  Results(1s).write(scratch.path());
  CHECK(files_in(scratch.path()).contains("timeline.csv"));
  Results().write(scratch.path());
  CHECK_FALSE(files_in(scratch.path()).contains("timeline.csv"));
}

TEST_CASE("requests and replicas are written of a run with services, and old ones go") {
  const Scratch scratch;
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  const RunResult run = worked_services(*workload, cluster, specs);
  const auto rows = compute_metrics(run, *workload, cluster);
  const auto names = write_result_files(scratch.path().string(), run, *workload, cluster, rows);
  CHECK(names == std::vector<std::string>{"summary.csv", "jobs.csv", "nodes.csv", "requests.csv", "replicas.csv"});
  CHECK(content(scratch.path() / "requests.csv").ends_with("unfinished,red,0,1,1,0,,\n"));
  CHECK(content(scratch.path() / "nodes.csv").find("g-0,g,dc1,gpu,v100,2,7,12,17,0,") != std::string::npos);
  Results().write(scratch.path());
  CHECK(files_in(scratch.path()) == std::set<std::string>{"jobs.csv", "nodes.csv", "summary.csv"});
}

TEST_CASE("on a full disk the error names the file, and the results of before stay whole") {
  const Scratch scratch;
  Results().write(scratch.path());
  const std::string before = content(scratch.path() / "summary.csv");
  const auto names = files_in(scratch.path());
  const Results sampled(1s);
  {
    const SmallDisk disk(1000);
    std::string message;
    try {
      sampled.write(scratch.path());
    } catch (const InputError& error) {
      message = error.what();
    }
    CHECK(message.find("summary.csv") != std::string::npos);
  }
  CHECK(files_in(scratch.path()) == names);
  CHECK(content(scratch.path() / "summary.csv") == before);
}

TEST_CASE("a directory that cannot be made is told") {
  const Scratch scratch;
  std::ofstream(scratch.path() / "file") << "x";
  CHECK_THROWS_AS(Results().write(scratch.path() / "file"), InputError);
  CHECK_THROWS_AS(Results().write(scratch.path() / "file" / "below"), InputError);
}
