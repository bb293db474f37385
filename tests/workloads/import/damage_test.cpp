// damage_test.cpp -- damaged files of every format are imported or refused, and never break anything.
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"

namespace suanli::test {
namespace {

struct Sample {
  std::string_view format;
  std::string_view text;
};

constexpr std::array samples{
    Sample{"swf",
           "; MaxProcs: 8\n; Acknowledge: somebody\n1 10 0 100 4 -1 512 2 200 1024 1 7 3 -1 2 -1 -1 -1\n"
           "2 20 5 300 4 -1 -1 -1 200 -1 0 8 3 -1 -1 -1 -1 -1\n3 15 -1 50.5 16 -1 -1 16 -1 -1 5 -1 -1 -1 0 -1 -1 -1\n"},
    Sample{"philly",
           "timestamp,duration,num_gpus,gpu_time,cluster\n2017-10-02 00:01:00,66.75,2,133.5,red\n"
           "2017-10-01T00:00:00.5+08:00,5.0,1,5.0,\"blue\"\n2017-10-02 00:01:00,7.0,0,0.0,red\n"},
    Sample{"philly",
           "[{\"vc\": \"red\", \"jobid\": \"a\", \"submitted_time\": \"2017-10-02 00:00:10\", \"status\": \"Pass\", "
           "\"attempts\": [\n"
           "{\"start_time\": \"2017-10-02 00:01:00\", \"end_time\": \"2017-10-02 00:02:00\", \"detail\": [{\"gpus\": "
           "[\"g\"]}]}]}]\n"},
    Sample{"helios",
           "u_id,user,gpu_num,cpu_num,node_num,interval,run_time,wall_time,new_status\r\n0,a,16,64,2,5,84,0,Pass\r\n"
           "1,b,7,10,2,94,87,100,Killed\r\n"},
    Sample{"helios",
           "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
           "10,u1,vcA,8,32,1,OK,2020-04-02 00:00:10,2020-04-02 00:00:20,2020-04-02 00:01:20,60,10\n"
           "11,u2,vcB,1,4,1,OK,2020-04-02 00:00:00,2020-04-02 00:00:20,2020-04-02 00:00:50,nan,20\n"},
    Sample{"openb",
           "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n"
           "p0,12500,16384,1,460,V100M32|T4|V100M32,LS,Running,100,300,150\np1,4000,0,0,0,,BE,Pending,90,300,\n"},
    Sample{"azure_llm",
           "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109"},
    Sample{"burstgpt",
           "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
           "5,,1.5,ChatGPT,472,18,490,Conversation log\n45.5,7,2,GPT-4,10,0,10,API log\n"},
    Sample{"mooncake",
           "{\"timestamp\": 0, \"input_length\": 700, \"output_length\": 5, \"hash_ids\": [0, 1]}\n"
           "{\"timestamp\": 3000, \"input_length\": 512, \"output_length\": 1, \"hash_ids\": [0]}\n"},
    Sample{"csv_requests",
           "id,arrival_s,service,prompt_tokens,output_tokens,duration_s,session,tenant,priority\n"
           "a,1.5,chat,10,20,0.5,s1,t1,2\nb,2,rank,,,1e-3,,,-1\n"},
};

// Numbers at the edges of what fits, unknowns, separators, and bytes that are no text.
constexpr std::array<std::string_view, 20> splinters{"-1",
                                                     "9223372036854775807",
                                                     "-9223372036854775808",
                                                     "1e300",
                                                     "nan",
                                                     "None",
                                                     "-",
                                                     "9999999999",
                                                     "0",
                                                     "2147483648",
                                                     ",",
                                                     "\"",
                                                     "\n",
                                                     "\r\n",
                                                     "\xFF",
                                                     " ",
                                                     ".",
                                                     "|",
                                                     ":",
                                                     "2149-12-31 23:59:60"};

std::string damaged(std::string_view text, std::mt19937_64& random) {
  std::string bytes(text);
  const std::size_t blows = 1 + random() % 4;
  for (std::size_t i = 0; i < blows; ++i) {
    const std::size_t at = random() % (bytes.size() + 1);
    const std::size_t gone = std::min<std::size_t>(random() % 6, bytes.size() - at);
    if (random() % 3 == 0) {
      bytes.erase(at, gone);
    } else {
      bytes.replace(at, gone, splinters[random() % splinters.size()]);
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("a damaged file is imported, or refused with an InputError that names the file") {
  for (const Sample& sample : samples) {
    std::size_t imported = 0, refused = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
      CAPTURE(sample.format);
      CAPTURE(seed);
      std::mt19937_64 random(seed);
      const TextFile file("damaged", damaged(sample.text, random));
      try {
        const Imported log(sample.format, {file.path()});
        REQUIRE_FALSE((log.jobs.empty() && log.requests.empty()));
        REQUIRE((log.jobs.empty() || log.jobs.front().submit_s >= 0));
        for (const SeenJob& job : log.jobs) {
          REQUIRE(job.duration_s >= 0);
          REQUIRE(job.tasks >= 1);
          REQUIRE(job.shape.gpu_milli >= 0);
        }
        for (const SeenRequest& request : log.requests) {
          REQUIRE(request.arrival_s >= 0);
          REQUIRE(request.duration_s >= 0);
        }
        ++imported;
      } catch (const InputError& error) {
        REQUIRE(contains(error.what(), file.path()));
        ++refused;
      }
    }
    CHECK(imported > 10);
    CHECK(refused > 10);
  }
}

}  // namespace suanli::test
