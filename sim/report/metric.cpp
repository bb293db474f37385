// metric.cpp -- figures as numbers and as text.
#include "sim/report/metric.h"

#include "sim/report/csv.h"

namespace suanli {

double MetricValue::number() const {
  if (const auto* count = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*count);
  if (const auto* seconds = std::get_if<Duration>(&value_)) return to_seconds(*seconds);
  return std::get<double>(value_);
}

void MetricValue::append_text(std::string& out) const {
  if (const auto* count = std::get_if<std::int64_t>(&value_)) append_integer(out, *count);
  else if (const auto* seconds = std::get_if<Duration>(&value_)) append_seconds(out, *seconds);
  else append_double(out, std::get<double>(value_));
}

}  // namespace suanli
