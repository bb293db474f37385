// check.cpp -- texts of problems, and near misses of names.
#include "sim/base/check.h"

#include <algorithm>
#include <cctype>

namespace suanli {
namespace {

std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.text();
  }
  return text;
}

// Edit distance with neighbours' swaps counted once (Damerau 1964, restricted form), case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  const auto same = [&](std::size_t i, std::size_t j) {
    return std::tolower(static_cast<unsigned char>(a[i])) == std::tolower(static_cast<unsigned char>(b[j]));
  };
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same(i - 1, j - 1) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string Problem::text() const {
  std::string text = file;
  if (line > 0) {
    text += ':' + std::to_string(line);
    if (column > 0) text += ':' + std::to_string(column);
  }
  if (!text.empty()) text += ": ";
  if (!pointer.empty()) text += pointer + ": ";
  text += what;
  if (!hint.empty()) text += " (" + hint + ")";
  return text;
}

InputError::InputError(std::vector<Problem> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

InputError::InputError(std::string file, std::string what, std::string hint)
    : InputError(std::vector<Problem>{{std::move(file), 0, 0, {}, std::move(what), std::move(hint)}}) {}

void assertion_failed(const char* condition, std::string_view sentence, const char* file, int line) {
  throw InternalError(std::string(file) + ':' + std::to_string(line) + ": " + std::string(sentence) + " [" + condition +
                      " does not hold]");
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  if (name.size() > 64) return {};
  std::size_t best = std::max<std::size_t>(2, name.size() / 3) + 1;
  const std::string* nearest = nullptr;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    const bool nothing_in_common = distance >= std::max(name.size(), candidate.size());
    if (distance < best && !nothing_in_common) {
      best = distance;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? std::string{} : "did you mean \"" + *nearest + "\"?";
}

}  // namespace suanli
