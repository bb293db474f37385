// service_tables_test.cpp -- every byte of the tables of a worked run with services.
#include "sim/report/service_tables.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/sim/report/worked_services.h"
#include "tests/support/written_text.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

TEST_CASE("requests.csv of the worked run") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  const RunResult run = worked_services(*workload, cluster, specs);
  CHECK(text_of([&](const TextSink& sink) { write_requests_table(run, *workload, sink); }) ==
        "request_id,service,replica,arrival_s,start_s,first_token_s,end_s,wait_s,ttft_s,tpot_s,latency_s,prompt_tokens,output_tokens,status,"
        "tenant,priority,attempts,hedged,preemptions,fault,slo_met\n"
        "a,chat,chat-0,0,0,1,3,0,1,1,3,100,3,completed,red,0,1,0,1,,1\n"
        "b,chat,chat-0,1,3,4,4,2,3,,3,50,1,completed,blue,0,1,0,0,,0\n"
        "c,chat,chat-1,2,5,5.5,6,3,3.5,0.125,4,10,5,completed,red,5,2,0,0,,1\n"
        "d,embed,embed-0,3,3,,8,0,,,5,0,0,completed,blue,0,1,0,0,,1\n"
        "e,chat,,4,,,,,,,,10,2,rejected,blue,0,0,0,0,queue_full,0\n"
        "f,chat,chat-1,9,9,11,,0,2,,,10,10,unfinished,red,0,1,1,0,,\n");
}

TEST_CASE("replicas.csv of the worked run") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  RecorderOptions options;
  options.measure_from = at(6s);  // makes no difference
  const RunResult run = worked_services(*workload, cluster, specs, options);
  CHECK(text_of([&](const TextSink& sink) { write_replicas_table(run, cluster, sink); }) ==
        "replica,service,nodes,pool,device_model,started_s,ready_s,draining_s,ended_s,held_s,busy_s,utilisation,requests_completed,iterations,"
        "batch_mean,prompt_tokens,cached_tokens,output_tokens,preemptions\n"
        "chat-0,chat,g-0:1,g,v100,0,0,,,12,7,0.5833333333333334,2,10,1.5,170,17,4,0\n"
        "chat-1,chat,g-1:1,g,v100,3,5,11,12,9,3,0.3333333333333333,1,4,1.25,30,3,6,0\n"
        "embed-0,embed,c:1,c,generic-cpu,0,0,,,12,5,0.4166666666666667,1,0,,0,0,0,0\n");
}

TEST_CASE("a service's name is quoted where it must be") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  WorkedSpecs specs;
  specs.all[1].name = "a,b";
  const RunResult run = worked_services(*workload, cluster, specs);
  const std::string text = text_of([&](const TextSink& sink) { write_requests_table(run, *workload, sink); });
  CHECK(text.find("d,\"a,b\",\"a,b-0\",3,") != std::string::npos);
}
