// civil_time.h -- calendar times of public traces as seconds since 1970, without the C library's locale or time zone.
#pragma once

#include <optional>
#include <string_view>

#include "sim/base/time.h"

namespace suanli {

// Time since 1970-01-01 00:00:00 UTC of "YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS[.f...]" or the same with 'T', each with an optional
// "Z", "+08:00", "+0800" or "+08" at its end. A time without an offset is read as if it were UTC: differences of such times
// ignore changes to and from summer time. Digits past the nanosecond are dropped. Empty when the text is anything else, or when
// the day does not exist or lies outside 1900 to 2150, so that any two times have a Duration between them.
std::optional<Duration> parse_civil_time(std::string_view text);

}  // namespace suanli
