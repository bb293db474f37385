// sqlite_file.cpp -- fills a database under a temporary name, then copies it to its own as a whole file.
#include "tools/export/sqlite_file.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "scenarios/run_values.h"
#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "tools/export/column_types.h"
#include "tools/export/result_table.h"

namespace suanli::exports {
namespace {

namespace fs = std::filesystem;

// A name for the database while it is made; gone at the end.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& output) {
    std::error_code error;
    const fs::path target(output);
    const bool beside = !fs::exists(target, error) || fs::is_regular_file(target, error);
    path_ = (beside ? target.parent_path() / ("." + target.filename().string()) : fs::temp_directory_path(error) / "suanli").string() + "-XXXXXX";
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw InputError(output, "cannot be written: " + std::generic_category().message(errno));
    close(descriptor);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Database {
 public:
  Database(const std::string& path, std::string output) : output_(std::move(output)) {
    check(sqlite3_open(path.c_str(), &handle_));
    // Nobody else sees the file before it is whole, so nothing need survive a crash.
    run("PRAGMA journal_mode=OFF");
    run("PRAGMA synchronous=OFF");
    run("BEGIN");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(handle_); }

  void run(const std::string& sql) { check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr)); }
  void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    throw InputError(output_, std::string("SQLite: ") + (handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_)));
  }
  sqlite3* handle() { return handle_; }

 private:
  std::string output_;
  sqlite3* handle_ = nullptr;
};

// One INSERT, run once per row.
class Insert {
 public:
  Insert(Database& database, const std::string& sql) : database_(database) {
    database_.check(sqlite3_prepare_v2(database_.handle(), sql.c_str(), -1, &statement_, nullptr));
  }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;
  ~Insert() { sqlite3_finalize(statement_); }

  // The text must live until the row is added. Columns count from 0.
  void text(std::size_t column, std::string_view value) {
    database_.check(sqlite3_bind_text64(statement_, index(column), value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  void integer(std::size_t column, std::int64_t value) { database_.check(sqlite3_bind_int64(statement_, index(column), value)); }
  void real(std::size_t column, double value) { database_.check(sqlite3_bind_double(statement_, index(column), value)); }
  void null(std::size_t column) { database_.check(sqlite3_bind_null(statement_, index(column))); }
  void add_row() {
    database_.check(sqlite3_step(statement_));
    database_.check(sqlite3_reset(statement_));
  }

 private:
  static int index(std::size_t column) { return static_cast<int>(column) + 1; }

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

std::string identifier(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

constexpr std::string_view sql_name(ColumnType type) {
  switch (type) {
    case ColumnType::text:
      return "TEXT";
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::real:
      return "REAL";
    case ColumnType::numeric:
      return "NUMERIC";
  }
  return "";
}

bool is_whole(std::string_view cell) {
  return cell.find_first_not_of("-0123456789") == std::string_view::npos && cell.size() < 19;
}

void bind_cell(Insert& insert, const ResultTable& table, std::size_t column, ColumnType type) {
  const std::string_view cell = table[column];
  if (cell.empty()) return insert.null(column);
  if (type == ColumnType::text) return insert.text(column, cell);
  if (type == ColumnType::integer || (type == ColumnType::numeric && is_whole(cell))) return insert.integer(column, table.whole(column));
  insert.real(column, *table.number(column));
}

std::size_t copy_table(Database& database, const std::string& path, const std::string& name) {
  const std::vector<ColumnType> types = column_types(path);
  ResultTable table(path);
  std::string columns;
  std::string values;
  for (std::size_t i = 0; i < types.size(); ++i) {
    columns += (i == 0 ? "" : ", ") + identifier(table.columns()[i]) + ' ' + std::string(sql_name(types[i]));
    values += i == 0 ? "?" : ", ?";
  }
  database.run("CREATE TABLE " + identifier(name) + " (" + columns + ')');
  Insert insert(database, "INSERT INTO " + identifier(name) + " VALUES (" + values + ')');
  std::size_t rows = 0;
  for (; table.next(); ++rows) {
    for (std::size_t i = 0; i < types.size(); ++i) bind_cell(insert, table, i, types[i]);
    insert.add_row();
  }
  return rows;
}

std::size_t copy_run(Database& database, const std::string& path) {
  const RunValues run = read_run_values(path);
  database.run("CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT)");
  Insert insert(database, "INSERT INTO run VALUES (?, ?)");
  for (const auto& [key, value] : run.members) {
    insert.text(0, key);
    insert.text(1, value);
    insert.add_row();
  }
  return run.members.size();
}

void copy_whole(const std::string& from, const std::string& output) {
  PackedInput input(from);
  WholeFile file(output);
  std::string piece(std::size_t{1} << 20, '\0');
  while (const std::size_t got = input.read(piece)) file.write(std::string_view(piece).substr(0, got));
  file.commit();
}

}  // namespace

std::vector<SqliteTable> write_sqlite(const std::string& directory, const std::string& output) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".csv") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  const ScratchFile scratch(output);
  std::vector<SqliteTable> tables;
  {
    Database database(scratch.path(), output);
    for (const std::string& name : names) tables.push_back({name, copy_table(database, directory + '/' + name + ".csv", name)});
    if (const std::string run = directory + "/run.json"; fs::exists(run)) tables.push_back({"run", copy_run(database, run)});
    database.run("COMMIT");
  }
  copy_whole(scratch.path(), output);
  return tables;
}

}  // namespace suanli::exports
