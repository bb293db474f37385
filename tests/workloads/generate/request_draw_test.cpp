// request_draw_test.cpp -- requests of clients and sessions by hand, their blocks' hashes, and what is wrong with a spec of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "tests/workloads/generate/spec_text.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

// "seconds:prompt+output" of each request.
std::string told(const Workload& w) {
  std::string all;
  for (const RequestId each : IdRange<RequestId>(w.request_count())) {
    all += (all.empty() ? "" : " ") + format_seconds(w.requests.arrival[each].time_since_epoch()) + ':' +
           std::to_string(w.requests.prompt_tokens[each]) + '+' + std::to_string(w.requests.output_tokens[each]);
  }
  return all;
}

std::vector<std::uint64_t> hashes(const Workload& w, std::uint32_t request) {
  const auto all = w.requests.prefix_of(RequestId{request});
  return {all.begin(), all.end()};
}

std::size_t shared_blocks(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::size_t count = 0;
  while (count < std::min(a.size(), b.size()) && a[count] == b[count]) ++count;
  return count;
}

constexpr const char* hourly = R"("arrivals": {"law": "deterministic", "rate_per_h": 1})";

std::string session_spec(const std::string& more, const std::string& count = "5") {
  return R"({"requests": {"count": )" + count + ", " + hourly +
         R"(, "prompt_tokens": 5, "output_tokens": 2, "system_tokens": 8, "block_tokens": 4, "session": {"turns": 3, "think_s": 10)" + more + "}}}";
}

}  // namespace

TEST_CASE("every minute one request: by hand") {
  const auto w = generated(R"({"requests": {"count": 3, "arrivals": {"law": "deterministic", "rate_per_h": 60}, "service": "chat",
    "tenant": "web", "prompt_tokens": 100, "output_tokens": 10, "priority": -1}})");
  CHECK(w->job_count() == 0);
  CHECK(told(*w) == "60:100+10 120:100+10 180:100+10");
  CHECK(w->request_id_text(RequestId{0}) == "1");
  CHECK(w->request_id_text(RequestId{2}) == "3");
  CHECK(w->names.text(w->requests.service[RequestId{0}]) == "chat");
  CHECK(w->tenants.items() == std::vector<std::string>{"web"});
  CHECK(w->requests.priority_of(RequestId{0}) == -1);
  CHECK(w->requests.session.empty());
  CHECK(w->requests.prefix_begin.empty());
  const auto timed = generated(R"({"requests": {"until_s": 121, "arrivals": {"law": "deterministic", "rate_per_h": 60}, "duration_s": 0.5}})");
  CHECK(told(*timed) == "60:0+0 120:0+0");
  CHECK(timed->requests.duration_of(RequestId{1}) == 500ms);
  CHECK(timed->requests.service[RequestId{0}] == NameId{});
}

// 8 tokens of the system, then 5 a turn and 2 of each answer: prompts of 13, 13 + 2 + 5 = 20 and 27.
TEST_CASE("each turn of a session repeats what was said before") {
  const auto w = generated(session_spec(""));
  CHECK(told(*w) == "3600:13+2 3610:20+2 3620:27+2 7200:13+2 7210:20+2");
  CHECK(w->names.text(w->requests.session_of(RequestId{2})) == "s1");
  CHECK(w->names.text(w->requests.session_of(RequestId{3})) == "s2");
}

TEST_CASE("a session ends before a prompt that its context cannot hold") {
  CHECK(told(*generated(session_spec(R"(, "context_tokens": 26)"))) == "3600:13+2 3610:20+2 7200:13+2 7210:20+2 10800:13+2");
  CHECK(told(*generated(session_spec(R"(, "context_tokens": 27)", "3"))) == "3600:13+2 3610:20+2 3620:27+2");
}

// Blocks of 4: 13 tokens are 4 blocks, the last of one token. The first two hold the system's 8 tokens; 20 tokens are 5 blocks, of which
// the first 3 were full in the turn before.
TEST_CASE("full blocks keep their hash from turn to turn, the system's in all sessions") {
  const auto w = generated(session_spec(""));
  CHECK(hashes(*w, 0).size() == 4);
  CHECK(hashes(*w, 1).size() == 5);
  CHECK(hashes(*w, 2).size() == 7);
  CHECK(shared_blocks(hashes(*w, 0), hashes(*w, 1)) == 3);
  CHECK(shared_blocks(hashes(*w, 1), hashes(*w, 2)) == 5);
  CHECK(shared_blocks(hashes(*w, 0), hashes(*w, 3)) == 2);
  for (const std::uint64_t hash : hashes(*w, 2)) CHECK(hash < std::uint64_t{1} << 53);
}

TEST_CASE("clients are merged by time, then by their order; a client is a tenant unless it says whose it is") {
  const auto w = generated(R"({"requests": {"count": 5, "clients": [
    {"name": "a", "arrivals": {"law": "deterministic", "rate_per_h": 60}, "prompt_tokens": 1},
    {"name": "b", "tenant": "t", "arrivals": {"law": "deterministic", "rate_per_h": 120}, "prompt_tokens": 2}]}})");
  CHECK(told(*w) == "30:2+0 60:1+0 60:2+0 90:2+0 120:1+0");
  CHECK(w->tenants.items() == std::vector<std::string>{"t", "a"});
}

// Together 90 an hour, by 1 and 1/2: 60 and 30.
TEST_CASE("copies of a client share its rate by their rank, each a tenant") {
  const auto w = generated(R"({"requests": {"until_s": 181, "clients": [
    {"name": "a", "copies": 2, "copy_skew": 1, "arrivals": {"law": "deterministic", "rate_per_h": 90}, "prompt_tokens": 1}]}})");
  CHECK(told(*w) == "60:1+0 120:1+0 120:1+0 180:1+0");
  CHECK(w->tenants.items() == std::vector<std::string>{"a-1", "a-2"});
}

TEST_CASE("services come by their weights, one for a whole session") {
  const auto w = generated(R"({"requests": {"count": 9000, "arrivals": {"law": "poisson", "rate_per_h": 100}, "prompt_tokens": 1,
    "service": [{"name": "chat", "weight": 3}, "rank"], "session": {"turns": 2, "think_s": 1}}})");
  std::map<NameId, NameId> service_of;
  double chats = 0;
  for (const RequestId each : IdRange<RequestId>(w->request_count())) {
    const NameId service = w->requests.service[each];
    CHECK(service_of.emplace(w->requests.session_of(each), service).first->second == service);
    chats += w->names.text(service) == "chat" ? 1 : 0;
  }
  CHECK(chats / 9000 == doctest::Approx(0.75).epsilon(0.03));
}

TEST_CASE("jobs are the same with requests beside them, and a rate scale moves both") {
  const std::string jobs = R"("jobs": 20, "arrivals": {"law": "poisson", "rate_per_h": 60}, "mix": [{"name": "a", "duration_s": {"law": "exponential", "mean": 9}}])";
  const std::string requests = R"(, "requests": {"count": 30, "arrivals": {"law": "poisson", "rate_per_h": 60}, "prompt_tokens": 1})";
  const auto alone = generated("{" + jobs + "}");
  const auto both = generated("{" + jobs + requests + "}");
  CHECK(both->submit == alone->submit);
  CHECK(both->duration == alone->duration);
  CHECK(both->request_count() == 30);
  const auto faster = generated("{" + jobs + requests + R"(, "rate_scale": 2})");
  const auto last = [](const Workload& w) { return to_seconds(w.requests.arrival.items().back().time_since_epoch()); };
  CHECK(last(*faster) == doctest::Approx(last(*both) / 2));
}

TEST_CASE("more requests are the same requests and then others, and another seed gives others") {
  const std::string start = R"({"requests": {"arrivals": {"law": "gamma", "rate_per_h": 900, "cv": 3}, "prompt_tokens": {"law": "lognormal", "median": 200, "sigma": 1},
    "output_tokens": {"law": "exponential", "mean": 90}, "session": {"turns": {"law": "choice", "values": [1, 2, 5], "weights": [1, 1, 1]}, "think_s": 20}, "count": )";
  const std::string few = told(*generated(start + "40}}"));
  const std::string many = told(*generated(start + "80}}"));
  CHECK(many.starts_with(few + ' '));
  CHECK(told(*generated(start + "40}}", 2)) != few);
}

TEST_CASE("requests are the same on every machine, compiler and level of optimisation") {
  const auto w = generated(R"({"requests": {"count": 2000, "clients": [
    {"name": "app", "copies": 5, "copy_skew": 1.1, "arrivals": {"law": "gamma", "rate_per_h": 3000, "cv": 2.5}, "service": "chat",
     "prompt_tokens": {"law": "lognormal", "median": 300, "sigma": 1}, "output_tokens": {"law": "exponential", "mean": 200},
     "system_tokens": 100, "block_tokens": 16, "session": {"turns": {"law": "uniform", "low": 1, "high": 5}, "think_s": {"law": "exponential", "mean": 30}}},
    {"name": "batch", "arrivals": {"law": "diurnal", "rate_per_h": 1000}, "service": [{"name": "rank", "weight": 2}, "chat"],
     "duration_s": {"law": "weibull", "scale": 0.1, "shape": 0.7}}]}})");
  CHECK(w->provenance.content_hash == 0x9D4863168CFD85A4ULL);
}

TEST_CASE("what is wrong with a spec of requests is told with its pointer") {
  const std::map<std::string, std::string> cases{
      {R"({"requests": {"arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1}})", "/requests: when to stop is missing (give count or until_s)\n"},
      {R"({"requests": {"count": 1, "prompt_tokens": 1}})", "/requests/arrivals: missing\n"},
      {R"({"requests": {"count": 1, "arrivals": {"law": "poisson", "rate_per_h": 1}}})",
       "/requests/prompt_tokens: missing (a request has prompt_tokens and output_tokens, or duration_s)\n"},
      {R"({"requests": {"count": 1, "arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1, "copies": 2}})",
       "/requests/copies: goes with a name, in the list of clients\n"},
      {R"({"requests": {"count": 1, "clients": []}})", "/requests/clients: must be a list that is not empty\n"},
      {R"({"requests": {"count": 1, "clients": [{"arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1.5}]}})",
       "/requests/clients/0/name: missing\n/requests/clients/0/prompt_tokens: must be a whole number from 0\n"},
      {R"({"requests": {"count": 1, "arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1, "session": {"turns": 0}}})",
       "/requests/session/turns: must be a whole number from 1\n/requests/session/think_s: missing\n"},
      {R"({"requests": {"count": 1, "arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1, "promt_tokens": 2}})",
       "/requests/promt_tokens: unknown key (did you mean \"prompt_tokens\"?)\n"},
      {R"({"jobs": 5, "tenants": ["a"], "requests": {"count": 1, "arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1}})",
       "/jobs: has no meaning without a mix of jobs\n/tenants: has no meaning without a mix of jobs\n"},
      {R"({"requests": 5})", "/requests: must be an object\n"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.first);
    CHECK(problems_of(each.first) == each.second);
  }
  CHECK(problems_of(R"({"until_s": 60, "requests": {"arrivals": {"law": "poisson", "rate_per_h": 1}, "prompt_tokens": 1}})").empty());
}
