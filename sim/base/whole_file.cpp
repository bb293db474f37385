// whole_file.cpp -- temporary name, flush, fsync, rename, fsync of the directory.
#include "sim/base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sim/base/check.h"

namespace suanli {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;

// The file a chain of links ends at, whether or not it exists yet.
std::string follow_links(const std::string& path) {
  std::filesystem::path at = path;
  std::error_code error;
  for (int hops = 0; hops < 40 && std::filesystem::is_symlink(at, error); ++hops) {
    const std::filesystem::path next = std::filesystem::read_symlink(at, error);
    if (error) break;
    at = next.is_absolute() ? next : at.parent_path() / next;
  }
  return at.string();
}

std::string directory_of(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

std::string hint_for(int error) {
  switch (error) {
    case ENOENT:
      return "create the directory first";
    case ENOSPC:
    case EDQUOT:
      return "make room or write to another place; nothing was left behind";
    case EFBIG:
      return "the size limit of the process or file system was passed";
    default:
      return {};
  }
}

}  // namespace

WholeFile::WholeFile(const std::string& path) : path_(path), target_(follow_links(path)) {
  struct stat info {};
  const bool exists = ::stat(target_.c_str(), &info) == 0;
  if (path.empty()) throw InputError({}, "an output file has no name");
  if (exists && S_ISDIR(info.st_mode)) throw InputError(path_, "is a directory", "name a file");
  if (exists && !S_ISREG(info.st_mode)) {
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail("cannot be opened for writing");
  } else {
    open_temporary(exists ? info.st_mode & 07777U : 0U);
  }
}

WholeFile::~WholeFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

// Permissions 0: those of a new file under the user's umask.
void WholeFile::open_temporary(unsigned permissions) {
  constexpr int max_tries = 10'000;
  const std::string prefix = directory_of(target_) + "/.suanli-" + std::to_string(::getpid()) + "-";
  for (int number = 0; number < max_tries; ++number) {
    std::string name = prefix + std::to_string(number) + ".tmp";
    descriptor_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) {
      temporary_ = std::move(name);
      break;
    }
    if (errno != EEXIST) break;
  }
  if (descriptor_ < 0) fail("cannot be created");
  if (permissions != 0 && ::fchmod(descriptor_, permissions) != 0) fail("cannot be given its permissions");
}

void WholeFile::write(std::string_view bytes) {
  SUANLI_ASSERT(descriptor_ >= 0, "a file is written to after it was committed");
  buffer_ += bytes;
  if (buffer_.size() >= buffer_size) flush();
}

void WholeFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot be written");
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void WholeFile::finish() {
  SUANLI_ASSERT(descriptor_ >= 0, "a file is finished once");
  flush();
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) fail("cannot be written");
  if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot be written");
}

void WholeFile::commit() {
  if (descriptor_ >= 0) finish();
  if (temporary_.empty()) return;  // written to directly
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be given its name");
  temporary_.clear();
  const int directory = ::open(directory_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;  // a directory we may write but not read: its fsync is left to the system
  ::fsync(directory);
  ::close(directory);
}

void WholeFile::fail(const std::string& action) {
  const int error = errno;
  throw InputError(path_, action + ": " + std::generic_category().message(error), hint_for(error));
}

void write_whole_file(const std::string& path, std::string_view bytes) {
  WholeFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace suanli
