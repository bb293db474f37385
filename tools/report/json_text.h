// json_text.h -- writes JSON that may stand inside a script element of an HTML page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suanli::page {

// Values in the order of the calls; commas are put where they belong. Text that is not UTF-8 is mended first. '<', '>', '&' and the line ends
// that JavaScript knows beside JSON's are escaped, so no name can close the element or open a comment.
class JsonText {
 public:
  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_list() { return open('['); }
  JsonText& end_list() { return close(']'); }
  JsonText& key(std::string_view name);

  JsonText& text(std::string_view value);
  JsonText& integer(std::int64_t value);
  // The shortest text that reads back as the same double. REQUIRES a finite value.
  JsonText& number(double value);
  // null when there is none.
  JsonText& number(std::optional<double> value);
  // Six significant digits: what a plot can show.
  JsonText& plotted(double value);
  JsonText& flag(bool value);

  std::string take();

 private:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  void separate();

  std::string out_;
  bool wants_comma_ = false;
};

}  // namespace suanli::page
