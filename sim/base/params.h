// params.h -- named parameters with unit, default, range and help, as policies, importers and generators declare them.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/check.h"

namespace suanli {

enum class ParamType : unsigned char { number, integer, boolean, text };

using ParamValue = std::variant<bool, std::int64_t, double, std::string>;

// One parameter; a constant table of them ends every leaf file. Feeds help, `suanli list`, the JSON schema and the reader.
struct ParamSpec {
  std::string_view name{};
  ParamType type = ParamType::number;
  std::string_view default_value{};  // as text; empty text is a valid default of a text parameter
  std::string_view unit{};           // "s", "1", ...; empty for booleans and text
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::string_view choices{};        // "a|b|c": a text parameter must be one of these; empty: any text
  std::string_view help{};
};

// Complete values for a list of specs. Asking for a name that was not declared is an InternalError.
class Params {
 public:
  // Defaults only.
  explicit Params(std::span<const ParamSpec> specs);
  // `given` over the defaults. Unknown names (with a suggestion), wrong types and values out of range are appended to `problems`,
  // each with pointer = base_pointer + "/" + name; the default then stands.
  Params(std::span<const ParamSpec> specs, const std::map<std::string, ParamValue>& given, const std::string& base_pointer,
         std::vector<Problem>& problems);

  double number(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  bool flag(std::string_view name) const;
  const std::string& text(std::string_view name) const;

  const std::map<std::string, ParamValue, std::less<>>& values() const { return values_; }

 private:
  const ParamValue& at(std::string_view name) const;

  std::map<std::string, ParamValue, std::less<>> values_;
};

// The words of a "a|b|c" list.
std::vector<std::string> split_choices(std::string_view choices);

// Text of the command line ("3", "0.5", "true", "name") as the value a spec wants; text that does not fit stays text, and
// the Params constructor then says what is wrong with it.
ParamValue param_from_text(const ParamSpec& spec, std::string_view text);

}  // namespace suanli
