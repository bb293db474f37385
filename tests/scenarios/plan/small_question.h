// small_question.h -- a model small enough to search plainly, on eight devices of one node.
#pragma once

#include "scenarios/plan/find_plans.h"
#include "sim/cost/formula/model_size.h"

namespace suanli::test {

class PlainSearcher final : public PlanSearcher {
 public:
  std::string_view name() const override { return "plain"; }
  SearchAnswers search(const SearchBatch& batch) override { return search_plainly(batch); }
};

inline PlanAnswer searched(const PlanQuestion& question) {
  PlainSearcher searcher;
  return find_plans(question, searcher);
}

inline PoolGroup group_of_devices(const char* device, const char* network, double count) {
  return {device, device_rates(device), fabric_between(device, network), {count}};
}

// Four layers of 1,024 on eight A100; a step of 16 sequences of 512 tokens.
inline PlanQuestion small_question() {
  PlanQuestion question;
  question.model_name = "small";
  question.model = model_shape("gpt3-350m");
  question.model.layers = 4;
  question.model.heads = question.model.kv_heads = 8;
  question.model.sequence = 512;
  question.model_parameters = parameters(question.model);
  question.groups.push_back(group_of_devices("a100-sxm-80gb", "hdr-8", 8));
  question.base.batch = 16;
  question.top = 10;
  return question;
}

}  // namespace suanli::test
