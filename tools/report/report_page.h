// report_page.h -- the page of a run, of several runs side by side, or of a sweep.
#pragma once

#include <string>
#include <vector>

namespace suanli::page {

// Of the results in the directories; `output` is where the page will lie, so that its links to the CSV files lead there. Same results, same
// bytes. REQUIRES a directory. [InputError] when one holds no results, is damaged, or is a sweep among others.
std::string report_page(const std::vector<std::string>& directories, const std::string& output);

// What tells the runs apart in words: their scheduling policy, with the placement, the scenario's name or the directory where that is needed.
// [RunResults] in the order given.
struct RunNames {
  std::string scheduling, placement, scenario, directory;
};
std::vector<std::string> run_labels(const std::vector<RunNames>& runs);

}  // namespace suanli::page
