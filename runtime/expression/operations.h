// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/program.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace twin {

/// An unknown condition matters only when the two differ.
inline double select(double condition, double a, double b)
{
    if (condition == 1)
        return a;
    if (condition == 0)
        return b;
    return a == b ? a : std::numeric_limits<double>::quiet_NaN();
}

template <class Apply>
inline constexpr bool takesOne = std::is_invocable_v<Apply, double>;
template <class Apply>
inline constexpr bool takesTwo = std::is_invocable_v<Apply, double, double>;

/// Hands the operation itself, a function of one, two or three values, to `visit`, so that one list of
/// operations serves single values and blocks of them; Cumulative, which needs its state, is not among them.
/// A comparison with NaN is unknown; `and` and `or` are Kleene's.
template <class Visit>
inline void visitOperation(Op op, int index, Visit&& visit)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    switch (op) {
    case Op::Negate:
        return visit([](double a) { return -a; });
    case Op::Not:
        return visit([](double a) { return 1 - a; });
    case Op::Abs:
        return visit([](double a) { return std::abs(a); });
    case Op::Sqrt:
        return visit([](double a) { return std::sqrt(a); });
    case Op::Exp:
        return visit([](double a) { return std::exp(a); });
    case Op::Log:
        return visit([](double a) { return std::log(a); });
    case Op::Log10:
        return visit([](double a) { return std::log10(a); });
    case Op::Sin:
        return visit([](double a) { return std::sin(a); });
    case Op::Cos:
        return visit([](double a) { return std::cos(a); });
    case Op::Tan:
        return visit([](double a) { return std::tan(a); });
    case Op::Asin:
        return visit([](double a) { return std::asin(a); });
    case Op::Acos:
        return visit([](double a) { return std::acos(a); });
    case Op::Atan:
        return visit([](double a) { return std::atan(a); });
    case Op::Sinh:
        return visit([](double a) { return std::sinh(a); });
    case Op::Cosh:
        return visit([](double a) { return std::cosh(a); });
    case Op::Tanh:
        return visit([](double a) { return std::tanh(a); });
    case Op::Floor:
        return visit([](double a) { return std::floor(a); });
    case Op::Ceil:
        return visit([](double a) { return std::ceil(a); });
    case Op::Round:
        return visit([](double a) { return std::round(a); });
    case Op::PowerInteger:
        return visit([power = index - 64](double a) {
            if (power == 2)
                return a * a;
            if (power == 3)
                return a * a * a;
            double factor = a, product = 1;
            for (int n = power < 0 ? -power : power; n > 0; n >>= 1, factor *= factor)
                if (n & 1)
                    product *= factor;
            return power < 0 ? 1 / product : product;
        });
    case Op::Add:
        return visit([](double a, double b) { return a + b; });
    case Op::Subtract:
        return visit([](double a, double b) { return a - b; });
    case Op::Multiply:
        return visit([](double a, double b) { return a * b; });
    case Op::Divide:
        return visit([](double a, double b) { return a / b; });
    case Op::Power:
        return visit([](double a, double b) { return a != a || b != b ? unknown : std::pow(a, b); });
    case Op::Less:
        return visit([](double a, double b) { return a < b ? 1 : a >= b ? 0 : unknown; });
    case Op::LessEqual:
        return visit([](double a, double b) { return a <= b ? 1 : a > b ? 0 : unknown; });
    case Op::Greater:
        return visit([](double a, double b) { return a > b ? 1 : a <= b ? 0 : unknown; });
    case Op::GreaterEqual:
        return visit([](double a, double b) { return a >= b ? 1 : a < b ? 0 : unknown; });
    case Op::Equal:
        return visit([](double a, double b) { return a == b ? 1 : a < b || a > b ? 0 : unknown; });
    case Op::NotEqual:
        return visit([](double a, double b) { return a == b ? 0 : a < b || a > b ? 1 : unknown; });
    case Op::And:
        return visit([](double a, double b) { return a == 0 || b == 0 ? 0 : a * b; });
    case Op::Or:
        return visit([](double a, double b) { return a == 1 || b == 1 ? 1 : a + b; });
    case Op::Min:
        return visit([](double a, double b) { return a != a || b != b ? unknown : b < a ? b : a; });
    case Op::Max:
        return visit([](double a, double b) { return a != a || b != b ? unknown : b > a ? b : a; });
    case Op::Atan2:
        return visit([](double a, double b) { return std::atan2(a, b); });
    case Op::Hypot:
        return visit([](double a, double b) { return a != a || b != b ? unknown : std::hypot(a, b); });
    case Op::Mod:
        return visit([](double a, double b) { return a - b * std::floor(a / b); });
    case Op::Select:
        return visit([](double condition, double a, double b) { return select(condition, a, b); });
    case Op::None:
    case Op::Cumulative:
        break;
    }
}

} // namespace twin
