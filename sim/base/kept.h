// kept.h -- a part that is there or not, whose memory stays for the next time it is there.
#pragma once

#include <utility>

namespace suanli {

// Like std::optional of a class that is empty by default and has reset(arguments...), but leaving it out frees nothing.
template <class T>
class Kept {
 public:
  // As if newly made of the arguments.
  template <class... Arguments>
  T& renew(Arguments&&... arguments) {
    there_ = false;  // if reset throws
    part_.reset(std::forward<Arguments>(arguments)...);
    there_ = true;
    return part_;
  }
  void leave_out() { there_ = false; }

  explicit operator bool() const { return there_; }
  // REQUIRES to be there.
  T& operator*() { return part_; }
  const T& operator*() const { return part_; }
  T* operator->() { return &part_; }
  const T* operator->() const { return &part_; }

 private:
  T part_;
  bool there_ = false;
};

}  // namespace suanli
