// canonical_order.h -- ranks jobs, tenants and names so that a workload does not depend on the order in which records came.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "sim/model/workload.h"

namespace suanli {

// Stands for the value of an id that is not a number; after all numbers.
constexpr std::uint64_t text_id = std::numeric_limits<std::uint64_t>::max();

// The value of an id of digits without leading zeros, at most 19; else text_id. REQUIRES a non-empty id.
std::uint64_t id_number(std::string_view id);

// Numbers by value, before texts by bytes.
bool id_less(std::uint64_t a_number, std::string_view a, std::uint64_t b_number, std::string_view b);

// Sorts all columns of jobs by (submit, id) and numbers shapes and users anew by first appearance. Returns for each JobId the rank
// it had before. Dependencies must not be there yet.
std::vector<std::uint32_t> sort_jobs(Workload& workload);

// Numbers the tenants anew by first appearance, in jobs and then in requests.
void renumber_tenants(Workload& workload);

// Gives the names their ids by byte order.
void order_names(Workload& workload);

}  // namespace suanli
