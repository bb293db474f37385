// embedded_catalog.h -- reads a catalog file that the program carries with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/field_types.h"
#include "scenarios/json_document.h"

namespace suanli {

// The text of catalog/NAME.json. REQUIRES that it is embedded.
std::string_view catalog_text(std::string_view name);

// All entries, in the order of the file. [InputError]
template <class T>
std::vector<T> embedded_catalog(const std::string& name) {
  JsonDocument document = parse_json("catalog/" + name + ".json", std::string(catalog_text(name)));
  std::vector<Problem> problems = document.problems;
  ReadContext context{problems};
  std::vector<T> entries;
  Codec<std::vector<T>>::read(Node{document.root, {}, context}, {.key = "entries"}, entries);
  place(document, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return entries;
}

}  // namespace suanli
