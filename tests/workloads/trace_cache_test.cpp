// trace_cache_test.cpp -- the binary copy gives the same workload, and whatever is wrong with it only costs time.
#include "workloads/trace_cache.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "sim/base/random.h"
#include "tests/support/random_workload.h"
#include "tests/support/temporary_directory.h"
#include "workloads/packed_input.h"
#include "workloads/write_trace.h"

using namespace suanli;
using namespace suanli::test;

namespace {

constexpr std::string_view refused = "the binary copy did not fit the trace, which was read again";

ReadOptions with_cache() {
  ReadOptions options;
  options.cache = true;
  return options;
}

bool served_from_copy(const std::string& path) {
  const auto cached = load_trace_cache(path, *trace_key(path));
  return cached.trace.has_value();
}

}  // namespace

TEST_CASE("the copy is made only when asked, and gives the same workload and ledger") {
  const TemporaryDirectory directory;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const std::string path = directory.file("t.ndjson");
    write_trace(*random_workload(seed, 300, seed % 2 == 0 ? 200 : 0), path);
    const auto plain = read_trace(path);
    CHECK_FALSE(std::filesystem::exists(trace_cache_path(path)));
    read_trace(path, with_cache());
    REQUIRE(served_from_copy(path));
    const auto cached = read_trace(path, with_cache());
    CHECK(content_hash(*cached.workload) == content_hash(*plain.workload));
    CHECK(cached.workload->provenance.content_hash == plain.workload->provenance.content_hash);
    CHECK(cached.workload->provenance.source == path);
    CHECK(cached.workload->names.find("a100") == plain.workload->names.find("a100"));
    CHECK(cached.ledger.table() == plain.ledger.table());
    std::filesystem::remove(trace_cache_path(path));
  }
}

TEST_CASE("what the reader tolerated is told again from the copy") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("t.ndjson",
                                           "{\"format\":\"suanli-trace\",\"version\":1}\n\n"
                                           "{\"id\":1,\"submit_s\":0,\"duration_s\":1,\"time_limit_s\":0}\n");
  const std::string first = read_trace(path, with_cache()).ledger.table();
  REQUIRE(served_from_copy(path));
  CHECK(read_trace(path, with_cache()).ledger.table() == first);
  CHECK_FALSE(first.empty());
}

TEST_CASE("another trace under the name is noticed, and the same one with another time is not read again") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("t.ndjson");
  write_trace(*random_workload(1, 50), path);
  read_trace(path, with_cache());
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  CHECK(served_from_copy(path));
  const std::string text = read_whole(path);
  const std::size_t digit = text.find("\"submit_s\":") + 11;
  std::string altered = text;
  altered[digit] = altered[digit] == '1' ? '2' : '1';
  directory.write("t.ndjson", altered);
  CHECK_FALSE(served_from_copy(path));
  const auto trace = read_trace(path, with_cache());
  CHECK(trace.ledger.count(refused) == 1);
  CHECK(served_from_copy(path));
  CHECK(read_trace(path, with_cache()).ledger.count(refused) == 0);
}

TEST_CASE("a copy that is cut or altered anywhere is refused") {
  const std::uint64_t seed = 3;
  INFO("seed " << seed);
  Stream random(seed, "trace cache test");
  const TemporaryDirectory directory;
  const std::string path = directory.file("t.ndjson");
  write_trace(*random_workload(2, 40, 30), path);
  const std::uint64_t expected = read_trace(path, with_cache()).workload->provenance.content_hash;
  const std::string name = "t.ndjson.suanli-cache";
  const std::string good = read_whole(directory.file(name));
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    const std::size_t at = random.below(good.size());
    CAPTURE(at);
    if (round % 3 == 0) {
      bad.resize(at);
    } else {
      bad[at] = static_cast<char>(bad[at] ^ (1 << random.below(8)));
    }
    directory.write(name, bad);
    const auto trace = read_trace(path, with_cache());
    REQUIRE(content_hash(*trace.workload) == expected);
    REQUIRE(trace.workload->provenance.content_hash == expected);
    REQUIRE(trace.ledger.count(refused) == 1);
  }
}

TEST_CASE("a copy that cannot be written is told in the ledger") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("t.ndjson");
  write_trace(*random_workload(1, 5), path);
  std::filesystem::create_directory(trace_cache_path(path));
  const auto trace = read_trace(path, with_cache());
  CHECK(trace.workload->job_count() == 5);
  CHECK(trace.ledger.count("the binary copy of the trace could not be written") == 1);
}
