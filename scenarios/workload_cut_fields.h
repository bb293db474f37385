// workload_cut_fields.h -- the keys of a scenario's workload that cut a stretch of it and change its pace.
#pragma once

#include <string>
#include <vector>

#include "scenarios/field_table.h"
#include "workloads/workload_cut.h"

namespace suanli {

std::vector<std::string> cut_keys();

// From the members of the workload's object.
WorkloadCut read_cut(const Node& workload);

// Adds what is asked for to the workload's object.
void write_cut(const WorkloadCut& cut, Json& workload);
void add_cut_schemas(Json& properties);

}  // namespace suanli
