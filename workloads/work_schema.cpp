// work_schema.cpp -- the JSON Schema of a job's work.
#include "workloads/work_json.h"

namespace suanli {

std::string_view work_schema() {
  return R"({
  "type": ["object", "null"],
  "oneOf": [
    {"type": "null"},
    {"type": "object", "additionalProperties": false, "required": ["model", "steps", "batch"],
     "description": "training steps",
     "properties": {
       "model": {"type": "string", "minLength": 1, "description": "a language model or another training work of the catalogs, or of the scenario"},
       "steps": {"type": "integer", "minimum": 1, "description": "training steps"},
       "batch": {"type": "integer", "minimum": 1, "description": "samples or sequences of one step, over all devices"},
       "sequence": {"type": "integer", "minimum": 1, "description": "tokens of a sequence; default: the model's"},
       "dtype": {"enum": ["fp32", "bf16", "fp8", "int8"], "description": "of matrix products; default: bf16"},
       "plan": {"description": "parts of the parallel plan; what is missing is searched",
         "anyOf": [{"const": "best"}, {"type": "object", "additionalProperties": false, "properties": {
           "tp": {"type": "integer", "minimum": 1}, "pp": {"type": "integer", "minimum": 1}, "dp": {"type": "integer", "minimum": 1},
           "ep": {"type": "integer", "minimum": 1}, "cp": {"type": "integer", "minimum": 1},
           "microbatch": {"type": "integer", "minimum": 1}, "interleave": {"type": "integer", "minimum": 1},
           "recompute": {"enum": ["none", "selective", "full"]}, "zero": {"type": "integer", "minimum": 0, "maximum": 3},
           "sequence_parallel": {"type": "boolean"}, "overlap": {"type": "boolean"},
           "offload": {"type": "number", "minimum": 0, "maximum": 1}}}]},
       "exchange": {"enum": ["all_reduce", "parameter_server"], "description": "how replicas of a work that is no language model agree"},
       "servers": {"type": "integer", "minimum": 1, "description": "parameter servers"}}},
    {"type": "object", "additionalProperties": false, "required": ["tasks"],
     "description": "a bag of equal tasks over the job's devices",
     "properties": {
       "tasks": {"type": "integer", "minimum": 1},
       "task_s": {"type": "number", "minimum": 0, "description": "of one task, on any device [s]"},
       "task_flops": {"type": "number", "minimum": 0}, "task_bytes": {"type": "number", "minimum": 0, "description": "moved through memory"},
       "dtype": {"enum": ["fp32", "bf16", "fp8", "int8"]}}},
    {"type": "object", "additionalProperties": false, "required": ["stages", "items"],
     "description": "a pipeline of stages over the job's devices",
     "properties": {
       "stages": {"type": "array", "minItems": 1, "maxItems": 1024, "items": {"type": "object", "additionalProperties": false, "properties": {
         "item_s": {"type": "number", "minimum": 0}, "flops": {"type": "number", "minimum": 0}, "bytes": {"type": "number", "minimum": 0},
         "output_bytes": {"type": "number", "minimum": 0, "description": "to the next stage"},
         "clock_mhz": {"type": "number", "exclusiveMinimum": 0, "description": "of an FPGA kernel"},
         "depth": {"type": "number", "minimum": 0, "description": "cycles to the first result"},
         "interval": {"type": "number", "exclusiveMinimum": 0, "description": "cycles between results"},
         "copies": {"type": "integer", "minimum": 1}, "item_bytes": {"type": "number", "minimum": 0}}}},
       "items": {"type": "integer", "minimum": 1},
       "dtype": {"enum": ["fp32", "bf16", "fp8", "int8"]}}}
  ]
})";
}

}  // namespace suanli
