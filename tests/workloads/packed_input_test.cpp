// packed_input_test.cpp -- the same bytes come out of plain and packed files, and each broken file says what it is.
#include "workloads/packed_input.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "tests/support/packed.h"
#include "tests/support/temporary_directory.h"

using namespace suanli;
using namespace suanli::test;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  read_lines(path, [&](std::string_view line, std::size_t number) {
    CHECK(number == lines.size() + 1);
    lines.emplace_back(line);
  });
  return lines;
}

std::string error_of(const std::string& path, std::uint64_t max_bytes = default_max_input_bytes) {
  try {
    read_whole(path, max_bytes);
  } catch (const InputError& error) {
    std::string text = error.what();
    if (text.starts_with(path + ": ")) text.erase(0, path.size() + 2);
    return text;
  }
  return "no error";
}

std::string random_text(Stream& random, std::size_t size) {
  std::string text;
  while (text.size() < size) {
    text += std::to_string(random.below(1'000'000'000));
    text += random.below(9) == 0 ? '\n' : ',';
  }
  return text;
}

}  // namespace

TEST_CASE("lines lose their endings and the byte-order mark, and the last needs no line feed") {
  const TemporaryDirectory directory;
  CHECK(lines_of(directory.write("a.txt", "\xef\xbb\xbfone\r\ntwo\n\nfour")) ==
        std::vector<std::string>{"one", "two", "", "four"});
  CHECK(lines_of(directory.write("b.txt", "one\n")) == std::vector<std::string>{"one"});
  CHECK(lines_of(directory.write("c.txt", "")).empty());
  CHECK(lines_of(directory.write("d.txt", "\n\r\n")) == std::vector<std::string>{"", ""});
}

TEST_CASE("a line longer than the piece that is read at once stays whole") {
  const TemporaryDirectory directory;
  const std::string longest(1'000'000, 'x');
  CHECK(lines_of(directory.write("a.txt", "short\n" + longest + "\nlast")) ==
        std::vector<std::string>{"short", longest, "last"});
}

TEST_CASE("plain, gzip and zstd files of any size give the same bytes, whole and in pieces") {
  const std::uint64_t seed = 7;
  INFO("seed " << seed);
  Stream random(seed, "packed input test");
  const TemporaryDirectory directory;
  for (const std::size_t size : {0U, 1U, 3U, 4U, 65'535U, 65'536U, 262'144U, 262'145U, 3'000'000U}) {
    const std::string text = random_text(random, size);
    const std::string plain = directory.write("x.txt", text);
    const std::string gz = directory.write("x.txt.gz", gzipped(text));
    const std::string zst = directory.write("x.txt.zst", zstded(text));
    CHECK(read_whole(plain) == text);
    CHECK(read_whole(gz) == text);
    CHECK(read_whole(zst) == text);
    CHECK(lines_of(gz) == lines_of(plain));
    PackedInput input(zst);
    std::string joined;
    std::vector<char> piece(1 + random.below(100'000));
    for (std::size_t got = piece.size(); got == piece.size();) {
      got = input.read(piece);
      joined.append(piece.data(), got);
    }
    CHECK(joined == text);
  }
}

TEST_CASE("a gzip file of two members gives both") {
  const TemporaryDirectory directory;
  CHECK(read_whole(directory.write("x.gz", gzipped("one,") + gzipped("two"))) == "one,two");
}

TEST_CASE("padding is reserved behind the bytes") {
  const TemporaryDirectory directory;
  CHECK(read_whole(directory.write("x.txt", "abc"), 100, 64).capacity() >= 67);
}

TEST_CASE("each broken file says what is wrong with it") {
  const TemporaryDirectory directory;
  CHECK(error_of(directory.file("none.json")) == "cannot be opened: No such file or directory");
  CHECK(error_of(directory.path()) == "is a directory (name a file)");
  CHECK(error_of(directory.write("a.gz", "{}\n\n\n")) == "is not a gzip file, though its name ends in .gz");
  CHECK(error_of(directory.write("a.zst", "{}\n\n\n")) == "is not a zstd file, though its name ends in .zst");
  CHECK(error_of(directory.write("a.json", gzipped("{}"))) == "is a gzip file (let its name end in .gz)");
  CHECK(error_of(directory.write("b.json", zstded("{}"))) == "is a zstd file (let its name end in .zst)");
  CHECK(error_of(directory.write("empty.gz", "")) == "is empty (a packed file has at least a header)");
  CHECK(error_of(directory.write("big.txt", "12345678901"), 10) == "has more than 10 bytes after unpacking");
  CHECK(error_of(directory.write("big.txt.gz", gzipped("12345678901")), 10) == "has more than 10 bytes after unpacking");
  CHECK(error_of(directory.write("fits.txt", "1234567890"), 10) == "no error");
}

TEST_CASE("a file that nobody may read is told") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("secret.json", "{}");
  ::chmod(path.c_str(), 0);
  if (::geteuid() == 0) return;  // root may read everything
  CHECK(error_of(path) == "cannot be opened: Permission denied");
}

TEST_CASE("a packed file that is cut anywhere is an error, never fewer bytes") {
  const std::uint64_t seed = 11;
  INFO("seed " << seed);
  Stream random(seed, "cut packed files");
  const TemporaryDirectory directory;
  const std::string text = random_text(random, 200'000);
  const std::string gz = gzipped(text);
  const std::string zst = zstded(text);
  for (int round = 0; round < 60; ++round) {
    const std::size_t gz_size = 2 + random.below(gz.size() - 2);
    const std::size_t zst_size = 4 + random.below(zst.size() - 4);
    CAPTURE(gz_size);
    CAPTURE(zst_size);
    CHECK(error_of(directory.write("cut.gz", gz.substr(0, gz_size))) ==
          "is cut off or damaged: its gzip data cannot be unpacked (copy or download it again)");
    CHECK(error_of(directory.write("cut.zst", zst.substr(0, zst_size))) ==
          "is cut off or damaged: its zstd data cannot be unpacked (copy or download it again)");
  }
}

TEST_CASE("bytes behind the packed data are an error") {
  const TemporaryDirectory directory;
  CHECK(error_of(directory.write("x.gz", gzipped("text") + "junk")) != "no error");
  CHECK(error_of(directory.write("x.zst", zstded("text") + "junk")) != "no error");
}
