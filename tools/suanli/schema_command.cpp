// schema_command.cpp -- suanli schema: JSON Schemas for editors and other programs.
#include "scenarios/schema.h"
#include "sim/base/check.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {
namespace {

ExitCode print_schema(const CommandLine& line, Terminal& terminal) {
  std::string names;
  for (const std::string& name : schema_names()) names += (names.empty() ? "" : " or ") + name;
  const std::string& name = line.operand("the name of a schema: " + names);
  const std::vector<std::string> known = schema_names();
  for (const std::string& one : known) {
    if (one == name) return terminal.data(schema_text(name)), ExitCode::ok;
  }
  const std::string near = did_you_mean(name, known);
  throw UsageError("no schema \"" + name + '"', near.empty() ? "there is " + names : near);
}

}  // namespace

const Command schema_command{
    .name = "schema",
    .summary = "JSON Schema (2020-12) of scenarios, traces, sweeps or plans",
    .usage = "scenario|trace|sweep|plan",
    .examples = "  suanli schema scenario > scenario.schema.json\n"
                "  suanli schema trace\n",
    .options = {},
    .notes = "An editor that knows JSON Schema completes and checks a file that names it:\n"
             "\"$schema\": \"scenario.schema.json\".\n",
    .run = print_schema,
};

}  // namespace suanli::cli
