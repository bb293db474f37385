// require_jobs.h -- the error of an import that leaves no job, or no request.
#pragma once

#include <string>

#include "workloads/import/importer.h"

namespace suanli {

// [InputError] when `result` holds no job: one problem per rule that dropped records, at its first line.
void require_jobs(const ImportResult& result, const std::string& file);

// The same of requests.
void require_requests(const ImportResult& result, const std::string& file);

}  // namespace suanli
