// table_rows.cpp -- cells become members by the table of columns; what a row leaves out follows from the rest of it.
#include "scenarios/measured/table_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "scenarios/field_types.h"
#include "scenarios/measured/row_check.h"
#include "workloads/csv_reader.h"

namespace suanli {
namespace {

const Field<MeasuredRow>* column_named(std::string_view name) {
  const auto columns = fields_of<MeasuredRow>();
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.spec.key == name; });
  return found == columns.end() ? nullptr : &*found;
}

// A cell as the column's type; text that is no such value stays text, for the column to refuse.
nlohmann::json cell_value(const Field<MeasuredRow>& column, std::string_view cell) {
  const Json schema = column.schema(column.spec);
  const std::string type = schema.value("type", "string");
  if (type == "boolean" && (cell == "true" || cell == "false")) return cell == "true";
  if (type != "number" && type != "integer") return std::string(cell);
  double number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  const bool whole = error == std::errc() && end == cell.data() + cell.size() && std::isfinite(number);
  return whole ? nlohmann::json(number) : nlohmann::json(std::string(cell));
}

// Counts are the columns that begin at 1.
bool wants_whole_number(const FieldSpec& spec) {
  return spec.low == 1;
}

std::vector<std::string> header_names(const CsvFile& file, std::vector<Problem>& problems) {
  std::vector<std::string> known;
  for (const Field<MeasuredRow>& column : fields_of<MeasuredRow>()) known.emplace_back(column.spec.key);
  std::vector<std::string> names;
  for (const std::string& name : file.header()) {
    const auto complain = [&](std::string what, std::string hint) {
      problems.push_back({file.path(), file.header_line(), 0, "", std::move(what), std::move(hint)});
    };
    if (column_named(name) == nullptr) {
      std::string hint = did_you_mean(name, known);
      if (hint.empty()) {
        for (const std::string& one : known) hint.append(hint.empty() ? "known are " : ", ").append(one);
      }
      complain("unknown column \"" + name + '"', std::move(hint));
    } else if (std::find(names.begin(), names.end(), name) != names.end()) {
      complain("column \"" + name + "\" is there twice", "");
    }
    names.push_back(name);
  }
  return names;
}

class RowReader {
 public:
  RowReader(const CsvFile& file, const SharedCells& shared, std::vector<Problem>& problems)
      : file_(file), shared_(shared), problems_(problems), names_(header_names(file, problems)) {}

  std::optional<MeasuredRow> read(std::size_t index) {
    const CsvRow cells = file_.row(index);
    line_ = cells.line();
    bad_ = false;
    if (const std::size_t width = file_.width(index); width > names_.size()) {
      complain("", std::to_string(width) + " cells, but the header has " + std::to_string(names_.size()),
               "quotes around a text with commas");
      return std::nullopt;
    }
    const nlohmann::json object = object_of(cells);
    MeasuredRow row;
    row.line = line_;
    take_model(object, row);
    for (const Field<MeasuredRow>& column : fields_of<MeasuredRow>()) take(column, object, row);
    if (!bad_) {
      fill_in(object, row);
      check_.check(row, [this](const std::string& column, const std::string& what, const std::string& hint) {
        complain(column, what, hint);
      });
    }
    return bad_ ? std::nullopt : std::optional(std::move(row));
  }

 private:
  nlohmann::json object_of(const CsvRow& cells) const {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [name, cell] : shared_) {
      if (!cell.text.empty()) object[name] = cell_value(*column_named(name), cell.text);
    }
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const Field<MeasuredRow>* column = column_named(names_[i]);
      if (column != nullptr && !cells[i].empty()) object[names_[i]] = cell_value(*column, cells[i]);
    }
    return object;
  }

  // The shape comes first, so that single columns may differ from it.
  void take_model(const nlohmann::json& object, MeasuredRow& row) {
    const auto named = object.find("model");
    if (named == object.end() || !named->is_string()) return;
    if (const ModelShape* shape = check_.model_named(named->get<std::string>())) {
      static_cast<ModelShape&>(row) = *shape;
    } else {
      complain("model", "names none of the catalog: " + named->dump(), check_.model_hint(named->get<std::string>()));
    }
  }

  void take(const Field<MeasuredRow>& column, const nlohmann::json& object, MeasuredRow& row) {
    const std::string key(column.spec.key);
    const auto cell = object.find(key);
    if (cell == object.end()) {
      if (column.spec.required) complain(key, "is missing", std::string(column.spec.help));
      return;
    }
    std::vector<Problem> found;
    ReadContext context{found};
    column.read(Node{*cell, {}, context}, column.spec, row);
    if (found.empty() && wants_whole_number(column.spec) && cell->get<double>() != std::floor(cell->get<double>())) {
      found.push_back({"", 0, 0, "", "must be a whole number, not " + cell->dump(), std::string(column.spec.help)});
    }
    for (Problem& problem : found) complain(key, problem.what, problem.hint);
  }

  // What the row does not say and the rest of it does.
  static void fill_in(const nlohmann::json& object, MeasuredRow& row) {
    const bool own_shape = !object.contains("model");
    if (own_shape && !object.contains("kv_heads")) row.kv_heads = row.heads;
    if (own_shape && !object.contains("ffn")) row.ffn = 4 * row.hidden;
    const double others = row.tp * row.pp * row.cp;
    if (!object.contains("dp") && object.contains("devices") && divides(others, row.devices)) row.dp = row.devices / others;
    if (!object.contains("devices")) row.devices = others * row.dp;
  }

  // A cell shared by all rows is blamed once, where it stands.
  void complain(const std::string& column, const std::string& what, const std::string& hint) {
    const auto shared = shared_.find(column);
    const bool in_row = std::find(names_.begin(), names_.end(), column) != names_.end();
    const std::size_t line = shared != shared_.end() && !in_row ? shared->second.line : line_;
    Problem problem{file_.path(), line, 0, "", (column.empty() ? "" : '"' + column + "\" ") + what, hint};
    const bool told = std::any_of(problems_.begin(), problems_.end(),
                                  [&](const Problem& one) { return one.line == problem.line && one.what == problem.what; });
    if (!told) problems_.push_back(std::move(problem));
    bad_ = true;
  }

  const CsvFile& file_;
  const SharedCells& shared_;
  std::vector<Problem>& problems_;
  std::vector<std::string> names_;
  RowCheck check_;
  std::size_t line_ = 0;
  bool bad_ = false;  // the row being read has a problem
};

}  // namespace

bool is_column(std::string_view name) {
  return column_named(name) != nullptr;
}

std::vector<MeasuredRow> read_table_rows(const std::string& file, const std::string& text, const SharedCells& shared,
                                         std::vector<Problem>& problems) {
  const CsvFile cells(file, text);
  RowReader reader(cells, shared, problems);
  std::vector<MeasuredRow> rows;
  for (std::size_t i = 0; i < cells.row_count(); ++i) {
    if (auto row = reader.read(i)) rows.push_back(std::move(*row));
  }
  if (cells.row_count() == 0) problems.push_back({file, cells.header_line(), 0, "", "no row follows the header", ""});
  return rows;
}

}  // namespace suanli
