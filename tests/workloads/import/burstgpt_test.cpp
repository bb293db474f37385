// burstgpt_test.cpp -- requests by hand, in the columns of versions 1 and 3.
#include <doctest/doctest.h>

#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"

namespace suanli::test {

TEST_CASE("BurstGPT's models are services, its log types tenants, and failed requests are left out") {
  const TextFile file("burst.csv",
                      "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
                      "5,ChatGPT,472,18,490,Conversation log\n"
                      "45.5,GPT-4,10,0,10,API log\n"
                      "118,GPT-4,10,5,16,API log\n"
                      "-1,GPT-4,10,5,15,API log\n"
                      "x,GPT-4,10,5,15,API log\n"
                      "119,GPT-4,,5,15,API log\n");
  const Imported log("burstgpt", {file.path()});
  REQUIRE(log.requests.size() == 2);
  CHECK(log.requests[0].id == "1");
  CHECK(log.requests[0].arrival_s == 5);
  CHECK(log.requests[0].prompt_tokens == 472);
  CHECK(log.requests[0].output_tokens == 18);
  CHECK(log.requests[0].service == "ChatGPT");
  CHECK(log.requests[0].tenant == "Conversation log");
  CHECK(log.requests[0].session.empty());
  CHECK(log.requests[1].id == "3");
  CHECK(log.count("no response tokens: the request failed") == 1);
  CHECK(log.count("total tokens are not the sum of both") == 1);
  CHECK(log.count("arrival before time 0, or beyond 292 years") == 1);
  CHECK(log.count("no timestamp that can be read") == 1);
  CHECK(log.count("tokens that cannot be read") == 1);

  const Imported kept("burstgpt", {file.path()}, {{"failed", "keep"}, {"service", "chat"}});
  REQUIRE(kept.requests.size() == 3);
  CHECK(kept.request("2").output_tokens == 0);
  CHECK(kept.request("2").service == "chat");
  CHECK(kept.count("no response tokens: the request failed") == 1);
}

TEST_CASE("BurstGPT's version 3 tells the sessions") {
  const TextFile file("burst3.csv",
                      "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
                      "5,nan,1.5,ChatGPT,472,18,490,Conversation log\n45,7,2,GPT-4,10,1,11,API log\n");
  const Imported log("burstgpt", {file.path()});
  CHECK(log.request("1").session.empty());
  CHECK(log.request("2").session == "7");
}

TEST_CASE("what is no BurstGPT file is an error that names file and line") {
  const TextFile other("other.csv", "Timestamp,Model\n1,2\n");
  CHECK(contains(error_of("burstgpt", {other.path()}), "other.csv:1: column \"Request tokens\" is missing"));
}

}  // namespace suanli::test
