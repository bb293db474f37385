// curve_text.cpp -- a list of plotted numbers.
#include "tools/report/curve_text.h"

namespace suanli::page {

void write_values(JsonText& out, const char* key, const std::vector<double>& values, double scale) {
  out.key(key).begin_list();
  for (const double value : values) out.plotted(value * scale);
  out.end_list();
}

void write_curve(JsonText& out, const Curve& curve, bool exact, double scale) {
  write_values(out, "mean", curve.mean, scale);
  if (exact) return;
  write_values(out, "low", curve.low, scale);
  write_values(out, "high", curve.high, scale);
}

}  // namespace suanli::page
