// prediction.h -- what the cost model says of measured steps, and how far it is off.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "scenarios/measured/measured_table.h"

namespace suanli {

// What a row runs on. Of the catalog, with what the row itself says of its network.
struct MeasuredPlace {
  DeviceRates device;
  Fabric fabric;
  EngineOverhead engine;
};

// Looks every device and network up once.
class MeasuredPlaces {
 public:
  // [InputError] on an unknown name.
  MeasuredPlace of(const MeasuredRow& row);

 private:
  std::map<std::string, MeasuredPlace> known_;  // by device and network
};

struct Prediction {
  std::string name;  // of the row
  RowSet set = RowSet::held_out;
  double measured_s = 0;
  double predicted_s = 0;
  Infeasible reason = Infeasible::no;  // why the model calls the plan impossible, though it ran: memory, or the plan itself

  double error_percent() const {
    return 100 * (predicted_s / measured_s - 1);
  }
};

// A rate is turned into the time of the FLOPs that the plan executes. The mean context of a decode step stands for all of its
// tokens.
Prediction predict(const MeasuredRow& row, const MeasuredPlace& place);
std::vector<Prediction> predict(const MeasuredTable& table);

// Errors in percent of what was measured. REQUIRES nothing: without rows all are 0.
struct ErrorSummary {
  std::size_t rows = 0;
  double mean_absolute = 0;
  double bias = 0;   // mean with its sign: below 0, predictions are too fast
  double worst = 0;  // the largest, with its sign
  std::string worst_row;
};

ErrorSummary summary_of(std::span<const Prediction> predictions);
ErrorSummary summary_of(std::span<const Prediction> predictions, RowSet set);

}  // namespace suanli
