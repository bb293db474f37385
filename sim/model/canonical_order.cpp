// canonical_order.cpp -- sorting of columns and renumbering of what they point to.
#include "sim/model/canonical_order.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace suanli {
namespace {

template <class Items>
void reorder(Items& items, const std::vector<std::uint32_t>& order) {
  if (items.empty()) return;
  Items sorted;
  sorted.reserve(items.size());
  for (const std::uint32_t from : order) sorted.push_back(items[from]);
  items = std::move(sorted);
}

// Numbers the items anew by first appearance in the column.
template <class Column, class Items>
void renumber(Column& column, Items& items) {
  using Id = std::remove_reference_t<decltype(column.items()[0])>;
  constexpr auto unseen = static_cast<Id>(std::numeric_limits<std::uint32_t>::max());
  std::vector<Id> renamed(items.size(), unseen);
  Items in_order;
  in_order.reserve(items.size());
  for (Id& id : column) {
    if (renamed[index_of(id)] == unseen) renamed[index_of(id)] = in_order.push_back(std::move(items[id]));
    id = renamed[index_of(id)];
  }
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

std::vector<std::uint32_t> sort_jobs(Workload& w) {
  struct Key {
    SimTime submit;
    std::uint64_t number;
    std::uint32_t index;
  };
  std::vector<Key> keys;
  keys.reserve(w.job_count());
  for (std::uint32_t i = 0; i < w.job_count(); ++i) {
    const auto job = static_cast<JobId>(i);
    keys.push_back({w.submit[job], id_number(w.id_text(job)), i});
  }
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    if (std::tie(a.submit, a.number) != std::tie(b.submit, b.number))
      return std::tie(a.submit, a.number) < std::tie(b.submit, b.number);
    const int by_text =
        a.number == text_id ? w.id_text(static_cast<JobId>(a.index)).compare(w.id_text(static_cast<JobId>(b.index))) : 0;
    return by_text != 0 ? by_text < 0 : a.index < b.index;
  });
  std::vector<std::uint32_t> added_as;
  added_as.reserve(keys.size());
  for (const Key& key : keys) added_as.push_back(key.index);

  std::string bytes;
  std::vector<std::uint32_t> ends;
  bytes.reserve(w.id_bytes.size());
  ends.reserve(w.id_end.size());
  for (const std::uint32_t from : added_as) {
    bytes += w.id_text(static_cast<JobId>(from));
    ends.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
  w.id_bytes = std::move(bytes);
  w.id_end = std::move(ends);
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
  renumber(w.shape, w.shapes);
  renumber_works(w);
  renumber(w.tenant, w.tenants);
  renumber(w.user, w.users);
  return added_as;
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
  for (TaskShape& each : w.shapes) {
    rename(each.device_models);
    rename(each.zones);
    std::sort(each.device_models.begin(), each.device_models.end());
    std::sort(each.zones.begin(), each.zones.end());
  }
  w.names = std::move(ordered);
}

}  // namespace suanli
