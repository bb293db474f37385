#!/usr/bin/env python3
# schema_check.py -- validates documents against a schema with python3-jsonschema; exit 77 when that is not installed.
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

schema_path, want, *documents = sys.argv[1:]
with open(schema_path, encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
wrong = 0
for path in documents:
    with open(path, encoding="utf-8") as file:
        errors = [error.message for error in validator.iter_errors(json.load(file))]
    if bool(errors) != (want == "invalid"):
        print(f"{path}: expected to be {want}: {errors[:3]}")
        wrong += 1
print(f"{len(documents)} documents, {wrong} wrong")
sys.exit(1 if wrong or not documents else 0)
