// packed_output.cpp -- Boost.Iostreams' packers in front of a WholeFile.
#include "workloads/packed_output.h"

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>

#include "sim/base/whole_file.h"
#include "workloads/packed_input.h"

namespace suanli {
namespace {

namespace io = boost::iostreams;

struct WholeFileSink {
  using char_type = char;
  using category = io::sink_tag;
  WholeFile* file;
  std::streamsize write(const char* bytes, std::streamsize size) {
    file->write({bytes, static_cast<std::size_t>(size)});
    return size;
  }
};

}  // namespace

// The packers are called directly, not through a stream: a stream would swallow the file's errors.
struct PackedOutput::Impl {
  explicit Impl(const std::string& path) : file(path), sink{&file}, packing(packing_of(path)) {}

  WholeFile file;
  WholeFileSink sink;
  Packing packing;
  io::gzip_compressor gzip;  // without a time stamp
  io::zstd_compressor zstd;
};

PackedOutput::PackedOutput(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}
PackedOutput::~PackedOutput() = default;

void PackedOutput::write(std::string_view bytes) {
  const auto size = static_cast<std::streamsize>(bytes.size());
  switch (impl_->packing) {
    case Packing::none:
      impl_->file.write(bytes);
      break;
    case Packing::gzip:
      impl_->gzip.write(impl_->sink, bytes.data(), size);
      break;
    case Packing::zstd:
      impl_->zstd.write(impl_->sink, bytes.data(), size);
      break;
  }
}

void PackedOutput::commit() {
  switch (impl_->packing) {
    case Packing::none:
      break;
    case Packing::gzip:
      impl_->gzip.close(impl_->sink, std::ios::out);
      break;
    case Packing::zstd:
      impl_->zstd.close(impl_->sink, std::ios::out);
      break;
  }
  impl_->file.commit();
}

}  // namespace suanli
