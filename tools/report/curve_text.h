// curve_text.h -- numbers and step functions as a plot takes them.
#pragma once

#include <vector>

#include "tools/report/json_text.h"
#include "tools/report/step_curve.h"

namespace suanli::page {

void write_values(JsonText& out, const char* key, const std::vector<double>& values, double scale = 1);

// The members "mean" and, where points were left out, "low" and "high" of an object that is open.
void write_curve(JsonText& out, const Curve& curve, bool exact, double scale = 1);

}  // namespace suanli::page
