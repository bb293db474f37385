// packed_input.cpp -- unpacking by Boost.Iostreams and libzstd, and the checks that tell what is wrong with a file.
#include "workloads/packed_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "sim/base/check.h"

namespace suanli {
namespace {

namespace io = boost::iostreams;

constexpr std::size_t piece_size = std::size_t{1} << 18;
constexpr std::size_t max_line = std::size_t{64} << 20;
constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd";

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (path.empty()) throw InputError({}, "an input file has no name");
    if (descriptor_ < 0) throw InputError(path, "cannot be opened: " + reason(errno));
    struct stat info {};
    if (::fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode)) size_ = static_cast<std::uint64_t>(info.st_size);
    if (S_ISDIR(info.st_mode)) {
      ::close(descriptor_);
      throw InputError(path, "is a directory", "name a file");
    }
    ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    ::close(descriptor_);
  }

  std::uint64_t size() const {
    return size_;
  }

  std::string first_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    bytes.resize(read(bytes.data(), count));
    return bytes;
  }

  // Fills `into` as far as the file goes.
  std::size_t read(char* into, std::size_t size) {
    std::size_t filled = 0;
    while (filled < size) {
      const ssize_t got = ::read(descriptor_, into + filled, size - filled);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw InputError(path_, "cannot be read: " + reason(errno));
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

 private:
  static std::string reason(int error) {
    return std::generic_category().message(error);
  }

  std::string path_;
  int descriptor_;
  std::uint64_t size_ = 0;
};

// The bytes of a file as Boost.Iostreams wants them, the first ones (already looked at) again.
class FileSource {
 public:
  using char_type = char;
  using category = io::source_tag;
  FileSource(OpenFile& file, std::string_view first) : file_(&file), first_(first) {}

  std::streamsize read(char* into, std::streamsize size) {
    const auto wanted = static_cast<std::size_t>(size);
    const std::size_t from_first = std::min(wanted, first_.size());
    std::memcpy(into, first_.data(), from_first);
    first_.remove_prefix(from_first);
    const std::size_t filled = from_first + file_->read(into + from_first, wanted - from_first);
    return filled == 0 ? -1 : static_cast<std::streamsize>(filled);
  }

 private:
  OpenFile* file_;
  std::string_view first_;
};

// Unpacks zstd frames. Not Boost's filter, because that takes a cut file for a whole one.
class ZstdReader {
 public:
  ZstdReader() : stream_(ZSTD_createDStream(), &ZSTD_freeDStream), packed_(ZSTD_DStreamInSize()) {}

  // Fills `into` as far as the file goes. Empty when the data is damaged or ends within a frame.
  std::optional<std::size_t> read(FileSource& source, std::span<char> into) {
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos < out.size) {
      if (in_.pos == in_.size && (frame_done_ || !more_inside_)) {
        const std::streamsize got = source.read(packed_.data(), static_cast<std::streamsize>(packed_.size()));
        if (got <= 0 && !frame_done_) return std::nullopt;
        if (got <= 0) break;
        in_ = {packed_.data(), static_cast<std::size_t>(got), 0};
      }
      const std::size_t wanted = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(wanted) != 0) return std::nullopt;
      frame_done_ = wanted == 0;
      more_inside_ = out.pos == out.size;
    }
    return out.pos;
  }

 private:
  std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream_;
  std::vector<char> packed_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool frame_done_ = false;   // the last call ended a frame
  bool more_inside_ = false;  // unpacked bytes that had no room may wait in the stream
};

}  // namespace

Packing packing_of(std::string_view path) {
  if (path.ends_with(".gz")) return Packing::gzip;
  if (path.ends_with(".zst")) return Packing::zstd;
  return Packing::none;
}

struct PackedInput::Impl {
  Impl(const std::string& file_path, std::uint64_t limit)
      : path(file_path),
        max_bytes(limit),
        packing(packing_of(file_path)),
        file(file_path),
        first(file.first_bytes(4)),
        source(file, first) {
    check_magic();
    if (packing != Packing::gzip) return;
    constexpr int buffer_size = 1 << 16;
    gzip.push(io::gzip_decompressor(io::gzip::default_window_bits, buffer_size));
    gzip.push(source, buffer_size);
  }

  void check_magic() const {
    const bool is_gzip = std::string_view(first).starts_with(gzip_magic);
    const bool is_zstd = std::string_view(first) == zstd_magic;
    if (first.empty() && packing != Packing::none) throw InputError(path, "is empty", "a packed file has at least a header");
    if (packing == Packing::gzip && !is_gzip) throw InputError(path, "is not a gzip file, though its name ends in .gz");
    if (packing == Packing::zstd && !is_zstd) throw InputError(path, "is not a zstd file, though its name ends in .zst");
    if (packing == Packing::none && is_gzip) throw InputError(path, "is a gzip file", "let its name end in .gz");
    if (packing == Packing::none && is_zstd) throw InputError(path, "is a zstd file", "let its name end in .zst");
  }

  std::size_t read(std::span<char> into) {
    switch (packing) {
      case Packing::none: {
        const std::streamsize got = source.read(into.data(), static_cast<std::streamsize>(into.size()));
        return got < 0 ? 0 : static_cast<std::size_t>(got);
      }
      case Packing::gzip:
        return read_gzip(into);
      case Packing::zstd: {
        const auto got = zstd.read(source, into);
        if (!got) fail_packed("zstd");
        return *got;
      }
    }
    return 0;
  }

  std::size_t read_gzip(std::span<char> into) {
    try {
      const std::streamsize got = io::read(gzip, into.data(), static_cast<std::streamsize>(into.size()));
      return got < 0 ? 0 : static_cast<std::size_t>(got);
    } catch (const io::gzip_error&) {
      fail_packed("gzip");
    } catch (const io::zlib_error&) {
      fail_packed("gzip");
    }
  }

  [[noreturn]] void fail_packed(const std::string& kind) const {
    throw InputError(path, "is cut off or damaged: its " + kind + " data cannot be unpacked", "copy or download it again");
  }

  std::string path;
  std::uint64_t max_bytes;
  Packing packing;
  OpenFile file;
  std::string first;  // the bytes looked at for the packing
  FileSource source;
  io::filtering_streambuf<io::input> gzip;
  ZstdReader zstd;
  std::uint64_t total = 0;
};

PackedInput::PackedInput(const std::string& path, std::uint64_t max_bytes) : impl_(std::make_unique<Impl>(path, max_bytes)) {}
PackedInput::PackedInput(PackedInput&&) noexcept = default;
PackedInput::~PackedInput() = default;

std::size_t PackedInput::read(std::span<char> into) {
  const std::size_t got = impl_->read(into);
  impl_->total += got;
  if (impl_->total > impl_->max_bytes) {
    throw InputError(impl_->path, "has more than " + std::to_string(impl_->max_bytes) + " bytes after unpacking");
  }
  return got;
}

std::uint64_t PackedInput::stored_size() const {
  return impl_->file.size();
}

Packing PackedInput::packing() const {
  return impl_->packing;
}

std::string read_whole(const std::string& path, std::uint64_t max_bytes, std::size_t padding) {
  PackedInput input(path, max_bytes);
  std::string bytes;
  std::size_t piece = input.packing() == Packing::none ? static_cast<std::size_t>(input.stored_size()) + 1 : piece_size;
  piece = std::min<std::size_t>(piece, static_cast<std::size_t>(max_bytes) + 1);
  bytes.reserve(piece + padding);
  std::size_t filled = 0;
  for (;;) {
    bytes.resize(filled + piece);
    const std::size_t got = input.read(std::span(bytes).subspan(filled));
    filled += got;
    if (got < piece) break;
    piece = std::max(piece_size, filled);
  }
  bytes.resize(filled);
  bytes.reserve(filled + padding);
  return bytes;
}

void read_lines(const std::string& path, const std::function<void(std::string_view, std::size_t)>& line,
                std::uint64_t max_bytes) {
  PackedInput input(path, max_bytes);
  std::vector<char> buffer(piece_size);
  std::size_t kept = 0;  // of an unfinished line at the start of the buffer
  std::size_t number = 0;
  const auto give = [&](std::string_view text) {
    if (++number == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (text.ends_with('\r')) text.remove_suffix(1);
    line(text, number);
  };
  for (;;) {
    if (kept == buffer.size()) buffer.resize(buffer.size() * 2);
    const std::size_t wanted = buffer.size() - kept;
    const std::size_t got = input.read(std::span(buffer).subspan(kept));
    std::string_view text(buffer.data(), kept + got);
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      give(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    if (got < wanted) {
      if (!text.empty()) give(text);
      return;
    }
    if (text.size() > max_line) throw InputError({{path, number + 1, 0, {}, "a line is longer than 64 MiB", {}}});
    kept = text.size();
    std::memmove(buffer.data(), text.data(), kept);
  }
}

}  // namespace suanli
