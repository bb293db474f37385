// held_devices.cpp -- masks as bytes, and as text for jobs.csv.
#include "sim/report/held_devices.h"

#include <bit>
#include <string_view>

#include "sim/report/csv.h"

namespace suanli {
namespace {

void append_kind(std::string& out, std::size_t begin, std::string_view kind, std::uint64_t mask) {
  while (mask != 0) {
    const int first = std::countr_zero(mask);
    const int length = std::countr_one(mask >> first);
    if (out.size() > begin) out += '+';
    out += kind;
    append_integer(out, first);
    if (length > 1) {
      out += '-';
      append_integer(out, first + length - 1);
    }
    mask = first + length == 64 ? 0 : mask >> (first + length) << (first + length);
  }
}

std::uint64_t read_mask(const std::uint8_t* from, std::size_t bytes) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < bytes; ++i) mask |= std::uint64_t{from[i]} << (8 * i);
  return mask;
}

void add_mask(std::uint8_t* to, std::size_t bytes, std::uint64_t mask) {
  for (std::size_t i = 0; i < bytes; ++i) to[i] = static_cast<std::uint8_t>(to[i] | (mask >> (8 * i)));
}

}  // namespace

void append_devices(std::string& out, const DeviceMasks& masks) {
  const std::size_t begin = out.size();
  append_kind(out, begin, "g", masks.gpus);
  append_kind(out, begin, "f", masks.fpgas);
}

void HeldDevices::reset(const NodeCapacity& largest) {
  gpu_bytes_ = (static_cast<std::size_t>(largest.gpus) + 7) / 8;
  fpga_bytes_ = (static_cast<std::size_t>(largest.fpgas) + 7) / 8;
  bytes_.clear();
}

void HeldDevices::append(const DeviceMasks& masks) {
  if (!kept()) return;
  bytes_.resize(bytes_.size() + stride());
  add_to_last(masks);
}

void HeldDevices::add_to_last(const DeviceMasks& masks) {
  if (!kept()) return;
  std::uint8_t* const row = bytes_.data() + bytes_.size() - stride();
  add_mask(row, gpu_bytes_, masks.gpus);
  add_mask(row + gpu_bytes_, fpga_bytes_, masks.fpgas);
}

DeviceMasks HeldDevices::operator[](std::size_t row) const {
  if (!kept()) return {};
  const std::uint8_t* const at = bytes_.data() + row * stride();
  return {read_mask(at, gpu_bytes_), read_mask(at + gpu_bytes_, fpga_bytes_)};
}

}  // namespace suanli
