// measured_table_test.cpp -- tables of measured steps: what a user writes, what is wrong with it, and errors by hand.
#include "scenarios/measured/measured_table.h"

#include <doctest/doctest.h>

#include <set>

#include "scenarios/measured/prediction.h"
#include "sim/base/check.h"

namespace suanli::test {
namespace {

std::vector<std::string> problems_of(const std::string& text) {
  std::vector<std::string> texts;
  try {
    parse_measured_table("my.csv", text);
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
  }
  return texts;
}

std::string only_problem_of(const std::string& text) {
  const std::vector<std::string> all = problems_of(text);
  REQUIRE(all.size() == 1);
  return all.front();
}

const std::string columns = "name,device,network,model,devices,batch,tp,pp,microbatch,recompute,measured_s\n";
const std::string good_row = "ours,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,1,full,18\n";

}  // namespace

TEST_CASE("a row says what differs and the lines before the header what all rows share") {
  const MeasuredTable table =
      parse_measured_table("runs/my.csv",
                           "# title: Two runs\n# goal_percent: 5\n# note: a remark: with a colon\n# device: a100-sxm-80gb\n"
                           "# layers: 24\n# hidden: 2048\n# heads: 32\n# vocab: 51200\n# sequence: 1024\n"
                           "name,devices,batch,tp,measured_s,set,kv_heads,source\n"
                           "\"first, small\",8,8,4,0.5,,,a log\n"
                           "second,1,4,,1.25,fit,8,\n");
  CHECK(table.name == "my");
  CHECK(table.title == "Two runs");
  CHECK(table.goal_percent == 5);
  CHECK(table.note == "a remark: with a colon");
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].name == "first, small");
  CHECK(table.rows[0].dp == 2);  // 8 devices, tp 4
  CHECK(table.rows[0].ffn == 8192);
  CHECK(table.rows[0].kv_heads == 32);
  CHECK(table.rows[0].set == RowSet::held_out);
  CHECK(table.rows[0].source == "a log");
  CHECK(table.rows[1].tp == 1);
  CHECK(table.rows[1].kv_heads == 8);
  CHECK(table.rows[1].set == RowSet::fit);
  CHECK(table.rows[1].line == 12);
}

TEST_CASE("a prediction is what the cost model says of the same plan") {
  const MeasuredTable table = parse_measured_table("my.csv", columns + good_row);
  ParallelPlan plan;
  plan.devices = plan.batch = 64;
  plan.tp = plan.pp = 8;
  plan.recompute = Recompute::full;
  const StepCost cost =
      training_step(model_shape("gpt3-175b"), device_rates("a100-sxm-80gb"), fabric_between("a100-sxm-80gb", "hdr-8"), plan);
  const std::vector<Prediction> rows = predict(table);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].predicted_s == cost.step_s);
  CHECK(rows[0].measured_s == 18);
}

// A rate is the FLOPs that were executed over time and devices: at 100 TFLOP/s on 64 devices, F / 6.4e15 s.
TEST_CASE("a rate becomes a time") {
  const MeasuredTable table =
      parse_measured_table("my.csv",
                           "name,device,network,model,devices,batch,tp,pp,recompute,measured_tflops_per_device\n"
                           "ours,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,full,100\n");
  const ModelShape model = model_shape("gpt3-175b");
  const double flops = model_flops(model, 64) + recompute_flops(model, 64, Recompute::full);
  CHECK(predict(table)[0].measured_s == doctest::Approx(flops / 6.4e15));
}

TEST_CASE("a row may bring its own network") {
  const std::string head = "name,device,network_gb_per_s,devices_per_node,model,batch,tp,pp,dp,measured_s\n";
  const MeasuredTable slow = parse_measured_table("my.csv", head + "a,a100-sxm-80gb,10,4,gpt3-1.3b,64,2,2,8,1\n");
  const MeasuredTable fast = parse_measured_table("my.csv", head + "a,a100-sxm-80gb,100,4,gpt3-1.3b,64,2,2,8,1\n");
  CHECK(slow.rows[0].devices == 32);
  CHECK(predict(slow)[0].predicted_s > predict(fast)[0].predicted_s);
}

TEST_CASE("serving rows: the first token of a batch, and one of those that follow") {
  const MeasuredTable table = parse_measured_table("my.csv",
                                                   "name,step,device,model,tp,batch,prompt_tokens,output_tokens,measured_s\n"
                                                   "a,prefill,a100-sxm-80gb,llama2-70b,8,4,512,128,0.3\n"
                                                   "b,decode,a100-sxm-80gb,llama2-70b,8,4,512,128,0.05\n");
  const MeasuredPlace place = MeasuredPlaces().of(table.rows[0]);
  const ModelShape model = model_shape("llama2-70b");
  const std::vector<Prediction> rows = predict(table);
  CHECK(rows[0].predicted_s == serving_step(model, place.device, place.fabric, {.tp = 8}, place.engine, {4, 512, 0}));
  CHECK(rows[1].predicted_s == serving_step(model, place.device, place.fabric, {.tp = 8}, place.engine, {4, 1, 576}));
}

// Errors of +10, -20 and +30 %: on average 20 without sign, 20 / 3 with it, the last the worst. Of the two that are held out:
// 25 and 5.
TEST_CASE("summaries: mean, bias and the worst row, of all rows and of those held out") {
  const std::vector<Prediction> rows{{.name = "a", .set = RowSet::fit, .measured_s = 10, .predicted_s = 11},
                                     {.name = "b", .measured_s = 10, .predicted_s = 8},
                                     {.name = "c", .measured_s = 10, .predicted_s = 13}};
  const ErrorSummary all = summary_of(rows);
  CHECK(all.rows == 3);
  CHECK(all.mean_absolute == doctest::Approx(20));
  CHECK(all.bias == doctest::Approx(20.0 / 3));
  CHECK(all.worst == doctest::Approx(30));
  CHECK(all.worst_row == "c");
  const ErrorSummary held_out = summary_of(rows, RowSet::held_out);
  CHECK(held_out.rows == 2);
  CHECK(held_out.mean_absolute == doctest::Approx(25));
  CHECK(held_out.bias == doctest::Approx(5));
  CHECK(summary_of({}, RowSet::fit).mean_absolute == 0);
}

TEST_CASE("what is wrong with a table is said at its line, all at once") {
  CHECK(problems_of(columns + good_row).empty());
  CHECK(only_problem_of("# goal_percent: few\n" + columns + good_row) ==
        "my.csv:1: \"goal_percent\" must be a number above 0, not \"few\" (percent)");
  CHECK(only_problem_of("# titel: x\n" + columns + good_row) ==
        "my.csv:1: \"titel\" says nothing about a table (did you mean \"title\"?)");
  CHECK(only_problem_of("# a remark\n" + columns + good_row)
            .starts_with("my.csv:1: \"a remark\" says nothing about a table (\"# KEY"));
  CHECK(only_problem_of("name,device,model,devices,batch,tp,mikrobatch,measured_s\nx,t4,gpt3-125m,1,1,1,1,1\n") ==
        "my.csv:1: unknown column \"mikrobatch\" (did you mean \"microbatch\"?)");
  CHECK(only_problem_of("name,name,device,model,measured_s\nx,x,t4,gpt3-125m,1\n") ==
        "my.csv:1: column \"name\" is there twice");
  CHECK(only_problem_of(columns) == "my.csv:1: no row follows the header");
  CHECK(only_problem_of(columns + "a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,1,full,18,19\n")
            .starts_with("my.csv:2: 12 cells, but the header has 11"));
}

TEST_CASE("what is wrong with a cell names its column") {
  const auto problem = [](const std::string& row) { return only_problem_of(columns + row + "\n"); };
  CHECK(problem("a,a100,hdr-8,gpt3-175b,64,64,8,8,1,full,18")
            .starts_with("my.csv:2: \"device\" names none of the catalog: \"a100\" ("));
  CHECK(problem("a,a100-sxm-80gb,hdr,gpt3-175b,64,64,8,8,1,full,18") ==
        "my.csv:2: \"network\" names none of the catalog: \"hdr\" (did you mean \"hdr-8\"?)");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175,64,64,8,8,1,full,18") ==
        "my.csv:2: \"model\" names none of the catalog: \"gpt3-175\" (did you mean \"gpt3-175b\"?)");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,eight,8,1,full,18") ==
        "my.csv:2: \"tp\" must be a number, not \"eight\" (tensor parallelism)");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,0,8,1,full,18") ==
        "my.csv:2: \"tp\" must be from 1 to 1000000, not 0.0 (tensor parallelism)");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,1.5,8,1,full,18") ==
        "my.csv:2: \"tp\" must be a whole number, not 1.5 (tensor parallelism)");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,1,some,18") ==
        "my.csv:2: \"recompute\" must be one of none, selective, full, not \"some\" (did you mean \"none\"?)");
  CHECK(problem(",a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,1,full,18") ==
        "my.csv:2: \"name\" is missing (of the row, for people)");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,1,full,").starts_with("my.csv:2: \"measured_s\" is missing ("));
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,1,full,-1").starts_with("my.csv:2: \"measured_s\" must be above 0"));
  CHECK(problem("a,a100-sxm-80gb,,gpt3-175b,64,64,8,8,1,full,18")
            .starts_with("my.csv:2: \"network\" is wanted: the devices are on several nodes"));
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,65,64,8,8,1,full,18") ==
        "my.csv:2: the plan can't be: tp x pp x cp x dp is not the number of devices");
  CHECK(problem("a,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,3,full,18") ==
        "my.csv:2: the plan can't be: dp x microbatch does not divide the batch");
  CHECK(problems_of(columns + "a,a100-sxm-80gb,hdr-8,,64,64,8,8,1,full,18\n").size() ==
        5);  // layers, hidden, heads, vocab, sequence
}

TEST_CASE("all rows are looked at, and a shared cell is blamed once") {
  const std::vector<std::string> several = problems_of(columns + good_row + "a,x,hdr-8,gpt3-175b,64,64,8,8,1,full,18\n" +
                                                       "b,a100-sxm-80gb,hdr-8,gpt3-175b,64,64,8,8,x,full,18\n");
  REQUIRE(several.size() == 2);
  CHECK(several[0].starts_with("my.csv:3: \"device\""));
  CHECK(several[1].starts_with("my.csv:4: \"microbatch\""));
  CHECK(only_problem_of("# tp: many\nname,device,model,measured_s\na,t4,gpt3-125m,1\nb,t4,gpt3-125m,1\n") ==
        "my.csv:1: \"tp\" must be a number, not \"many\" (tensor parallelism)");
}

// A plan that the memory model calls too large ran all the same: it is predicted, and said to be.
TEST_CASE("a run that should not have fitted is predicted and marked") {
  const MeasuredTable table =
      parse_measured_table("my.csv", "name,device,model,devices,batch,tp,measured_s\na,a100-sxm-80gb,gpt3-175b,8,8,8,1\n");
  const Prediction row = predict(table)[0];
  CHECK(row.reason == Infeasible::memory);
  CHECK(row.predicted_s > 1);
}

TEST_CASE("built-in tables are complete: source, licence, title, and each can be read by its name") {
  const std::vector<std::string> names = built_in_measured_tables();
  CHECK(names.size() == 12);
  for (const std::string& name : names) {
    CAPTURE(name);
    const MeasuredTable table = read_measured_table(name);
    CHECK(table.name == name);
    CHECK(!table.title.empty());
    CHECK(!table.licence.empty());
    std::set<std::string> rows;
    for (const MeasuredRow& row : table.rows) {
      CHECK(!row.source.empty());
      CHECK_MESSAGE(rows.insert(row.name).second, row.name);
    }
  }
}

TEST_CASE("a table that is not there gets a suggestion") {
  try {
    read_measured_table("vtrain_multi_nod");
    FAIL("no error");
  } catch (const InputError& error) {
    CHECK(error.problems()[0].text() ==
          "vtrain_multi_nod: is neither a built-in table nor a file (did you mean \"vtrain_multi_node\"?)");
  }
  CHECK_THROWS_AS(read_measured_table("./nowhere.csv"), InputError);
}

}  // namespace suanli::test
