// packed.h -- packs bytes for tests.
#pragma once

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <string>

namespace suanli::test {

template <class Compressor>
std::string packed_with(const Compressor& compressor, const std::string& bytes) {
  std::string out;
  boost::iostreams::filtering_streambuf<boost::iostreams::input> in;
  in.push(compressor);
  in.push(boost::iostreams::array_source(bytes.data(), bytes.size()));
  boost::iostreams::copy(in, boost::iostreams::back_inserter(out));
  return out;
}

inline std::string gzipped(const std::string& bytes) {
  return packed_with(boost::iostreams::gzip_compressor(), bytes);
}

inline std::string zstded(const std::string& bytes) {
  return packed_with(boost::iostreams::zstd_compressor(), bytes);
}

}  // namespace suanli::test
