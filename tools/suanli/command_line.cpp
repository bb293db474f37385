// command_line.cpp -- Boost.Program_options behind the table of a command's options.
#include "tools/suanli/command_line.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <sstream>

#include "sim/base/check.h"

namespace suanli::cli {
namespace {

namespace po = boost::program_options;

// Boost wants a name for the words that are no options; nobody can type this one.
constexpr const char* operands_key = " operands";

// What every command takes.
constexpr std::array common_options{
    OptionSpec{.name = "quiet", .letter = 'q', .help = "no messages on stderr but errors"},
    OptionSpec{.name = "no-progress", .help = "no progress bar (there is none anyway when stderr is no terminal)"},
    OptionSpec{.name = "no-color", .help = "no colours (also: NO_COLOR set, TERM=dumb, no terminal)"},
    OptionSpec{.name = "help", .letter = 'h', .help = "this text"},
};

template <class Use>
void for_each_option(const Command& command, Use use) {
  for (const OptionSpec& option : command.options) use(option);
  for (const OptionSpec& option : common_options) use(option);
}

std::string declared_name(const OptionSpec& option) {
  return std::string(option.name) + (option.letter != '\0' ? std::string(",") + option.letter : "");
}

po::options_description described(const Command& command) {
  po::options_description all("Options", 80);
  for_each_option(command, [&](const OptionSpec& option) {
    const std::string name = declared_name(option);
    const std::string help(option.help);
    if (option.value.empty()) {
      all.add_options()(name.c_str(), help.c_str());
    } else {
      auto* value = po::value<std::vector<std::string>>()->value_name(std::string(option.value))->composing();
      all.add_options()(name.c_str(), value, help.c_str());
    }
  });
  return all;
}

// The nearest option; a misspelt one keeps its dashes.
std::string suggestion(const Command& command, const std::string& given) {
  std::vector<std::string> known;
  for_each_option(command, [&](const OptionSpec& option) { known.push_back("--" + std::string(option.name)); });
  const std::string near = did_you_mean(given.substr(0, given.find('=')), known);
  return near.empty() ? "see suanli " + std::string(command.name) + " --help" : near;
}

std::vector<po::option> parsed(const Command& command, const std::vector<std::string>& words) {
  const auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::options_description all = described(command);
  all.add_options()(operands_key, po::value<std::vector<std::string>>());
  po::positional_options_description operands;
  operands.add(operands_key, -1);
  try {
    return po::command_line_parser(words).options(all).positional(operands).style(style).run().options;
  } catch (const po::unknown_option& error) {
    throw UsageError("unknown option " + error.get_option_name(), suggestion(command, error.get_option_name()));
  } catch (const po::error& error) {
    throw UsageError(error.what(), "see suanli " + std::string(command.name) + " --help");
  }
}

}  // namespace

std::string help_text(const Command& command) {
  std::ostringstream text;
  text << "suanli " << command.name << " -- " << command.summary << "\n\nExamples:\n" << command.examples << "\nUsage: suanli "
       << command.name << ' ' << command.usage << "\n\n"
       << described(command);
  if (!command.notes.empty()) text << '\n' << command.notes;
  return text.str();
}

CommandLine::CommandLine(const Command& command, const std::vector<std::string>& words) : command_(command) {
  for_each_option(command, [&](const OptionSpec& option) { given_.push_back({option.name, {}}); });
  for (const po::option& one : parsed(command, words)) {
    if (one.string_key == operands_key) {
      operands_.insert(operands_.end(), one.value.begin(), one.value.end());
      continue;
    }
    // A short option comes back under its long name, or with its dash.
    const OptionSpec* spec = nullptr;
    for_each_option(command, [&](const OptionSpec& option) {
      if (one.string_key == option.name || one.string_key == std::string("-") + option.letter) spec = &option;
    });
    const auto given = std::find_if(given_.begin(), given_.end(), [&](const Given& it) { return spec != nullptr && it.option == spec->name; });
    if (given == given_.end()) throw UsageError("unknown option " + one.string_key, suggestion(command, one.string_key));
    if (!given->values.empty() && !spec->value.empty() && !spec->repeatable) {
      throw UsageError("--" + std::string(spec->name) + " is given twice");
    }
    given->values.push_back(one.value.empty() ? std::string() : one.value.front());
  }
}

const std::vector<std::string>& CommandLine::all(std::string_view option) const {
  const auto given = std::find_if(given_.begin(), given_.end(), [&](const Given& it) { return it.option == option; });
  SUANLI_ASSERT(given != given_.end(), "a command asks only for options that it declares");
  return given->values;
}

std::optional<std::string> CommandLine::text(std::string_view option) const {
  const auto& values = all(option);
  return values.empty() ? std::nullopt : std::optional(values.front());
}

const std::string& CommandLine::operand(std::string_view what) const {
  if (operands_.size() == 1) return operands_.front();
  throw UsageError(operands_.empty() ? std::string(command_.name) + " wants " + std::string(what)
                                     : "unexpected argument \"" + operands_[1] + '"',
                   "usage: suanli " + std::string(command_.name) + ' ' + std::string(command_.usage));
}

void CommandLine::apply_to(Terminal& terminal) const {
  if (has("quiet")) terminal.silence_messages();
  if (has("no-progress")) terminal.forbid_progress();
  if (has("no-color")) terminal.forbid_color();
}

}  // namespace suanli::cli
