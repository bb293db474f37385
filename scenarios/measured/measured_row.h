// measured_row.h -- one step that somebody measured: of which model, on what, under which plan, and how long it took.
#pragma once

#include <string>

#include "scenarios/cost_catalog.h"
#include "scenarios/field_table.h"

namespace suanli {

// What took the measured time: a training step; the first token of a batch of prompts; one further token of each.
enum class MeasuredStep : unsigned char { training, prefill, decode };

// Whether constants of the model were set with the row in view. A row that does not say is held out.
enum class RowSet : unsigned char { fit, held_out };

// The columns of a table are the fields of this struct (measured_fields.cpp); a cell left empty keeps its default.
struct MeasuredRow : ModelShape, ParallelPlan {
  std::string name;
  MeasuredStep step = MeasuredStep::training;
  std::string device;
  std::string network = "none";
  double devices_per_node = 0;  // 0: the network's
  double network_gb_per_s = 0;  // of a node; 0: the network's
  std::string model;            // of the catalog; empty: the shape is given
  double prompt_tokens = 0;
  double output_tokens = 0;
  double measured_s = 0;
  double measured_tflops_per_device = 0;  // instead: executed FLOPs, recompute included, over time and devices
  RowSet set = RowSet::held_out;
  std::string source;
  std::size_t line = 0;  // of its file
};

template <>
std::span<const Field<MeasuredRow>> fields_of<MeasuredRow>();

}  // namespace suanli
