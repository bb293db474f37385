// trace_corpus_test.cpp -- every broken trace of the corpus says exactly what the table says; damage of any kind is an
// InputError.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "tests/support/packed.h"
#include "tests/support/random_workload.h"
#include "tests/support/temporary_directory.h"
#include "workloads/packed_input.h"
#include "workloads/read_trace.h"
#include "workloads/write_trace.h"

using namespace suanli;
using namespace suanli::test;

namespace {

const std::string corpus = std::string(SUANLI_SOURCE_DIR) + "/tests/corpus/traces";
const std::string header = R"({"format":"suanli-trace","version":1})";

// The message without the directory; "no error" when the file is read.
std::string said_of(const std::string& directory, const std::string& name) {
  try {
    read_trace(directory + "/" + name);
  } catch (const InputError& error) {
    std::string text = error.what();
    const std::string prefix = directory + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
    return text;
  }
  return "no error";
}

// The table: a block of lines for each file, each line beginning with the file's name; blank lines between blocks.
std::map<std::string, std::string> expected_messages() {
  std::map<std::string, std::string> table;
  read_lines(corpus + ".expected.txt", [&](std::string_view line, std::size_t) {
    if (line.empty()) return;
    std::string& block = table[std::string(line.substr(0, line.find(':')))];
    if (!block.empty()) block += '\n';
    block += line;
  });
  return table;
}

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

}  // namespace

TEST_CASE("each broken trace of the corpus says what the table says") {
  const std::map<std::string, std::string> expected = expected_messages();
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    REQUIRE(expected.contains(name));
    CHECK(said_of(corpus, name) == expected.at(name));
    ++files;
  }
  CHECK(files == expected.size());
}

TEST_CASE("200,000 nested brackets are an error wherever they stand") {
  const TemporaryDirectory directory;
  const std::string lists = nested(200'000, "[", "]");
  const std::string objects = nested(200'000, "{\"a\":", "}");
  const std::string start = R"({"format":"suanli-trace","version":1,"jobs":[)";
  const std::string job = R"({"id":1,"submit_s":0,"duration_s":1)";
  const std::vector<std::string> traces{
      lists,
      objects,
      start + lists + "]}",
      start + job + ",\"user\":" + lists + "}]}",
      start + job + ",\"zones\":" + lists + "}]}",
      start + job + ",\"work\":{\"a\":" + lists + "}}]}",
      start + job + ",\"nonsense\":" + lists + "}]}",
      start + "],\"requests\":" + lists + "}",
      start + "],\"requests\":[{\"id\":1,\"arrival_s\":0,\"prefix_hashes\":" + lists + "}]}",
      header + "\n" + R"({"id":1,"arrival_s":0,"work":)" + objects + "}",
      header + "\n" + lists,
      header + "\n" + job + ",\"depends_on\":" + lists + "}",
      header + "\n" + job + ",\"work\":{\"a\":" + lists + "}}",
      std::string(200'000, '['),
      header + "\n" + std::string(200'000, '{'),
  };
  for (std::size_t i = 0; i < traces.size(); ++i) {
    CAPTURE(i);
    directory.write("deep.json", traces[i]);
    CHECK(said_of(directory.path(), "deep.json") != "no error");
  }
  directory.write("deep.json", start + job + ",\"work\":{\"a\":" + nested(70, "[", "]") + "}}]}");
  CHECK(said_of(directory.path(), "deep.json") ==
        "deep.json:1:89: /jobs/0: brackets are nested too deeply (64 levels at most)");
  directory.write("fits.json", start + job + ",\"work\":{\"a\":" + nested(60, "[", "]") + "}}]}");
  CHECK(said_of(directory.path(), "fits.json").starts_with("fits.json:1:89: /jobs/0/work: says nothing of the work"));
}

TEST_CASE("a text of more than 64 KiB is refused and one of 64 KiB is not") {
  const TemporaryDirectory directory;
  const auto trace = [&](std::size_t size, const std::string& escape) {
    return header + "\n" + R"({"id":1,"submit_s":0,"duration_s":1,"user":")" + escape + std::string(size, 'x') + "\"}";
  };
  directory.write("long.ndjson", trace(65537, ""));
  CHECK(said_of(directory.path(), "long.ndjson") == "long.ndjson:2:44: /user: is a text of 65537 bytes (64 KiB at most)");
  directory.write("escaped.ndjson", trace(65536, "\\n"));
  CHECK(said_of(directory.path(), "escaped.ndjson") == "escaped.ndjson:2:44: /user: is a text of 65537 bytes (64 KiB at most)");
  directory.write("fits.ndjson", trace(65536, ""));
  CHECK(said_of(directory.path(), "fits.ndjson") == "no error");
}

TEST_CASE("a line longer than any piece that is read at once is read") {
  const TemporaryDirectory directory;
  std::string line = R"({"id":1,"submit_s":0,"duration_s":1,"zones":["z")";
  for (int i = 0; i < 500'000; ++i) line += ",\"zone\"";
  directory.write("wide.ndjson", header + "\n" + line + "]}\n" + R"({"id":2,"submit_s":0,"duration_s":1})");
  CHECK(read_trace(directory.file("wide.ndjson")).workload->job_count() == 2);
}

TEST_CASE("a packed trace that is cut is an error, whatever its shape") {
  const TemporaryDirectory directory;
  for (const char* name : {"t.json.gz", "t.ndjson.gz", "t.ndjson.zst"}) {
    write_trace(*random_workload(4, 500), directory.file(name));
    const auto size = std::filesystem::file_size(directory.file(name));
    std::filesystem::resize_file(directory.file(name), size * 2 / 3);
    CHECK(said_of(directory.path(), name).find("is cut off or damaged") != std::string::npos);
  }
}

TEST_CASE("a size limit holds for what comes out of a packed file") {
  const TemporaryDirectory directory;
  directory.write("bomb.ndjson.gz", gzipped(header + "\n" + std::string(5'000'000, '\n')));
  ReadOptions options;
  options.max_bytes = 1'000'000;
  CHECK_THROWS_WITH_AS(read_trace(directory.file("bomb.ndjson.gz"), options),
                       (directory.file("bomb.ndjson.gz") + ": has more than 1000000 bytes after unpacking").c_str(),
                       InputError);
}

TEST_CASE("a trace cut or altered at random is an InputError or a workload, never anything else") {
  const std::uint64_t seed = 20240612;
  INFO("seed " << seed);
  Stream random(seed, "trace mutations");
  const TemporaryDirectory directory;
  const std::string pieces = "{}[],:\"\\0123456789.eE+-tfn \n\r\xef\xbb\xbf\xff";
  for (const char* name : {"t.json", "t.ndjson"}) {
    write_trace(*random_workload(6, 6, 6), directory.file(name));
    const std::string good = read_whole(directory.file(name));
    for (int round = 0; round < 4000; ++round) {
      CAPTURE(round);
      std::string bad = good;
      for (std::uint64_t changes = 1 + random.below(3); changes > 0 && !bad.empty(); --changes) {
        const std::size_t at = random.below(bad.size());
        switch (random.below(5)) {
          case 0:
            bad[at] = pieces[random.below(pieces.size())];
            break;
          case 1:
            bad.insert(at, 1, pieces[random.below(pieces.size())]);
            break;
          case 2:
            bad.erase(at, 1 + random.below(4));
            break;
          case 3:
            bad.insert(at, bad.substr(random.below(bad.size()), random.below(40)));
            break;
          default:
            bad.resize(at);
            break;
        }
      }
      directory.write(name, bad);
      try {
        const auto trace = read_trace(directory.file(name));
        CHECK(trace.workload != nullptr);
      } catch (const InputError& error) {
        CHECK(std::string(error.what()).size() > directory.file(name).size() + 2);
      }
    }
  }
}

TEST_CASE("lines that need no parser and the same lines through the parser give the same workload, or both an error") {
  const std::uint64_t seed = 20240613;
  INFO("seed " << seed);
  Stream random(seed, "plain lines");
  const TemporaryDirectory directory;
  const std::string pieces = "{},:\"\\0123456789.eE+-tfn \t";
  std::size_t read = 0;
  const auto outcome = [&](const std::string& text) {
    directory.write("t.ndjson", text);
    if (said_of(directory.path(), "t.ndjson") != "no error") return std::string("an error");
    ++read;
    return std::to_string(read_trace(directory.file("t.ndjson")).workload->provenance.content_hash);
  };
  for (int round = 0; round < 3000; ++round) {
    CAPTURE(round);
    const std::string job =
        R"({"id":17,"submit_s":12.5,"tasks":2,"cpus":0.5,"duration_s":3600.000000001,"user":"ann","priority":-1})";
    const std::string request =
        R"({"id":17,"arrival_s":12.5,"service":"chat","prompt_tokens":300,"output_tokens":2,"session":"s","tenant":"t"})";
    std::string line = round % 2 == 0 ? job : request;
    if (round > 1) {
      const std::size_t at = random.below(line.size());
      const char piece = pieces[random.below(pieces.size())];
      switch (random.below(3)) {
        case 0:
          line[at] = piece;
          break;
        case 1:
          line.insert(at, 1, piece);
          break;
        default:
          line.erase(at, 1 + random.below(3));
          break;
      }
    }
    CAPTURE(line);
    // A blank at its end keeps a line from being plain.
    const std::string start = header + "\n" + R"({"id":1,"submit_s":0,"duration_s":1})" + "\n";
    CHECK(outcome(start + line + "\n") == outcome(start + line + " \n"));
  }
  CHECK(read > 100);  // altered lines of both kinds were met
  CHECK(read < 5900);
}
