// page.cpp -- fills the skeleton's places.
#include "tools/report/page.h"

#include <algorithm>
#include <array>
#include <span>

#include "sim/base/check.h"
#include "sim/base/embedded_file.h"
#include "workloads/utf8.h"

namespace suanli::report_assets {
std::span<const EmbeddedFile> files();
}  // namespace suanli::report_assets

namespace suanli::page {
namespace {

// In the order in which they need each other.
constexpr std::array scripts{"dygraph", "format", "elements", "theme", "table", "timeline", "distribution", "reasons", "gantt", "services", "run", "compare",
                             "sweep_figures", "sweep", "main"};

const EmbeddedFile& asset(std::string_view name) {
  const auto all = report_assets::files();
  const auto found = std::find_if(all.begin(), all.end(), [&](const EmbeddedFile& file) { return file.name == name; });
  SUANLI_ASSERT(found != all.end(), "every asset of the page is embedded; see tools/CMakeLists.txt");
  return *found;
}

std::string source_of(std::string_view name) {
  return " 'sha256-" + base64_of_hexadecimal(asset(name).sha256) + "'";
}

std::string policy() {
  std::string text = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src" + source_of("style") + "; script-src";
  for (const char* name : scripts) text += source_of(name);
  return text;
}

// REQUIRES that no text was put in before the place.
void put(std::string& page, std::string_view place, std::string_view text) {
  const std::size_t at = page.find(place);
  SUANLI_ASSERT(at != std::string::npos, "the skeleton has every place that is filled");
  page.replace(at, place.size(), text);
}

}  // namespace

std::string html_page(std::string_view title, std::string_view data) {
  std::string code;
  for (const char* name : scripts) {
    code += "<script>";
    code += asset(name).text;
    code += "</script>\n";
  }
  std::string page(asset("page").text);
  // From the end to the start, so that the first of each place is the skeleton's whatever was put in.
  put(page, "{{scripts}}", code);
  put(page, "{{data}}", data);
  put(page, "{{style}}", asset("style").text);
  put(page, "{{title}}", escaped(title));
  put(page, "{{policy}}", policy());
  return page;
}

std::string escaped(std::string_view text) {
  std::string mended(text);
  repair_utf8(mended);
  std::string out;
  for (const char c : mended) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string base64_of_hexadecimal(std::string_view digits) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char digit : digits) {
    bits = (bits << 4U) | static_cast<unsigned>(hexadecimal.find(digit));
    held += 4;
    if (held < 6) continue;
    held -= 6;
    out += letters[(bits >> static_cast<unsigned>(held)) & 63U];
  }
  if (held > 0) out += letters[(bits << static_cast<unsigned>(6 - held)) & 63U];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

}  // namespace suanli::page
