// step_times_test.cpp -- what an iteration of prompts, of decodes, of both, and a batch of samples takes.
#include "sim/engine/serving/step_times.h"

#include <doctest/doctest.h>

#include "sim/engine/serving/batch_times.h"

namespace suanli::test {
namespace {

TEST_CASE("a prefill pays its base once, its tokens, and the pairs of each prompt") {
  // 1 ms + 10 us a token + 0.1 us a pair. 100 new tokens after 50 cached: 100 x (50 + 50) = 10,000 pairs: 1 + 1 + 1 ms.
  StepTimes steps;
  steps.add_prefill({.up_to = 150, .base_s = 1e-3, .per_token_s = 1e-5, .per_pair_s = 1e-7});
  steps.add_prefill({.base_s = 2e-3, .per_token_s = 1e-5});
  CHECK(steps.prefill_ps(100, 50) == 3'000'000'000);
  // With a second prompt of 50: 150 tokens, 10,000 + 1,250 pairs: 1 + 1.5 + 1.125 ms.
  PromptWork both;
  both.add(100, 50);
  both.add(50, 0);
  CHECK(steps.prefill_ps(both) == 3'625'000'000);
  // One token more is on the next piece.
  both.add(1, 0);
  CHECK(steps.prefill_ps(both) == 3'510'000'000);
}

TEST_CASE("decodes: a line for each size of batch, the last for all larger ones") {
  StepTimes steps;
  steps.add_decode({{100, 1}});
  steps.add_decode({{200, 2, 0, 50}, {400, 3, 50}});
  CHECK(steps.decode_ps(1, 7) == 107);
  CHECK(steps.decode_ps(2, 49) == 298);
  CHECK(steps.decode_ps(2, 50) == 400);
  CHECK(steps.decode_ps(9, 52) == 406);
}

TEST_CASE("mixed: a decode is one more token of the prompts and reads its context beside them") {
  // 1 ms + 10 us a token; a decode of two 3 ms + 1 us per cached token. 100 tokens and two decodes over 500: 1 + 1.02 + 0.5 ms, less than
  // the decode alone: 3.5 ms. 400 tokens: 1 + 4.02 + 0.5.
  StepTimes steps;
  steps.add_prefill({.base_s = 1e-3, .per_token_s = 1e-5});
  steps.add_decode({{3'000'000'000, 1'000'000}});
  CHECK(steps.mixed_ps({100, 0}, 2, 500) == 3'500'000'000);
  CHECK(steps.mixed_ps({400, 0}, 2, 500) == 5'520'000'000);
  steps.set_mixed_factor(1.5);
  CHECK(steps.mixed_ps({400, 0}, 2, 500) == 7'530'000'000 + 500'000'000);
}

TEST_CASE("samples between and beyond the points of a table, in whole picoseconds") {
  BatchTimes times;
  times.add(1, 100);
  CHECK(times.ps(7) == 100);
  times.add(4, 110);  // 3.33 a sample
  times.add(6, 150);
  CHECK(times.ps(1) == 100);
  CHECK(times.ps(2) == 103);
  CHECK(times.ps(3) == 106);
  CHECK(times.ps(4) == 110);
  CHECK(times.ps(5) == 130);
  CHECK(times.ps(8) == 190);
}

}  // namespace
}  // namespace suanli::test
