// canonical_order.cpp -- sorting of columns and renumbering of what they point to.
#include "sim/model/canonical_order.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "sim/model/columns.h"

namespace suanli {
namespace {

// Numbers the items anew by first appearance in the columns, one column after the other.
template <class Items, class Column, class... Columns>
void renumber(Items& items, Column& first_column, Columns&... other_columns) {
  using Id = std::remove_reference_t<decltype(first_column.items()[0])>;
  constexpr auto unseen = static_cast<Id>(std::numeric_limits<std::uint32_t>::max());
  std::vector<Id> renamed(items.size(), unseen);
  Items in_order;
  in_order.reserve(items.size());
  const auto walk = [&](auto& column) {
    for (Id& id : column) {
      if (renamed[index_of(id)] == unseen) renamed[index_of(id)] = in_order.push_back(std::move(items[id]));
      id = renamed[index_of(id)];
    }
  };
  walk(first_column);
  (walk(other_columns), ...);
  items = std::move(in_order);
}

// By first appearance in the shapes, which are in order by now; the first, none, stays.
void renumber_works(Workload& w) {
  std::vector<WorkId> renamed(w.works.size());
  IdVector<WorkId, JobWork> in_order;
  if (!w.works.empty()) in_order.push_back({});
  for (TaskShape& shape : w.shapes) {
    if (shape.work == WorkId{}) continue;
    WorkId& name = renamed[index_of(shape.work)];
    if (name == WorkId{}) name = in_order.push_back(std::move(w.works[shape.work]));
    shape.work = name;
  }
  for (WorkId& work : w.work) work = renamed[index_of(work)];
  w.works = std::move(in_order);
}

}  // namespace

std::uint64_t id_number(std::string_view id) {
  if (id.size() > 19 || (id[0] == '0' && id.size() > 1)) return text_id;
  std::uint64_t value = 0;
  for (const char c : id) {
    if (c < '0' || c > '9') return text_id;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool id_less(std::uint64_t a_number, std::string_view a, std::uint64_t b_number, std::string_view b) {
  if (a_number != b_number) return a_number < b_number;
  return a_number == text_id && a < b;
}

std::vector<std::uint32_t> order_by_time_and_id(const std::vector<SimTime>& times, const std::string& id_bytes,
                                                const std::vector<std::uint32_t>& id_end) {
  struct Key {
    SimTime time;
    std::uint64_t number;
    std::uint32_t row;
  };
  const auto id = [&](std::uint32_t row) { return packed_text(id_bytes, id_end, row); };
  std::vector<Key> keys;
  keys.reserve(times.size());
  for (std::uint32_t row = 0; row < times.size(); ++row) keys.push_back({times[row], id_number(id(row)), row});
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    if (std::tie(a.time, a.number) != std::tie(b.time, b.number)) return std::tie(a.time, a.number) < std::tie(b.time, b.number);
    const int by_text = a.number == text_id ? id(a.row).compare(id(b.row)) : 0;
    return by_text != 0 ? by_text < 0 : a.row < b.row;
  });
  std::vector<std::uint32_t> order;
  order.reserve(keys.size());
  for (const Key& key : keys) order.push_back(key.row);
  return order;
}

void reorder_texts(std::string& bytes, std::vector<std::uint32_t>& end, const std::vector<std::uint32_t>& order) {
  std::string sorted;
  std::vector<std::uint32_t> ends;
  sorted.reserve(bytes.size());
  ends.reserve(end.size());
  for (const std::uint32_t from : order) {
    sorted += packed_text(bytes, end, from);
    ends.push_back(static_cast<std::uint32_t>(sorted.size()));
  }
  bytes = std::move(sorted);
  end = std::move(ends);
}

std::vector<std::uint32_t> sort_jobs(Workload& w) {
  std::vector<std::uint32_t> added_as = order_by_time_and_id(w.submit.items(), w.id_bytes, w.id_end);
  reorder_texts(w.id_bytes, w.id_end, added_as);
  reorder(w.submit.items(), added_as);
  reorder(w.duration.items(), added_as);
  reorder(w.time_limit.items(), added_as);
  reorder(w.tasks.items(), added_as);
  reorder(w.shape.items(), added_as);
  reorder(w.priority.items(), added_as);
  reorder(w.tenant.items(), added_as);
  reorder(w.user.items(), added_as);
  reorder(w.deadline.items(), added_as);
  reorder(w.min_tasks.items(), added_as);
  reorder(w.max_tasks.items(), added_as);
  reorder(w.work_kind.items(), added_as);
  reorder(w.reference_model.items(), added_as);
  reorder(w.recorded_status.items(), added_as);
  reorder(w.work.items(), added_as);
  reorder(w.steps.items(), added_as);
  renumber(w.shapes, w.shape);
  renumber_works(w);
  renumber(w.users, w.user);
  return added_as;
}

void renumber_tenants(Workload& w) {
  renumber(w.tenants, w.tenant, w.requests.tenant);
}

void order_names(Workload& w) {
  std::vector<NameId> by_text;
  for (const NameId name : IdRange<NameId>(w.names.size())) by_text.push_back(name);
  const auto before = [&](NameId a, NameId b) { return w.names.text(a) < w.names.text(b); };
  if (std::is_sorted(by_text.begin(), by_text.end(), before)) return;
  std::sort(by_text.begin(), by_text.end(), before);
  NameTable ordered;
  std::vector<NameId> renamed(by_text.size());
  for (const NameId name : by_text) renamed[index_of(name)] = ordered.intern(w.names.text(name));
  const auto rename = [&](auto& column) {
    for (NameId& name : column) name = renamed[index_of(name)];
  };
  rename(w.reference_model);
  rename(w.recorded_status);
  rename(w.requests.service);
  rename(w.requests.session);
  rename(w.requests.kernel);
  for (TaskShape& each : w.shapes) {
    rename(each.device_models);
    rename(each.zones);
    std::sort(each.device_models.begin(), each.device_models.end());
    std::sort(each.zones.begin(), each.zones.end());
  }
  w.names = std::move(ordered);
}

}  // namespace suanli
