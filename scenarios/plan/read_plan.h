// read_plan.h -- from a plan file and overrides to a question the search can answer, with every problem told at once.
#pragma once

#include <string>
#include <vector>

#include "scenarios/json_document.h"
#include "scenarios/overrides.h"
#include "scenarios/plan/plan_question.h"

namespace suanli {

struct AskedPlan {
  PlanFile file;
  PlanQuestion question;
  std::vector<std::string> notes;  // what a reader of the results should know; for stderr
};

// [InputError] with all problems of the file, the files it names and the overrides, each with its place.
AskedPlan read_plan(const std::string& path, const Overrides& overrides = {});
AskedPlan read_plan(JsonDocument document, const Overrides& overrides = {});

}  // namespace suanli
