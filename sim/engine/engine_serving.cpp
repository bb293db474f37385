// engine_serving.cpp -- services in the event loop: their arrivals, events and places, beside those of jobs.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/engine/engine.h"

namespace suanli {
namespace {

// How long scalers are still asked when only waiting is left: nothing else would ever end a run in which something waits for ever.
constexpr Duration patience_with_waiting{std::chrono::hours(1)};

}  // namespace

void Engine::resolve_shapes(std::span<const ServiceSetup> services, const EstimateTable* table) {
  std::vector<const ServiceSpec*> specs;
  for (const ServiceSetup& service : services) specs.push_back(service.spec);
  shapes_.reset(*workload_, *cluster_, table, specs);
}

void Engine::prepare_services(std::span<const ServiceSetup> services) {
  service_count_ = services.size();
  next_request_ = 0;
  next_mark_ = 0;
  serving_slots_.clear();
  SUANLI_ASSERT(services.empty() || needs_.ask == AskMode::per_instant, "services run beside policies that are asked once an instant");
  request_states_.assign(services.empty() ? 0 : workload_->requests.size(), {});
  while (fleets_.size() < services.size()) fleets_.push_back(std::make_unique<ServiceFleet>());
  constexpr auto unknown = static_cast<ServiceId>(0xFFFFFFFF);
  service_of_name_.assign(services.empty() ? 0 : workload_->names.size(), unknown);
  for (std::size_t i = 0; i < services.size(); ++i) {
    const auto id = static_cast<ServiceId>(i);
    const ServiceSpec& spec = *services[i].spec;
    const ShapeOnCluster& shape = shapes_.of_service(id);
    if (shape.most_tasks < spec.tasks) {
      throw InputError({}, "no replica of service \"" + spec.name + "\" fits the cluster (" + std::string(name_of(shape.never)) + ")",
                       "compare its demand with the pools");
    }
    service_of_name_[index_of(spec.requests_name)] = id;
    fleets_[i]->reset(id, services[i], *workload_, *cluster_, request_states_, *this);
  }
  if (services.empty()) return;
  for (const NameId name : workload_->requests.service) {
    SUANLI_ASSERT(service_of_name_[index_of(name)] != unknown, "every request is for one of the services");
  }
}

SimTime Engine::next_service_time(SimTime next) const {
  if (next_request_ < workload_->requests.size()) next = std::min(next, workload_->requests.arrival[static_cast<RequestId>(next_request_)]);
  SimTime tick = time_never;
  for (const auto& fleet : fleets()) tick = std::min(tick, fleet->next_tick());
  if (tick < next && scalers_matter(tick)) next = tick;
  if (next != time_never && next_mark_ < options_.marks.size()) next = std::min(next, std::max(now_, options_.marks[next_mark_]));
  return next;
}

// Scalers are asked while there is work, or some may come of it.
bool Engine::scalers_matter(SimTime at) const {
  if (next_arrival_ < workload_->job_count() || next_request_ < workload_->requests.size() || running_ > 0) return true;
  const auto waits = [](const auto& fleet) { return fleet->unfinished() > 0; };
  if (queue_.empty() && std::none_of(fleets().begin(), fleets().end(), waits)) return false;
  return at - std::max(last_arrival(), last_end()) <= patience_with_waiting;
}

// Nothing is left but timers of what is over.
bool Engine::is_over() const {
  if (service_count_ == 0 || next_arrival_ < workload_->job_count() || next_request_ < workload_->requests.size()) return false;
  if (running_ > 0 || jobs_ended_ < workload_->job_count()) return false;
  return std::all_of(fleets().begin(), fleets().end(), [](const auto& fleet) { return fleet->unfinished() == 0; });
}

SimTime Engine::last_arrival() const {
  SimTime last{};
  if (workload_->job_count() > 0) last = workload_->submit.items().back();
  if (workload_->request_count() > 0) last = std::max(last, workload_->requests.arrival.items().back());
  return last;
}

SimTime Engine::last_end() const {
  SimTime last = outcome_.end;
  for (const auto& fleet : fleets()) last = std::max(last, fleet->last_end());
  return last;
}

std::size_t Engine::requests_ended() const {
  std::size_t unfinished = 0;
  for (const auto& fleet : fleets()) unfinished += fleet->unfinished();
  return next_request_ - unfinished;
}

void Engine::tell_marks() {
  while (next_mark_ < options_.marks.size() && options_.marks[next_mark_] <= now_) {
    for (const auto& fleet : fleets()) fleet->tell_totals(now_);
    ++next_mark_;
  }
}

void Engine::arrive_request() {
  check_limits();
  const auto request = static_cast<RequestId>(next_request_++);
  fleets_[index_of(service_of_name_[index_of(workload_->requests.service[request])])]->arrive(now_, request);
}

void Engine::apply_serving(EventSlot slot, SlotUse use) {
  const ServingSlot& owner = serving_slots_[static_cast<std::size_t>(slot)];
  ServiceFleet& fleet = *fleets_[index_of(owner.service)];
  if (use == SlotUse::replica) fleet.replica_due(now_, owner.replica);
  else fleet.timers_due(now_);
}

void Engine::settle_services() {
  for (const auto& fleet : fleets()) {
    if (fleet->next_tick() <= now_ && scalers_matter(now_)) {
      check_limits();
      fleet->tick(now_);
    }
    fleet->settle(now_);
  }
}

bool Engine::place_replica(ServiceId service, Allocation& holds) {
  return placer_.place_replica(fleets_[index_of(service)]->spec(), shapes_.of_service(service), holds);
}

void Engine::release_replica(ServiceId service, Allocation& holds) {
  placer_.release(holds, shapes_.of_service(service).task);
  jobs_touched_ = true;
}

EventSlot Engine::open_event(ServiceId service, std::optional<ReplicaId> replica) {
  const EventSlot slot = open_slot(replica ? SlotUse::replica : SlotUse::service_timers);
  if (serving_slots_.size() < slots_.size()) serving_slots_.resize(slots_.size());
  serving_slots_[static_cast<std::size_t>(slot)] = {service, replica.value_or(ReplicaId{})};
  return slot;
}

void Engine::close_event(EventSlot slot) {
  slots_[static_cast<std::size_t>(slot)].use = SlotUse::unused;
  events_.close(slot);
}

}  // namespace suanli
