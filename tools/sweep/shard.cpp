// shard.cpp -- reads I/N, or an index and a count from the environment.
#include "tools/sweep/shard.h"

#include <array>
#include <charconv>

#include "sim/base/check.h"

namespace suanli::sweep {
namespace {

constexpr std::size_t most_shards = 1'000'000;

struct Launcher {
  const char* index;
  const char* count;
};
constexpr std::array launchers{Launcher{"SLURM_ARRAY_TASK_ID", "SUANLI_SHARDS"}, Launcher{"JOB_COMPLETION_INDEX", "SUANLI_SHARDS"},
                               Launcher{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"}, Launcher{"SLURM_PROCID", "SLURM_NTASKS"}};

std::optional<std::size_t> whole(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// What is wrong with the pair; empty when nothing is.
std::string fault(std::optional<std::size_t> index, std::optional<std::size_t> count) {
  if (!index || !count) return "index and count are whole numbers of at least 0";
  if (*count == 0) return "there are no shards";
  if (*count > most_shards) return "more than " + std::to_string(most_shards) + " shards";
  if (*index >= *count) return "the index is counted from 0: the last of " + std::to_string(*count) + " is " + std::to_string(*count - 1);
  return {};
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::string option = "--shard " + std::string(text);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) throw InputError(option, "there is no \"/\" in it", "the form is --shard I/N, as --shard 0/4");
  const auto index = whole(text.substr(0, slash));
  const auto count = whole(text.substr(slash + 1));
  if (const std::string wrong = fault(index, count); !wrong.empty()) throw InputError(option, wrong, "the form is --shard I/N, as --shard 0/4");
  return {*index, *count, option};
}

std::optional<Shard> shard_of(const Environment& environment) {
  for (const auto& [index_name, count_name] : launchers) {
    const char* index = environment(index_name);
    if (index == nullptr) continue;
    const char* count = environment(count_name);
    const std::string told = std::string(index_name) + '=' + index;
    if (count == nullptr) {
      throw InputError(told, std::string("says which shard this is, but ") + count_name + " does not say of how many",
                       std::string("set ") + count_name + " in the job file, or give --shard I/N (--shard 0/1 for all points)");
    }
    const std::string both = told + ", " + count_name + '=' + count;
    const auto i = whole(index);
    const auto n = whole(count);
    if (const std::string wrong = fault(i, n); !wrong.empty()) throw InputError(both, wrong, "--shard I/N wins over the environment");
    return Shard{*i, *n, both};
  }
  return std::nullopt;
}

}  // namespace suanli::sweep
