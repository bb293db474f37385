// law.cpp -- access to a law's lists, and its complaints.
#include "workloads/generate/law.h"

#include <utility>

namespace suanli {

const std::vector<double>& LawInput::list(std::string_view name) const {
  const auto found = lists.find(name);
  SUANLI_ASSERT(found != lists.end(), "list " + std::string(name) + " of a law was not declared");
  return found->second;
}

bool LawCheck::require(bool holds, std::string_view name, std::string what, std::string hint) {
  if (!holds) problems_.push_back({{}, 0, 0, pointer_ + "/" + std::string(name), std::move(what), std::move(hint)});
  return holds;
}

}  // namespace suanli
