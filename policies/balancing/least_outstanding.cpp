// least_outstanding.cpp -- the other name of least_connections.
#include "policies/routing/least_outstanding.h"

namespace suanli::balancing {

extern const BalancingEntry least_outstanding_entry;
const BalancingEntry least_outstanding_entry{"least_outstanding", "another name of least_connections", least_outstanding_params, make_least_outstanding, draws_ties};

}  // namespace suanli::balancing
