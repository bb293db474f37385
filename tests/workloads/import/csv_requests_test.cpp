// csv_requests_test.cpp -- columns by their own names and by a map, times in every unit.
#include <doctest/doctest.h>

#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"

namespace suanli::test {

TEST_CASE("columns of the trace's names need no options") {
  const TextFile file("requests.csv",
                      "tenant,id,arrival_s,service,prompt_tokens,output_tokens,duration_s,session,priority,else\n"
                      "t1,a,1.5,chat,10,20,0.5,s1,2,x\nNone,b,4,rank,,,,,,\n");
  const Imported log("csv_requests", {file.path()});
  REQUIRE(log.requests.size() == 2);
  const SeenRequest& a = log.request("a");
  CHECK(a.arrival_s == 0);
  CHECK(a.service == "chat");
  CHECK(a.prompt_tokens == 10);
  CHECK(a.output_tokens == 20);
  CHECK(a.duration_s == 0.5);
  CHECK(a.session == "s1");
  CHECK(a.tenant == "t1");
  CHECK(a.priority == 2);
  const SeenRequest& b = log.request("b");
  CHECK(b.arrival_s == 2.5);
  CHECK(b.prompt_tokens == 0);
  CHECK(b.tenant.empty());
  CHECK(Imported("csv_requests", {file.path()}, {{"origin", "zero"}}).request("a").arrival_s == 1.5);
}

TEST_CASE("a map of columns, and units of time") {
  const TextFile file("log.csv", "when,model,in,out,took\n1500,m,1,2,30\n1750.25,n,3,4,1e3\n");
  const Options map{{"arrival_s", "when"}, {"service", "model"}, {"prompt_tokens", "in"}, {"output_tokens", "out"}, {"duration_s", "took"},
                    {"origin", "zero"},    {"time_unit", "ms"},  {"duration_unit", "us"}};
  const Imported log("csv_requests", {file.path()}, map);
  CHECK(log.request("1").arrival_s == 1.5);
  CHECK(log.request("1").service == "m");
  CHECK(log.request("1").prompt_tokens == 1);
  CHECK(log.request("1").output_tokens == 2);
  CHECK(log.request("1").duration_s == 3e-5);
  CHECK(log.request("2").arrival_s == 1.75025);
  CHECK(log.request("2").duration_s == 1e-3);
  Options other = map;
  other["time_unit"] = "ns";
  CHECK(Imported("csv_requests", {file.path()}, other).request("2").arrival_s == 1.75e-6);
  const TextFile dates("dates.csv", "when\n2024-05-01T00:00:01Z\n2024-05-01 00:00:03.5\n");
  CHECK(Imported("csv_requests", {dates.path()}, {{"arrival_s", "when"}, {"time_unit", "date"}}).request("2").arrival_s == 2.5);
}

TEST_CASE("rows that cannot be read are dropped, each for its reason") {
  const TextFile file("requests.csv",
                      "id,arrival_s,prompt_tokens,duration_s,priority\n"
                      "a,x,1,1,1\nb,1,-1,1,1\nc,1,1,-1,1\nd,1,1,1,9999999999\n,1,1,1,1\nf,1,1,1,1\ng,0,1,9223372036,1\n");
  const Imported log("csv_requests", {file.path()});
  REQUIRE(log.requests.size() == 2);
  CHECK(log.count("no arrival that can be read") == 1);
  CHECK(log.count("tokens that cannot be read") == 1);
  CHECK(log.count("no duration that can be read") == 1);
  CHECK(log.count("no priority that can be read") == 1);
  CHECK(log.count("no id") == 1);
}

TEST_CASE("a column that is not there is told, with those that are") {
  const TextFile file("log.csv", "when,in\n1,2\n");
  CHECK(contains(error_of("csv_requests", {file.path()}),
                 "log.csv:1: column \"arrival_s\" is missing (name it by --option arrival_s=COLUMN; there are: when,in)"));
  CHECK(contains(error_of("csv_requests", {file.path()}, {{"arrival_s", "when"}, {"session", "chat"}}), "column \"chat\" is missing"));
  const TextFile twice("twice.csv", "id,arrival_s\na,1\na,2\n");
  CHECK_THROWS_WITH_AS(Imported("csv_requests", {twice.path()}),
                       (twice.path() + ":3: the id \"a\" is used by two requests (first on line 2)").c_str(), InputError);
}

}  // namespace suanli::test
