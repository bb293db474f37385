// list_command.cpp -- suanli list: what the program knows by name, from the tables that also read the files.
#include <array>
#include <limits>

#include "scenarios/catalog.h"
#include "scenarios/cost_catalog.h"
#include "scenarios/known_policies.h"
#include "scenarios/scenario.h"
#include "sim/base/check.h"
#include "sim/report/csv.h"
#include "sim/report/metrics.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/output_table.h"
#include "workloads/generate/generate.h"
#include "workloads/import/importer.h"

namespace suanli::cli {
namespace {

// A name with parameters, wherever it comes from.
struct Named {
  std::string group;
  std::string name;
  std::string summary;
  std::vector<ParamSpec> params;
  bool has_effect = true;
};

std::string number_text(double value) {
  std::string text;
  append_double(text, value);
  return text;
}

std::string range_text(const ParamSpec& spec) {
  if (!spec.choices.empty()) return std::string(spec.choices);
  if (spec.type == ParamType::boolean) return "true|false";
  if (spec.type == ParamType::text) return "text";
  const bool low = spec.low > -std::numeric_limits<double>::infinity();
  const bool high = spec.high < std::numeric_limits<double>::infinity();
  const std::string kind = spec.type == ParamType::integer ? "integer" : "number";
  if (low && high) return kind + ' ' + number_text(spec.low) + ".." + number_text(spec.high);
  if (low) return kind + " >= " + number_text(spec.low);
  if (high) return kind + " <= " + number_text(spec.high);
  return kind;
}

std::string params_text(const std::vector<ParamSpec>& params) {
  std::string text;
  for (const ParamSpec& spec : params) {
    text += (text.empty() ? "" : ", ") + std::string(spec.name);
    if (!spec.default_value.empty()) text += "=" + std::string(spec.default_value);
  }
  return text;
}

std::vector<Named> policies() {
  std::vector<Named> all;
  std::vector<std::string_view> kinds(policy_kind_names.begin(), policy_kind_names.end());
  kinds.emplace_back("serving");
  for (const std::string_view kind : kinds) {
    for (const KnownPolicy& policy : known_policies(kind)) {
      all.push_back({std::string(kind), std::string(policy.name), std::string(policy.summary), {policy.params.begin(), policy.params.end()},
                     policy.simulated});
    }
  }
  return all;
}

std::vector<Named> importers() {
  std::vector<Named> all;
  for (const ImporterEntry* entry : import::entries()) {
    all.push_back({"format", std::string(entry->name), std::string(entry->summary), {entry->params.begin(), entry->params.end()}});
  }
  return all;
}

std::vector<Named> generators() {
  std::vector<Named> all;
  for (const GeneratorInfo& info : list_generators()) {
    all.push_back({std::string(info.family), info.name, info.summary, {info.params.begin(), info.params.end()}});
    for (const ListSpec& list : info.lists) {
      all.back().params.push_back({.name = list.name, .type = ParamType::text, .choices = "list of numbers", .help = list.help});
    }
  }
  return all;
}

// Parameters only where a program reads them: a person asks for one name.
OutputTable names_table(const std::vector<Named>& all, OutputFormat format) {
  const bool for_a_person = format == OutputFormat::table;
  OutputTable table{{{"kind"}, {"name"}, {"summary"}}, {}, {}};
  if (!for_a_person) table.columns.push_back({"parameters"});
  for (const Named& one : all) {
    if (for_a_person && !one.has_effect) {
      table.note = "\nPolicies of the kind recovery are read in a scenario but not simulated by this version;\n--format csv lists them. serving: the engine in each replica of a service.\n";
      continue;
    }
    table.rows.push_back({one.group, one.name, one.summary});
    if (!for_a_person) table.rows.back().push_back(params_text(one.params));
  }
  return table;
}

OutputTable params_table(const std::vector<Named>& all, const std::string& name) {
  OutputTable table{{{"parameter"}, {"default"}, {"unit"}, {"values"}, {"help"}}, {}, {}};
  std::vector<std::string> known;
  for (const Named& one : all) {
    known.push_back(one.name);
    if (one.name != name) continue;
    for (const ParamSpec& spec : one.params) {
      table.rows.push_back({std::string(spec.name), std::string(spec.default_value), std::string(spec.unit), range_text(spec),
                            std::string(spec.help)});
    }
    if (one.params.empty()) table.note = name + " takes no parameters\n";
  }
  if (table.rows.empty() && table.note.empty()) throw UsageError("nothing there is called \"" + name + '"', did_you_mean(name, known));
  return table;
}

OutputTable metrics_table(OutputFormat format) {
  const bool for_a_person = format == OutputFormat::table;
  OutputTable table{{{"name"}, {"unit"}, {"help"}}, {}, {}};
  if (!for_a_person) table.columns.push_back({"stats"});
  for (const MetricSpec* spec : metric_specs()) {
    const std::string help(spec->help);
    const std::string stats(spec->stats);
    table.rows.push_back({std::string(spec->name), std::string(spec->unit), for_a_person ? help + " [" + stats + "]" : help});
    if (!for_a_person) table.rows.back().push_back(stats);
  }
  table.note = "\nOne figure is named METRIC[.STAT[.DEVICE_KIND[.TENANT]]], as in --fail-if 'wait_s.p99>3600'.\n";
  return table;
}

OutputTable devices_table(OutputFormat) {
  OutputTable table{{{"name"}, {"kind"}, {"memory_gib", true}, {"speed_batch", true}, {"speed_training", true}, {"speed_inference", true},
                     {"source"}}, {}, {}};
  for (const CatalogDevice& device : built_in_devices()) {
    std::vector<std::string> row{device.name, std::string(name_of(device.kind)), number_text(device.memory_gib)};
    for (const WorkKind work : work_kinds) row.push_back(number_text(device.speed_for(work)));
    row.push_back(device.source);
    table.rows.push_back(std::move(row));
  }
  return table;
}

OutputTable models_table(OutputFormat) {
  OutputTable table{{{"name"}, {"parameters_billion", true}, {"layers", true}, {"hidden", true}, {"heads", true}, {"experts", true}, {"source"}}, {}, {}};
  for (const CatalogModel& model : built_in_models()) {
    table.rows.push_back({model.name, number_text(model.parameters_billion), number_text(model.layers), number_text(model.hidden),
                          number_text(model.heads), number_text(model.experts), model.source});
  }
  return table;
}

OutputTable networks_table(OutputFormat) {
  OutputTable table{{{"name"}, {"devices_per_node", true}, {"network_gb_per_s", true}, {"source"}}, {}, {}};
  for (const NetworkFigures& network : built_in_networks()) {
    table.rows.push_back({network.name, number_text(network.devices_per_node), number_text(network.network_gb_per_s), network.source});
  }
  return table;
}

struct Listing {
  std::string_view what;
  std::vector<Named> (*named)();  // null: the table is whole and has no parameters
  OutputTable (*table)(OutputFormat format);
};

constexpr std::array listings{
    Listing{"policies", policies, nullptr},     Listing{"metrics", nullptr, metrics_table},    Listing{"importers", importers, nullptr},
    Listing{"generators", generators, nullptr}, Listing{"devices", nullptr, devices_table},
    Listing{"models", nullptr, models_table},   Listing{"networks", nullptr, networks_table},
};

const Listing& find_listing(const std::string& what) {
  std::vector<std::string> known;
  for (const Listing& listing : listings) {
    if (listing.what == what) return listing;
    known.emplace_back(listing.what);
  }
  const std::string near = did_you_mean(what, known);
  throw UsageError("nothing to list under \"" + what + '"', near.empty() ? "policies, metrics, importers, generators, devices, models or networks" : near);
}

ExitCode print_list(const CommandLine& line, Terminal& terminal) {
  const auto& operands = line.operands();
  if (operands.empty() || operands.size() > 2) throw UsageError("list wants one of policies, metrics, importers, generators, devices, models, networks");
  const Listing& listing = find_listing(operands[0]);
  const OutputFormat format = output_format(line);
  if (listing.named == nullptr) {
    if (operands.size() == 2) throw UsageError("unexpected argument \"" + operands[1] + '"', "suanli list " + operands[0] + " has it all");
    return terminal.data(listing.table(format).text(format)), ExitCode::ok;
  }
  const std::vector<Named> all = listing.named();
  terminal.data((operands.size() == 2 ? params_table(all, operands[1]) : names_table(all, format)).text(format));
  return ExitCode::ok;
}

constexpr std::array options{format_option};

}  // namespace

const Command list_command{
    .name = "list",
    .summary = "policies, metrics, importers, devices, models ... known by name",
    .usage = "policies|metrics|importers|generators|devices|models|networks [NAME]",
    .examples = "  suanli list policies\n"
                "  suanli list policies easy_backfill\n"
                "  suanli list metrics --format json\n",
    .options = options,
    .notes = "With the NAME of a policy, importer or generator: its parameters.\n",
    .run = print_list,
};

}  // namespace suanli::cli
