// point_file_test.cpp -- a file of a point says itself whether it is whole.
#include "tools/sweep/point_file.h"

#include <doctest/doctest.h>

using namespace suanli::sweep;

TEST_CASE("the footer counts the rows and hashes their bytes") {
  // FNV-1a of no bytes is its offset basis.
  CHECK(with_footer("") == "#{\"rows\":0,\"hash\":\"cbf29ce484222325\"}\n");
  const std::string file = with_footer("a,1\nb,2\n");
  CHECK(file.starts_with("a,1\nb,2\n#{\"rows\":2,\"hash\":\""));
  CHECK(rows_of(file) == "a,1\nb,2\n");
  CHECK(rows_of(with_footer("")) == "");
}

TEST_CASE("no byte can be lost, added or changed unseen") {
  const std::string file = with_footer("0,0,7,fcfs,wait_s,all,all,mean,12.5,s\n");
  for (std::size_t length = 0; length < file.size(); ++length) CHECK(!rows_of(file.substr(0, length)));
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int bit : {1, 4, 64}) {
      std::string changed = file;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      CHECK(!rows_of(changed));
    }
  }
  CHECK(!rows_of(file + "\n"));
  CHECK(!rows_of(file + file));
  CHECK(!rows_of("x\n" + file));
}

TEST_CASE("names sort as the points do") {
  CHECK(point_file_name(0) == "point-0000000.csv");
  CHECK(point_file_name(9) < point_file_name(10));
  CHECK(point_file_name(12345678) == "point-12345678.csv");
}
