// whole_file_test.cpp -- a file is there whole or not at all, and nothing else is left in its directory.
#include "sim/base/whole_file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/base/check.h"
#include "tests/support/temporary_directory.h"

using namespace suanli;
using suanli::test::TemporaryDirectory;

namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::size_t entries(const TemporaryDirectory& directory) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory.path())) ++count;
  return count;
}

std::string error_of(const std::string& path) {
  try {
    write_whole_file(path, "x");
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the name appears only with commit") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  WholeFile file(path);
  file.write("a,b\n");
  CHECK_FALSE(std::filesystem::exists(path));
  file.write(std::string(3'000'000, 'x'));
  file.commit();
  CHECK(content(path) == "a,b\n" + std::string(3'000'000, 'x'));
  CHECK(entries(directory) == 1);
}

TEST_CASE("a finished file has all its bytes but not its name, and is gone when it never gets it") {
  const TemporaryDirectory directory;
  {
    WholeFile file(directory.file("result.csv"));
    file.write("all");
    file.finish();
    CHECK(!std::filesystem::exists(directory.file("result.csv")));
  }
  CHECK(std::filesystem::is_empty(directory.path()));
  WholeFile file(directory.file("result.csv"));
  file.write("all");
  file.finish();
  file.commit();
  CHECK(std::filesystem::file_size(directory.file("result.csv")) == 3);
}

TEST_CASE("without commit the old file stays and no temporary one") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  write_whole_file(path, "old");
  {
    WholeFile file(path);
    file.write(std::string(3'000'000, 'x'));
  }
  CHECK(content(path) == "old");
  CHECK(entries(directory) == 1);
}

TEST_CASE("two writers of one file do no harm") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  WholeFile first(path);
  WholeFile second(path);
  first.write("first");
  second.write("second");
  second.commit();
  first.commit();
  CHECK(content(path) == "first");
  CHECK(entries(directory) == 1);
}

TEST_CASE("an existing file keeps its permissions and a link stays a link") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("real.csv");
  const std::string link = directory.file("link.csv");
  write_whole_file(path, "old");
  ::chmod(path.c_str(), 0640);
  std::filesystem::create_symlink("real.csv", link);
  write_whole_file(link, "new");
  CHECK(std::filesystem::is_symlink(link));
  CHECK(content(path) == "new");
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0640U);
}

TEST_CASE("a device is written to directly and stays a device") {
  write_whole_file("/dev/null", "x");
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("errors name the path and the reason") {
  const TemporaryDirectory directory;
  CHECK(error_of(directory.path()) == directory.path() + ": is a directory (name a file)");
  const std::string missing = directory.file("missing/out.csv");
  CHECK(error_of(missing) == missing + ": cannot be created: No such file or directory (create the directory first)");
  const std::string full = "/dev/full";
  CHECK(error_of(full) ==
        "/dev/full: cannot be written: No space left on device (make room or write to another place; nothing was left behind)");
}

TEST_CASE("a file beyond the process's size limit is an error and leaves nothing") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int status = 1;
    try {
      write_whole_file(path, std::string(100'000, 'x'));
    } catch (const InputError& error) {
      const bool told = std::string(error.what()).find("cannot be written: File too large") != std::string::npos;
      status = told ? 0 : 2;
    }
    ::_exit(status);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(entries(directory) == 0);
}
