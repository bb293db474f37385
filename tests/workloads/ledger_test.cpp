// ledger_test.cpp -- rules are counted in order of their first use.
#include "workloads/ledger.h"

#include <doctest/doctest.h>

using namespace suanli;

TEST_CASE("rules are counted and told in order of first use") {
  Ledger ledger;
  ledger.note(LedgerAction::kept, "run time 0 kept as 0", 12);
  ledger.note(LedgerAction::dropped, "no processors", 14);
  ledger.note(LedgerAction::kept, "run time 0 kept as 0", 15, 99);
  ledger.note(LedgerAction::corrected, "never applied", 16, 0);
  CHECK(ledger.rows().size() == 2);
  CHECK(ledger.count("run time 0 kept as 0") == 100);
  CHECK(ledger.count("unheard of") == 0);
  CHECK(ledger.count(LedgerAction::dropped) == 1);
  CHECK(ledger.count(LedgerAction::corrected) == 0);
  CHECK(ledger.table() ==
        "kept       100  run time 0 kept as 0 (first on line 12)\n"
        "dropped      1  no processors (first on line 14)\n");
}

TEST_CASE("the same reason under two actions is two rows") {
  Ledger ledger;
  ledger.note(LedgerAction::kept, "negative wait");
  ledger.note(LedgerAction::dropped, "negative wait");
  CHECK(ledger.rows().size() == 2);
  CHECK(ledger.count("negative wait") == 2);
}

TEST_CASE("acknowledgements are kept as they are") {
  Ledger ledger;
  ledger.acknowledge("Acknowledge: Jane Doe");
  CHECK(ledger.acknowledgements() == std::vector<std::string>{"Acknowledge: Jane Doe"});
  CHECK(ledger.table().empty());
}
