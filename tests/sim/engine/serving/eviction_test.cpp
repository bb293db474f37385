// eviction_test.cpp -- a replica that is emptied forgets all it had, and every request ends elsewhere; for each engine.
#include "sim/base/random.h"
#include "tests/sim/engine/serving/serving_driver.h"

namespace suanli::test {
namespace {

TEST_CASE("requests of an emptied replica end on another one") {
  ReplicaProfile profile;
  profile.steps.add_prefill({.base_s = 1e-3, .per_token_s = 1e-5});
  profile.steps.add_decode({{700'000'001, 1'003}});
  profile.cache_bytes_per_token = 20;
  profile.cache_blocks = 60;
  const std::vector<const ReplicaProfile*> four(4, &profile);
  for (const ServingEntry* entry : serving::entries()) {
    CAPTURE(entry->name);
    std::uint64_t evicted = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      CAPTURE(seed);
      Stream stream(seed, "evictions");
      RequestList list;
      double now = 0;
      for (int i = 0; i < 40; ++i) {
        now += stream.exponential(4e-3);
        list.tokens(now, static_cast<std::uint32_t>(1 + stream.below(100)), static_cast<std::uint32_t>(1 + stream.below(50)));
      }
      std::map<std::string, ParamValue> given;
      for (const ParamSpec& spec : entry->params) {
        if (spec.name == "link_gb_per_s") given["link_gb_per_s"] = 1e-4;
        if (spec.name == "overlap") given["overlap"] = static_cast<std::int64_t>(1 + stream.below(4));
        if (spec.name == "prefix_cache") given["prefix_cache"] = true;
      }
      const auto engine = make_serving(entry->name, given);
      ServingDriver driver(*engine, list, four);
      driver.evictions.emplace(SimTime(Duration(static_cast<std::int64_t>(stream.below(160'000'000)))), ReplicaId{0});
      driver.evictions.emplace(SimTime(Duration(static_cast<std::int64_t>(stream.below(160'000'000)))), ReplicaId{1});
      driver.run();
      evicted += driver.evicted;
      for (std::size_t i = 0; i < list.columns.size(); ++i) CHECK(driver.outcomes()[i].ended != time_never);
      for (std::uint32_t i = 0; i < 4; ++i) {
        const ReplicaLoad load = engine->load(driver.last(), static_cast<ReplicaId>(i));
        CHECK(load.outstanding() + load.cache_blocks_used + load.pending_output_tokens + load.pending_prompt_tokens == 0);
        CHECK(!load.busy);
        CHECK(engine->totals(driver.last(), static_cast<ReplicaId>(i)).busy <= driver.last() - time_zero);
        engine->close(static_cast<ReplicaId>(i));
      }
    }
    CHECK(evicted > 50);
  }
}

}  // namespace
}  // namespace suanli::test
