// whole_file.h -- an output file that is there whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace suanli {

// Writes to a temporary name in the directory of `path`; commit() makes it durable and gives it its name. A link is followed,
// an existing file keeps its permissions. What is no regular file (/dev/stdout, a pipe) is written to directly. All errors are
// [InputError] naming the path and the system's reason (no space left, a directory, not writable).
class WholeFile {
 public:
  explicit WholeFile(const std::string& path);
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  // Removes the temporary file unless commit() went through.
  ~WholeFile();

  // Buffered; an error may show only in a later write or in commit().
  void write(std::string_view bytes);
  // flush + fsync + close under the temporary name, so that commit() can fail no more for lack of space. Nothing may be written afterwards.
  void finish();
  // finish() unless that is done, then rename + fsync of the directory. Once.
  void commit();

 private:
  void open_temporary(unsigned permissions);
  void flush();
  [[noreturn]] void fail(const std::string& action);

  std::string path_;       // as the user named it, for messages
  std::string target_;     // after following links
  std::string temporary_;  // empty when written to directly
  std::string buffer_;
  int descriptor_ = -1;
};

// Writes `bytes` to `path`, whole. Errors as above.
void write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace suanli
