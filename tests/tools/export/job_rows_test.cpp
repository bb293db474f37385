// job_rows_test.cpp -- devices read back as they were written, and names that hold the separators.
#include "tools/export/job_rows.h"

#include <doctest/doctest.h>

#include "sim/base/random.h"
#include "tests/support/temporary_directory.h"

using namespace suanli;
using namespace suanli::test;
using namespace suanli::exports;

TEST_CASE("any devices read back from their text") {
  Stream random(5, "job-rows");
  for (int i = 0; i < 500; ++i) {
    const DeviceMasks masks{random.next_u64() & random.next_u64(), i % 3 == 0 ? 0 : random.next_u64() >> random.below(64)};
    std::string text;
    append_devices(text, masks);
    CAPTURE(text);
    CHECK(parse_devices(text) == masks);
  }
}

TEST_CASE("what names no devices is told apart") {
  for (const std::string_view text : {"g", "0", "x1", "g1-", "g3-1", "g64", "g1+", "g1 ", "g-1", "g1;g2"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_devices(text).has_value());
  }
  CHECK(parse_devices("") == DeviceMasks{});
}

TEST_CASE("a node's name may hold colons, semicolons and digits") {
  const TemporaryDirectory directory;
  directory.write("nodes.csv", "node,pool,zone,device_kind,model,count\na:1,p,z,cpu,m,4\nb;c,p,z,cpu,m,4\nb;c,p,z,gpu,v100,2\n");
  const std::string path = directory.write("jobs.csv",
                                           "job_id,tenant,user,tasks,cpus,gpus,fpgas,submit_s,start_s,end_s,status,nodes,wait_reason,devices\n"
                                           "j,,,3,0.5,0,0,0,1,2,completed,a:1:2;b;c:1,none,\n");
  const NodeList nodes(path.substr(0, path.rfind('/')));
  REQUIRE(nodes.size() == 2);
  CHECK(nodes[1].milli == PerKind<std::int64_t>{4000, 2000, 0});
  JobRows rows(path.substr(0, path.rfind('/')), nodes);
  REQUIRE(rows.next());
  const JobRow& job = rows.row();
  CHECK(job.milli == PerKind<std::int64_t>{500, 0, 0});
  REQUIRE(job.places.size() == 2);
  CHECK((job.places[0].node == 0 && job.places[0].tasks == 2));
  CHECK((job.places[1].node == 1 && job.places[1].tasks == 1));
  CHECK_FALSE(rows.next());
}
