// least_connections.cpp -- requests to the replica with the fewest of them outstanding.
#include "policies/routing/least_outstanding.h"

namespace suanli::balancing {

extern const BalancingEntry least_connections_entry;
const BalancingEntry least_connections_entry{"least_connections", least_outstanding_summary, least_outstanding_params, make_least_outstanding, draws_ties};

}  // namespace suanli::balancing
