// command_line_test.cpp -- words become options and operands.
#include "tools/suanli/command_line.h"

#include <doctest/doctest.h>

#include <array>

using namespace suanli::cli;

namespace {

constexpr std::array options{OptionSpec{.name = "output", .letter = 'o', .value = "DIR", .help = "where"},
                             OptionSpec{.name = "set", .value = "KEY=VALUE", .repeatable = true, .help = "what"},
                             OptionSpec{.name = "fast", .help = "how"}};
const Command command{.name = "try", .summary = "a command", .usage = "FILE", .examples = "  suanli try x\n", .options = options, .notes = {},
                      .run = nullptr};

}  // namespace

TEST_CASE("options may stand anywhere, long or short, joined or apart") {
  const CommandLine line(command, {"-o", "out", "file", "--set", "a=1", "--set=b=2", "--fast"});
  CHECK(line.text("output") == "out");
  CHECK(line.all("set") == std::vector<std::string>{"a=1", "b=2"});
  CHECK(line.has("fast"));
  CHECK(!line.has("quiet"));
  CHECK(line.operand("a file") == "file");
}

TEST_CASE("a double dash ends the options") {
  CHECK(CommandLine(command, {"--", "--fast"}).operands() == std::vector<std::string>{"--fast"});
}

TEST_CASE("the value of an option may begin with a dash when it is joined") {
  CHECK(CommandLine(command, {"--set=-1"}).all("set") == std::vector<std::string>{"-1"});
}

TEST_CASE("unknown, shortened, incomplete and repeated options are refused") {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--outputs", "x"}, {"--out", "x"}, {"-x"}, {"--output"}, {"-o", "a", "-o", "b"}, {"--fast=yes"}}) {
    CAPTURE(words.front());
    CHECK_THROWS_AS(CommandLine(command, words), UsageError);
  }
}

TEST_CASE("operands that are missing or too many are refused") {
  CHECK_THROWS_AS(CommandLine(command, {}).operand("a file"), UsageError);
  CHECK_THROWS_AS(CommandLine(command, {"a", "b"}).operand("a file"), UsageError);
}

TEST_CASE("help shows examples first and every option") {
  const std::string text = help_text(command);
  CHECK(text.find("Examples:") < text.find("Usage:"));
  for (const char* option : {"-o [ --output ] DIR", "--set KEY=VALUE", "--fast", "--quiet", "--help"}) CHECK(text.find(option) != std::string::npos);
}
