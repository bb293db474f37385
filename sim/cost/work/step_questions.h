// step_questions.h -- all distinct steps that somebody wants to know of, answered in one batch.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/cost/search/searcher.h"
#include "sim/cost/work/step_work.h"

namespace suanli {

// Collects questions, each once however often it is asked, as those of all points of a sweep.
class StepQuestions {
 public:
  // Numbers for ask().
  std::uint32_t work(const StepWork& work);
  std::uint32_t site(const WorkSite& site);
  // The number of the answer.
  std::uint32_t ask(std::uint32_t work, std::uint32_t site, const StepPlace& place);

  std::size_t size() const { return questions_.size(); }
  // Of them, those that need a search of plans.
  std::size_t searches() const;
  // The same answers whoever searches. Plans are those of the least time.
  StepAnswers answer(PlanSearcher& searcher) const;

 private:
  struct Question {
    std::uint32_t work = 0;
    std::uint32_t site = 0;
    StepPlace place;
  };
  using Key = std::array<double, 5>;

  void add_search(SearchBatch& batch, const Question& question, std::map<std::array<double, 2>, std::uint32_t>& spaces) const;
  StepEstimate refusal(const SearchBatch& batch, const SearchItem& item, const ReasonCounts& counts) const;
  bool is_search(const Question& question) const { return std::holds_alternative<LanguageModelStep>(works_[question.work].what); }

  std::vector<StepWork> works_;
  std::vector<WorkSite> sites_;
  std::map<std::string, std::uint32_t> work_index_;
  std::map<std::string, std::uint32_t> site_index_;
  std::map<Key, std::uint32_t> index_;
  std::vector<Question> questions_;
};

}  // namespace suanli
