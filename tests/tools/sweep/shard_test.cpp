// shard_test.cpp -- which shard a process is, by option and by environment.
#include "tools/sweep/shard.h"

#include <doctest/doctest.h>

#include <map>

#include "sim/base/check.h"

using namespace suanli;
using sweep::Shard;

namespace {

std::optional<Shard> with(const std::map<std::string, std::string>& variables) {
  return sweep::shard_of([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

}  // namespace

TEST_CASE("every point belongs to exactly one shard") {
  for (const std::size_t count : {1, 2, 3, 7}) {
    for (std::size_t point = 0; point < 50; ++point) {
      std::size_t owners = 0;
      for (std::size_t index = 0; index < count; ++index) owners += Shard{index, count, {}}.owns(point) ? 1 : 0;
      CHECK(owners == 1);
    }
  }
}

TEST_CASE("I/N is counted from 0") {
  CHECK(sweep::parse_shard("2/6").index == 2);
  CHECK(sweep::parse_shard("2/6").count == 6);
  for (const char* text : {"3/3", "0/0", "-1/4", "1", "/", "1/", "/2", "a/b", "1/2/3", " 1/2", "1/99999999"}) {
    CHECK_THROWS_AS(sweep::parse_shard(text), InputError);
  }
}

TEST_CASE("launchers are asked in their order") {
  CHECK(!with({}));
  CHECK(!with({{"SUANLI_SHARDS", "4"}}));
  const std::map<std::string, std::string> all{{"SLURM_ARRAY_TASK_ID", "1"}, {"JOB_COMPLETION_INDEX", "2"}, {"SUANLI_SHARDS", "4"},
                                               {"OMPI_COMM_WORLD_RANK", "3"}, {"OMPI_COMM_WORLD_SIZE", "8"}, {"SLURM_PROCID", "5"}, {"SLURM_NTASKS", "9"}};
  auto left = all;
  CHECK(with(left)->index == 1);
  left.erase("SLURM_ARRAY_TASK_ID");
  CHECK(with(left)->index == 2);
  CHECK(with(left)->count == 4);
  left.erase("JOB_COMPLETION_INDEX");
  CHECK(with(left)->index == 3);
  CHECK(with(left)->count == 8);
  left.erase("OMPI_COMM_WORLD_RANK");
  CHECK(with(left)->index == 5);
  CHECK(with(left)->count == 9);
}

TEST_CASE("an index without its count, or past it, is an error that names the variables") {
  CHECK_THROWS_WITH_AS(with({{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURM_ARRAY_TASK_COUNT", "4"}}), doctest::Contains("SUANLI_SHARDS"), InputError);
  CHECK_THROWS_WITH_AS(with({{"JOB_COMPLETION_INDEX", "4"}, {"SUANLI_SHARDS", "4"}}), doctest::Contains("the last of 4 is 3"), InputError);
  CHECK_THROWS_WITH_AS(with({{"OMPI_COMM_WORLD_RANK", "0"}}), doctest::Contains("OMPI_COMM_WORLD_SIZE"), InputError);
  CHECK_THROWS_AS(with({{"SLURM_PROCID", "x"}, {"SLURM_NTASKS", "2"}}), InputError);
}
