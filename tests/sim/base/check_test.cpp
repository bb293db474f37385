// check_test.cpp -- problems say where they are, and near misses of names are offered.
#include "sim/base/check.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace suanli;

TEST_CASE("a problem leaves out the parts that are not known") {
  CHECK(Problem{"a.json", 3, 7, "/seed", "must be a number", "write 1"}.text() ==
        "a.json:3:7: /seed: must be a number (write 1)");
  CHECK(Problem{"a.json", 3, 0, {}, "is empty", {}}.text() == "a.json:3: is empty");
  CHECK(Problem{"a.json", 0, 7, {}, "is empty", {}}.text() == "a.json: is empty");
  CHECK(Problem{{}, 0, 0, {}, "no file was given", {}}.text() == "no file was given");
}

TEST_CASE("an input error tells all problems at once, one a line, in order") {
  const InputError error({{"a", 0, 0, {}, "first", {}}, {"b", 2, 1, {}, "second", "hint"}});
  CHECK(std::string(error.what()) == "a: first\nb:2:1: second (hint)");
  CHECK(error.problems().size() == 2);
}

TEST_CASE("a failed assertion is an internal error that names the sentence and the condition") {
  CHECK_NOTHROW(SUANLI_ASSERT(1 + 1 == 2, "never"));
  bool told = false;
  try {
    SUANLI_ASSERT(1 + 1 == 3, "the sum is wrong");
  } catch (const InternalError& error) {
    told = true;
    const std::string text = error.what();
    CHECK(text.find("the sum is wrong") != std::string::npos);
    CHECK(text.find("1 + 1 == 3") != std::string::npos);
    CHECK(text.find("check_test.cpp:") != std::string::npos);
  }
  CHECK(told);
}

TEST_CASE("the nearest known name is offered, whatever its case") {
  const std::vector<std::string> known{"fcfs", "easy_backfill", "sjf", "srpt"};
  CHECK(did_you_mean("fcsf", known) == "did you mean \"fcfs\"?");
  CHECK(did_you_mean("EASY_BACKFILL", known) == "did you mean \"easy_backfill\"?");
  CHECK(did_you_mean("easybackfil", known) == "did you mean \"easy_backfill\"?");
  CHECK(did_you_mean("sfj", known) == "did you mean \"sjf\"?");
}

TEST_CASE("nothing is offered for a name that shares nothing with the known ones") {
  CHECK(did_you_mean("round_robin", {"fcfs", "sjf"}).empty());
  CHECK(did_you_mean("xy", {"ab", "cd"}).empty());
  CHECK(did_you_mean("", {"ab"}).empty());
  CHECK(did_you_mean("a", {}).empty());
  CHECK(did_you_mean(std::string(65, 'a'), {std::string(65, 'a')}).empty());
}
