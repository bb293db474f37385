// work_json.cpp -- three forms of work, each with its keys.
#include "workloads/work_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "workloads/generate/spec_object.h"

namespace suanli {
namespace {

using nlohmann::json;

constexpr double most_count = 1e9;
constexpr double most_amount = 1e30;
constexpr double most_seconds = 9.2e9;

template <std::size_t size>
std::optional<std::size_t> word_of(SpecObject& object, std::string_view key, const std::array<std::string_view, size>& words) {
  const auto word = object.text(key);
  if (!word) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string all;
  for (const std::string_view each : words) all.append(all.empty() ? "one of " : ", ").append(each);
  object.complain(key, "unknown word \"" + *word + "\"", all);
  return std::nullopt;
}

std::optional<double> count_of(SpecObject& object, std::string_view key, double low = 1) {
  const auto number = object.whole(key, static_cast<std::int64_t>(low), static_cast<std::int64_t>(most_count));
  return number ? std::optional(static_cast<double>(*number)) : std::nullopt;
}

double amount_of(SpecObject& object, std::string_view key) {
  return object.number(key, 0, most_amount).value_or(0);
}

void require(SpecObject& object, std::string_view key, std::string hint) {
  if (!object.value().contains(key)) object.complain(key, "missing", std::move(hint));
}

void read_type(SpecObject& object, JobWork& work) {
  if (const auto type = word_of(object, "dtype", work_type_names)) work.dtype = static_cast<unsigned char>(*type);
}

WorkPlan read_plan(const json& value, const std::string& pointer, std::vector<Problem>& problems) {
  WorkPlan plan;
  if (value.is_string() && value == "best") return plan;
  if (!value.is_object()) {
    problems.push_back({{}, 0, 0, pointer, "must be \"best\" or an object of its parts", "as {\"tp\": 8, \"pp\": 4}; what is missing is searched"});
    return plan;
  }
  SpecObject object(value, pointer, problems);
  plan.tp = count_of(object, "tp");
  plan.pp = count_of(object, "pp");
  plan.dp = count_of(object, "dp");
  plan.ep = count_of(object, "ep");
  plan.cp = count_of(object, "cp");
  plan.microbatch = count_of(object, "microbatch");
  plan.interleave = count_of(object, "interleave");
  if (const auto again = word_of(object, "recompute", work_recompute_names)) plan.recompute = static_cast<unsigned char>(*again);
  if (const auto stage = object.whole("zero", 0, 3)) plan.zero = static_cast<double>(*stage);
  plan.sequence_parallel = object.flag("sequence_parallel");
  plan.overlap = object.flag("overlap");
  plan.offload = object.number("offload", 0, 1);
  object.finish();
  return plan;
}

void read_training(SpecObject& object, ReadWork& read) {
  JobWork& work = read.work;
  work.form = WorkForm::training;
  work.model = object.text("model").value_or("");
  if (const auto steps = object.whole("steps", 1, 1'000'000'000'000)) read.steps = static_cast<std::uint64_t>(*steps);
  require(object, "steps", "how many training steps the job takes");
  if (const auto batch = count_of(object, "batch")) work.batch = *batch;
  require(object, "batch", "samples or sequences of one step, over all devices");
  work.sequence = count_of(object, "sequence");
  read_type(object, work);
  if (const auto* plan = object.find("plan")) work.plan = read_plan(*plan, object.pointer_to("plan"), object.problems());
  if (const auto exchange = word_of(object, "exchange", work_exchange_names)) work.exchange = static_cast<WorkExchange>(*exchange);
  work.servers = count_of(object, "servers");
  if (work.servers && work.exchange != WorkExchange::parameter_server) {
    object.complain("servers", "goes with \"exchange\": \"parameter_server\" only");
  }
}

void read_bag(SpecObject& object, ReadWork& read) {
  JobWork& work = read.work;
  work.form = WorkForm::bag;
  work.tasks = count_of(object, "tasks").value_or(1);
  work.task_s = object.number("task_s", 0, most_seconds);
  work.task_flops = amount_of(object, "task_flops");
  work.task_bytes = amount_of(object, "task_bytes");
  read_type(object, work);
  const bool by_rates = work.task_flops > 0 || work.task_bytes > 0;
  if (work.task_s.has_value() == by_rates) {
    object.complain("task_s", by_rates ? "is given beside task_flops or task_bytes" : "missing",
                    "either task_s, or task_flops and task_bytes for the rates of the device");
  }
}

WorkStage read_stage(const json& value, const std::string& pointer, std::vector<Problem>& problems) {
  SpecObject object(value, pointer, problems);
  WorkStage stage;
  stage.item_s = object.number("item_s", 0, most_seconds);
  stage.flops = amount_of(object, "flops");
  stage.bytes = amount_of(object, "bytes");
  stage.output_bytes = amount_of(object, "output_bytes");
  stage.clock_mhz = object.number("clock_mhz", 1e-3, 1e6);
  stage.depth = amount_of(object, "depth");
  stage.interval = object.number("interval", 1e-6, 1e12).value_or(1);
  stage.copies = count_of(object, "copies").value_or(1);
  stage.item_bytes = amount_of(object, "item_bytes");
  object.finish();
  const int forms = (stage.item_s ? 1 : 0) + (stage.flops > 0 || stage.bytes > 0 ? 1 : 0) + (stage.clock_mhz ? 1 : 0);
  if (value.is_object() && forms != 1) {
    problems.push_back({{}, 0, 0, pointer, forms == 0 ? "says nothing of its time" : "says its time in more than one way",
                        "one of item_s; flops and bytes; clock_mhz, depth, interval and copies of an FPGA kernel"});
  }
  return stage;
}

void read_pipeline(SpecObject& object, ReadWork& read) {
  JobWork& work = read.work;
  work.form = WorkForm::pipeline;
  work.items = count_of(object, "items").value_or(1);
  require(object, "items", "how many items pass the stages");
  read_type(object, work);
  const json& stages = *object.find("stages");
  const std::string pointer = object.pointer_to("stages");
  if (!stages.is_array() || stages.empty() || stages.size() > 1024) return object.complain("stages", "must be a list of 1 to 1024 stages");
  for (std::size_t i = 0; i < stages.size(); ++i) work.stages.push_back(read_stage(stages[i], json_pointer(pointer, i), object.problems()));
}

// Empty, after the problem was told, for what is no JSON.
std::optional<json> parse_object(std::string_view text, const std::string& pointer, std::vector<Problem>& problems) {
  std::vector<std::set<std::string>> open;  // keys of the objects being read
  const auto note_twins = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second) {
      problems.push_back({{}, 0, 0, pointer, "has the key \"" + parsed.get<std::string>() + "\" twice", {}});
    }
    return true;
  };
  json value = json::parse(text.begin(), text.end(), note_twins, false);
  if (!value.is_discarded()) return value;
  problems.push_back({{}, 0, 0, pointer, "is no JSON", {}});
  return std::nullopt;
}

// Writes what was given, in the order of reading.
class WorkWriter {
 public:
  void put(const char* key, const std::optional<double>& value) {
    if (value) put_number(object_, key, *value);
  }
  void put_unless(const char* key, double value, double usual) {
    if (value != usual) put_number(object_, key, value);
  }
  template <class V>
  void put_value(const char* key, const V& value) {
    object_[key] = value;
  }
  nlohmann::ordered_json& object() { return object_; }

 private:
  static void put_number(nlohmann::ordered_json& object, const char* key, double value) {
    if (value == static_cast<double>(static_cast<std::int64_t>(value)) && value < 9e15) object[key] = static_cast<std::int64_t>(value);
    else object[key] = value;
  }
  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
};

void put_plan(WorkWriter& out, const WorkPlan& plan) {
  if (plan == WorkPlan{}) return;
  WorkWriter inner;
  inner.put("tp", plan.tp);
  inner.put("pp", plan.pp);
  inner.put("dp", plan.dp);
  inner.put("ep", plan.ep);
  inner.put("cp", plan.cp);
  inner.put("microbatch", plan.microbatch);
  inner.put("interleave", plan.interleave);
  if (plan.recompute) inner.put_value("recompute", work_recompute_names[*plan.recompute]);
  inner.put("zero", plan.zero);
  if (plan.sequence_parallel) inner.put_value("sequence_parallel", *plan.sequence_parallel);
  if (plan.overlap) inner.put_value("overlap", *plan.overlap);
  inner.put("offload", plan.offload);
  out.put_value("plan", inner.object());
}

nlohmann::ordered_json stage_object(const WorkStage& stage) {
  WorkWriter out;
  out.put("item_s", stage.item_s);
  out.put_unless("flops", stage.flops, 0);
  out.put_unless("bytes", stage.bytes, 0);
  out.put_unless("output_bytes", stage.output_bytes, 0);
  out.put("clock_mhz", stage.clock_mhz);
  out.put_unless("depth", stage.depth, 0);
  out.put_unless("interval", stage.interval, 1);
  out.put_unless("copies", stage.copies, 1);
  out.put_unless("item_bytes", stage.item_bytes, 0);
  return out.object();
}

}  // namespace

ReadWork parse_work(const json& value, const std::string& pointer, std::vector<Problem>& problems) {
  ReadWork read;
  SpecObject object(value, pointer, problems);
  if (!value.is_object()) return read;
  const int forms = (value.contains("model") ? 1 : 0) + (value.contains("tasks") ? 1 : 0) + (value.contains("stages") ? 1 : 0);
  if (forms != 1) {
    problems.push_back({{}, 0, 0, pointer, forms == 0 ? "says nothing of the work" : "says more than one kind of work",
                        "training has \"model\", a bag of tasks \"tasks\", a pipeline \"stages\""});
    return read;
  }
  if (value.contains("model")) read_training(object, read);
  else if (value.contains("tasks")) read_bag(object, read);
  else read_pipeline(object, read);
  object.finish();
  return read;
}

ReadWork parse_work(std::string_view text, const std::string& pointer, std::vector<Problem>& problems) {
  const std::optional<json> value = parse_object(text, pointer, problems);
  return value ? parse_work(*value, pointer, problems) : ReadWork{};
}

std::string parse_request_work(std::string_view text, const std::string& pointer, std::vector<Problem>& problems) {
  const std::optional<json> value = parse_object(text, pointer, problems);
  if (!value) return {};
  SpecObject object(*value, pointer, problems);
  const auto kernel = object.text("kernel");
  if (value->is_object() && !value->contains("kernel")) {
    object.complain("kernel", "missing", "the work of a request says which kernel answers it; tokens and duration_s stand beside it");
  }
  object.finish();
  return kernel.value_or("");
}

std::string work_text(const JobWork& work, std::uint64_t steps) {
  WorkWriter out;
  switch (work.form) {
    case WorkForm::recorded:
      break;
    case WorkForm::training:
      out.put_value("model", work.model);
      out.put_value("steps", steps);
      out.put("batch", work.batch);
      out.put("sequence", work.sequence);
      break;
    case WorkForm::bag:
      out.put("tasks", work.tasks);
      out.put("task_s", work.task_s);
      out.put_unless("task_flops", work.task_flops, 0);
      out.put_unless("task_bytes", work.task_bytes, 0);
      break;
    case WorkForm::pipeline:
      for (const WorkStage& stage : work.stages) out.object()["stages"].push_back(stage_object(stage));
      out.put("items", work.items);
      break;
  }
  if (work.dtype) out.put_value("dtype", work_type_names[*work.dtype]);
  put_plan(out, work.plan);
  if (work.exchange) out.put_value("exchange", work_exchange_names[static_cast<std::size_t>(*work.exchange)]);
  out.put("servers", work.servers);
  return out.object().dump();
}

}  // namespace suanli
