// parse_request_spec.cpp -- clients and their sessions, all problems told.
#include "workloads/generate/parse_request_spec.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "workloads/generate/read_field.h"
#include "workloads/generate/read_law.h"
#include "workloads/generate/spec_object.h"

namespace suanli {
namespace {

constexpr double longest_s = 9e9;  // below 2^63 ns
constexpr std::int64_t most_tokens = std::numeric_limits<std::int32_t>::max();

class RequestParser {
 public:
  RequestParser(const std::string& directory, double rate_scale, std::vector<Problem>& problems)
      : directory_(directory), rate_scale_(rate_scale), problems_(problems) {}

  RequestSpec requests(const nlohmann::json& value, const std::string& pointer, std::optional<Duration> until) {
    RequestSpec spec;
    SpecObject object(value, pointer, problems_);
    if (const auto count = object.whole("count", 1, 1'000'000'000)) spec.count = static_cast<std::uint64_t>(*count);
    if (const auto end = object.number("until_s", 1e-9, longest_s)) spec.until = *to_duration(*end);
    if (!value.is_object()) return spec;
    const bool given = value.contains("count") || value.contains("until_s");
    if (!given) spec.until = until;
    if (!given && !until) problems_.push_back({{}, 0, 0, pointer, "when to stop is missing", "give count or until_s"});
    if (const auto* clients = object.find("clients")) {
      const std::string clients_pointer = object.pointer_to("clients");
      if (is_list(*clients, clients_pointer, problems_)) {
        for (std::size_t i = 0; i < clients->size(); ++i) {
          SpecObject one((*clients)[i], json_pointer(clients_pointer, i), problems_);
          std::string name;
          if (required(one, "name") != nullptr) name = one.text("name").value_or("");
          spec.clients.push_back(client(one, std::move(name)));
        }
        check_names(spec.clients, clients_pointer, problems_);
      }
      object.finish();
    } else {
      spec.clients.push_back(client(object, {}));
    }
    return spec;
  }

 private:
  ClientSpec client(SpecObject& object, std::string name) {
    ClientSpec client;
    client.name = std::move(name);
    client.tenant = object.text("tenant").value_or(client.name);
    if (const auto* arrivals = required(object, "arrivals")) {
      client.arrivals = read_arrival_law(*arrivals, object.pointer_to("arrivals"), directory_, rate_scale_, problems_);
    }
    client.copies = static_cast<std::uint32_t>(object.whole("copies", 1, 100'000).value_or(1));
    client.copy_skew = object.number("copy_skew", 0, 10).value_or(0);
    if (client.copies > 1 && client.name.empty()) object.complain("copies", "goes with a name, in the list of clients");
    if (const auto* service = object.find("service")) {
      client.services = read_weighted_names(*service, object.pointer_to("service"), problems_);
    }
    client.system_tokens = tokens(object, "system_tokens").value_or(0);
    client.prompt_tokens = read_field(object, "prompt_tokens", FieldKind::whole, directory_);
    client.output_tokens = read_field(object, "output_tokens", FieldKind::whole, directory_);
    client.duration_s = read_field(object, "duration_s", FieldKind::amount, directory_);
    client.priority = read_field(object, "priority", FieldKind::any, directory_);
    const auto given = [&](const char* key) { return object.value().is_object() && object.value().contains(key); };
    if (object.value().is_object() && !given("prompt_tokens") && !given("output_tokens") && !given("duration_s")) {
      object.complain("prompt_tokens", "missing", "a request has prompt_tokens and output_tokens, or duration_s");
    }
    client.block_tokens = tokens(object, "block_tokens");
    if (const auto* session = object.find("session")) client.session = read_session(*session, object.pointer_to("session"));
    object.finish();
    return client;
  }

  SessionSpec read_session(const nlohmann::json& value, const std::string& pointer) {
    SpecObject object(value, pointer, problems_);
    SessionSpec session;
    if (required(object, "turns") != nullptr) session.turns = read_field(object, "turns", FieldKind::from_one, directory_);
    if (required(object, "think_s") != nullptr) session.think_s = read_field(object, "think_s", FieldKind::amount, directory_);
    session.context_tokens = tokens(object, "context_tokens");
    object.finish();
    return session;
  }

  std::optional<std::uint32_t> tokens(SpecObject& object, std::string_view key) {
    const auto number = object.whole(key, 1, most_tokens);
    return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
  }

  const std::string& directory_;
  double rate_scale_;
  std::vector<Problem>& problems_;
};

}  // namespace

RequestSpec parse_request_spec(const nlohmann::json& value, const std::string& pointer, const std::string& directory, double rate_scale,
                               std::optional<Duration> until, std::vector<Problem>& problems) {
  return RequestParser(directory, rate_scale, problems).requests(value, pointer, until);
}

}  // namespace suanli
