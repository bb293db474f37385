// student_t_test.cpp -- Student's t against tables, closed forms and itself.
#include "sim/report/statistics/student_t.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

#include "sim/base/check.h"
#include "sim/base/random.h"

using namespace suanli;

// Fisher and Yates' table has these three digits; the longer ones were computed with 30 digits.
TEST_CASE("the 97.5 % quantile is the table's") {
  struct Row {
    std::uint64_t degrees;
    double value;
  };
  for (const Row& row : {Row{1, 12.706}, Row{2, 4.303}, Row{3, 3.182}, Row{4, 2.776}, Row{5, 2.571}, Row{6, 2.447}, Row{7, 2.365},
                         Row{8, 2.306}, Row{9, 2.262}, Row{10, 2.228}, Row{15, 2.131}, Row{20, 2.086}, Row{29, 2.045}, Row{30, 2.042},
                         Row{40, 2.021}, Row{60, 2.000}, Row{120, 1.980}}) {
    CAPTURE(row.degrees);
    CHECK(std::abs(t_quantile_975(row.degrees) - row.value) <= 0.0005000001);
  }
  for (const Row& row : {Row{31, 2.0395134463964085}, Row{40, 2.0210753903062734}, Row{60, 2.0002978220142605},
                         Row{100, 1.9839715185235523}, Row{1000, 1.9623390808264085}, Row{100'000, 1.9599877075346096}}) {
    CAPTURE(row.degrees);
    CHECK(std::abs(t_quantile_975(row.degrees) - row.value) < 3e-8);
  }
  CHECK(t_quantile_975(std::numeric_limits<std::uint64_t>::max()) == doctest::Approx(1.959963984540054).epsilon(1e-15));
}

TEST_CASE("the quantile falls with the degrees, and leaves 5 % outside") {
  double before = std::numeric_limits<double>::infinity();
  for (std::uint64_t degrees = 1; degrees <= 2000; ++degrees) {
    const double quantile = t_quantile_975(degrees);
    CAPTURE(degrees);
    CHECK(quantile < before);
    CHECK(std::abs(t_two_sided_p(quantile, degrees) - 0.05) < (degrees <= 30 ? 1e-14 : 3e-9));
    before = quantile;
  }
}

TEST_CASE("the two-sided p is what was computed with 30 digits") {
  struct Row {
    double t;
    std::uint64_t degrees;
    double p;
  };
  for (const Row& row :
       {Row{2, 1, 0.29516723530086655}, Row{7, 1, 0.090334470601733097}, Row{2.5, 2, 0.12961172022151081}, Row{7, 3, 0.0059862556977070989},
        Row{0.5, 5, 0.63829887164092901}, Row{0.01, 7, 0.99230031764362177}, Row{1.833, 9, 0.10001794005058302},
        Row{2.5, 9, 0.033861827682985739}, Row{3, 10, 0.013343655022569577}, Row{4, 29, 0.00040006394565249142},
        Row{7, 29, 1.0700271530221398e-7}, Row{8, 30, 6.2658224757007589e-9}, Row{0.1, 99, 0.92054655073758229},
        Row{7, 99, 3.0956156542999094e-10}, Row{2, 1000, 0.04577034649325164}, Row{7, 1000, 4.6875025667714228e-12},
        Row{1.96, 123457, 0.049998036338253115}, Row{1.5, 1'000'000, 0.13361471823679277}}) {
    CAPTURE(row.t);
    CAPTURE(row.degrees);
    CHECK(std::abs(t_two_sided_p(row.t, row.degrees) / row.p - 1) < std::max(1e-12, 1e-16 * static_cast<double>(row.degrees)));
    CHECK(t_two_sided_p(-row.t, row.degrees) == t_two_sided_p(row.t, row.degrees));
  }
}

// One degree: 1 - 2 atan(t)/pi (Cauchy). Two: 1 - t/sqrt(t^2 + 2). Four: with s = t/sqrt(t^2 + 4), 1 - s (1 + (1 - s^2)/2).
TEST_CASE("the two-sided p agrees with the closed forms of few degrees") {
  Stream stream(1, "student_t_test closed forms");
  for (int i = 0; i < 10'000; ++i) {
    const double t = stream.exponential(3);
    CAPTURE(t);
    const double s = t / std::sqrt(t * t + 4);
    CHECK(std::abs(t_two_sided_p(t, 1) - (1 - std::atan(t) * 2 / 3.14159265358979323846)) < 1e-14);
    CHECK(std::abs(t_two_sided_p(t, 2) - (1 - t / std::sqrt(t * t + 2))) < 1e-14);
    CHECK(std::abs(t_two_sided_p(t, 4) - (1 - s * (1 + (1 - s * s) / 2))) < 1e-14);
  }
}

TEST_CASE("the two-sided p is 1 at 0, 0 at infinity and falls between") {
  for (const std::uint64_t degrees : {1u, 2u, 9u, 30u, 31u, 1000u, 10'000'000u}) {
    CAPTURE(degrees);
    CHECK(t_two_sided_p(0, degrees) == 1);
    CHECK(t_two_sided_p(1e-200, degrees) == 1);
    CHECK(t_two_sided_p(std::numeric_limits<double>::infinity(), degrees) == 0);
    CHECK(t_two_sided_p(1e200, degrees) == 0);
    double before = 1;
    for (double t = 0.25; t < 40; t += 0.25) {
      const double p = t_two_sided_p(t, degrees);
      CHECK((p < before || p == 0));
      before = p;
    }
  }
  CHECK_THROWS_AS(t_two_sided_p(1, 0), InternalError);
  CHECK_THROWS_AS(t_quantile_975(0), InternalError);
}

TEST_CASE("Student's t: the bits are the same on every machine and compiler") {
  std::uint64_t hash = fnv1a("");
  const auto mix = [&](double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(bits >> (8 * i));
    hash = fnv1a(std::string_view(bytes.data(), bytes.size()), hash);
  };
  Stream stream(1, "student_t_test golden");
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t degrees = 1 + stream.below(i % 2 == 0 ? 40 : 5000);
    mix(t_quantile_975(degrees));
    mix(t_two_sided_p(stream.exponential(2), degrees));
  }
  CHECK(hash == 11419672407114430657ULL);
}
