// cost_backend_option_test.cpp -- --cost-backend is one of three words.
#include "tools/suanli/cost_backend_option.h"

#include <doctest/doctest.h>

#include <array>

using namespace suanli;
using namespace suanli::cli;

namespace {

constexpr std::array options{cost_backend_option};
const Command command{.name = "try", .summary = "a command", .usage = "", .examples = "  suanli try\n", .options = options, .notes = {}, .run = nullptr};

}  // namespace

TEST_CASE("the backend is the one that is named, and auto without a name") {
  CHECK(chosen_cost_backend(CommandLine(command, {})) == CostBackend::automatic);
  CHECK(chosen_cost_backend(CommandLine(command, {"--cost-backend", "auto"})) == CostBackend::automatic);
  CHECK(chosen_cost_backend(CommandLine(command, {"--cost-backend=cpu"})) == CostBackend::cpu);
  CHECK(chosen_cost_backend(CommandLine(command, {"--cost-backend", "cuda"})) == CostBackend::cuda);
}

TEST_CASE("another word is refused with those that there are") {
  try {
    chosen_cost_backend(CommandLine(command, {"--cost-backend", "gpu"}));
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()) == "--cost-backend gpu: no such backend");
    CHECK(error.hint() == "auto, cpu or cuda");
  }
}

TEST_CASE("a missing GPU is told in one line") {
  CHECK(no_gpu_line("no NVIDIA GPU") == "suanli: no usable GPU (no NVIDIA GPU): plans are searched on the CPU");
}
