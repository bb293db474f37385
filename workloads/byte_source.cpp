// byte_source.cpp -- reads ahead as far as the buffer goes.
#include "workloads/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace suanli {

ByteSource::ByteSource(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), buffer_(block_size * 8) {
  struct stat info {};
  exists_ = descriptor_ >= 0 && ::fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode);
  if (exists_) left_ = static_cast<std::size_t>(info.st_size);
}

ByteSource::~ByteSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

const char* ByteSource::take(std::size_t size) {
  if (size > left_) return nullptr;
  if (filled_ - at_ < size && !fill(size)) return nullptr;
  left_ -= size;
  return buffer_.data() + std::exchange(at_, at_ + size);
}

bool ByteSource::fill(std::size_t size) {
  filled_ -= at_;
  std::memmove(buffer_.data(), buffer_.data() + at_, filled_);
  at_ = 0;
  while (filled_ < size) {
    const ssize_t got = ::read(descriptor_, buffer_.data() + filled_, buffer_.size() - filled_);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    filled_ += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace suanli
