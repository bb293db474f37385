// portable_math.h -- log, exp and pow made of + - * / alone, so that their bits do not depend on the CPU or the libm.
//
// glibc picks FMA variants of its own at run time; a random time drawn through them could differ by one unit in the last
// place between machines. These differ from the true value by at most a few units in the last place (tested), always
// the same ones.
#pragma once

namespace suanli {

// Natural logarithm. REQUIRES x > 0 and finite.
double portable_log(double x);

// e^x; 0 below -745, infinity above 709.78.
double portable_exp(double x);

// x^y for x > 0, as exp(y log x): its error grows with |y log x|, by about one unit in the last place for each.
double portable_pow(double x, double y);

// sin(2 pi t) for t in [0, 1): what a daily or weekly cycle needs.
double portable_sin_turns(double t);

}  // namespace suanli
