// row_check.h -- whether a row of measured steps says enough, and only what can be.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/measured/prediction.h"

namespace suanli {

class RowCheck {
 public:
  // Says what is wrong with a column; with the row as a whole where the column is empty.
  using Complain = std::function<void(const std::string& column, const std::string& what, const std::string& hint)>;

  RowCheck();

  // Null when the catalog has none of that name.
  const ModelShape* model_named(const std::string& name) const;
  std::string model_hint(const std::string& name) const;

  // Every reason why the row can't be predicted or compared.
  void check(const MeasuredRow& row, const Complain& complain);

 private:
  bool check_names(const MeasuredRow& row, const Complain& complain) const;

  std::vector<CatalogModel> models_;
  std::vector<std::string> devices_;
  std::vector<std::string> networks_;
  MeasuredPlaces places_;
};

// "the plan does not fit ...": why a plan can't be, in words.
std::string words_for(Infeasible reason);

}  // namespace suanli
