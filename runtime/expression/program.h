// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/expression.h"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace twin {

/// What an instruction does. Conditions are numbers too: 1 true, 0 false, NaN unknown.
enum class Op : std::uint8_t
{
    None,
    // of one value
    Negate,
    Not,
    Abs,
    Sqrt,
    Exp,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Floor,
    Ceil,
    Round,
    PowerInteger, ///< to the power `index` - 64
    // of two values
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Min,
    Max,
    Atan2,
    Hypot,
    Mod,
    // of three values
    Select,
    // of one value along the axis; `index` is its own state
    Cumulative
};

constexpr bool isBinary(Op op)
{
    return op >= Op::Add && op < Op::Select;
}

/// One value of an operation whose operands are known: of the first, the first two or all three of them.
double applyOperation(Op op, int index, const std::array<double, 3>& operands);

/// A value that code begins with.
struct Leaf
{
    enum class Source : std::uint8_t
    {
        Constant,
        Symbol,
        Axis,
        Aggregate
    };
    Source source = Source::Constant;
    std::uint16_t index = 0; ///< of the symbol or aggregate
    double constant = 0;
};

/// One operation on slots.
struct Step
{
    Op op = Op::None;
    std::uint16_t index = 0; ///< of the state; the power
    std::uint16_t from[3] = {};
    std::uint16_t to = 0;
};

/// Straight-line code over slots: first those of results in between, then one for each leaf.
struct Code
{
    static constexpr std::size_t firstLeaf = 64; ///< results in between that there may be at once
    static constexpr std::size_t mostLeaves = 1024;

    std::vector<Leaf> leaves;
    std::vector<Step> steps;
    std::uint16_t result = firstLeaf;

    /// Its only leaf, when there is nothing to compute.
    const Leaf* onlyLeaf() const { return steps.empty() ? &leaves.front() : nullptr; }
};

/// A number drawn from a whole series. Its code may use the aggregates before it.
struct Aggregate
{
    enum class Kind
    {
        Maximum,
        Minimum,
        Mean,
        First,
        Last,
        Integral,
        At
    };
    Kind kind = Kind::Maximum;
    Code series;
    Code position;        ///< of At: a scalar in the axis' unit
    bool isField = false; ///< the series is one symbol, over both axes
};

/// A compiled expression: flat code for a small stack machine, and what its evaluation needs. Evaluation
/// takes all its memory from the stack, within the limits below, which compiling enforces.
struct Expression::Program
{
    static constexpr std::size_t mostAggregates = 32;
    static constexpr std::size_t mostStates = 8;
    static constexpr int largestPower = 16;

    using Values = std::span<const std::span<const double>>;
    using AggregateValues = std::array<double, mostAggregates>;

    Kind kind = Kind::Number;
    Unit unit;
    bool isSeries = false;
    bool readsOutputs = false;
    std::vector<std::size_t> reads;
    std::vector<double> axisValues;
    std::vector<double> secondAxisValues;
    std::vector<Aggregate> aggregates;
    Code code;

    double evaluate(Values values) const;
    void evaluateSeries(Values values, std::span<double> out) const;
    void evaluateRows(Values values, std::span<double> out) const;

  private:
    void computeAggregates(Values values, AggregateValues& aggregates) const;
    double computeAggregate(const Aggregate& aggregate, Values values, const AggregateValues& known) const;
};

} // namespace twin
