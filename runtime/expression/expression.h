// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unit.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// What an expression may name.
struct Symbol
{
    std::string name;
    Unit unit;
    bool isSeries = false;
    bool isOutput = false;
    /// For enumerations: names of the items; `mode == "eco"` compares with the position.
    std::vector<std::string> items = {};
    bool isBoolean = false;
    /// Values over both axes, the second going faster: max, min and mean draw a number from it.
    bool isField = false;
};

/// The symbols of an expression, and the axis of its series. `axisUnit` and `axisValues` are empty when there
/// are no series.
struct SymbolTable
{
    std::vector<Symbol> symbols; ///< their order is the order of the values in evaluate()
    std::string axisName;
    Unit axisUnit;
    std::vector<double> axisValues;
    /// Of fields; empty when there are none.
    std::string secondAxisName = {};
    Unit secondAxisUnit = {};
    std::vector<double> secondAxisValues = {};
};

/// The answer of a condition: rules treat Unknown (a NaN somewhere that matters) as a failure.
enum class Truth
{
    False,
    True,
    Unknown
};

/// A compiled expression with checked units: immutable, thread-safe, allocation-free to evaluate.
///
/// Grammar: numbers with an optional unit literal (`700 m3/h`, `6 h`), names, `+ - * / ^`, comparisons, `and
/// or not` (also && || !), `if(c, a, b)`, parentheses, `pi`; functions abs sqrt exp log log10 sin cos tan
/// asin acos atan atan2 sinh cosh tanh floor ceil round min max pow hypot mod; over series: `max(p) min(p)
/// mean(p) first(p) last(p) integral(p)` and `at(p, 6 h)`. A series alone is not a value in a condition. The
/// name of the axis is a symbol, and `cumulative(p)` the running integral, wherever a series may stand.
/// `integral`, `mean` and `cumulative` follow the trapezoid rule over the axis. `mod` has the sign of the
/// divisor; `log` is the natural logarithm; `round` goes away from zero at a half. Numbers without a unit
/// take the unit of what they are compared with or added to. Temperatures keep their scale in a sum or
/// comparison; the difference of two is in kelvins; in a product with a unit they are kelvins. In a unit
/// literal there are no blanks.
class Expression
{
  public:
    enum class Kind
    {
        Number,
        Condition
    };

    /// Errors "expression.syntax", "expression.name", "expression.unit", "expression.type",
    /// "expression.axis"; `location` of the error is "LOCATION:column" and the message names the position
    /// (1-based) and what was expected.
    static Result<Expression> compile(std::string_view text, const SymbolTable& symbols,
                                      const std::string& location);

    /// The same where the value may be a series over the axis (a formula model's output): evaluateSeries
    /// gives it.
    static Result<Expression> compileSeries(std::string_view text, const SymbolTable& symbols,
                                            const std::string& location);

    /// Of each comparison in the text, of values of the moment, its left side less its right one: where that
    /// changes its sign, what depends on the comparison jumps. Errors as compile().
    static Result<std::vector<Expression>> switches(std::string_view text, const SymbolTable& symbols,
                                                    const std::string& location);

    Kind kind() const;
    const Unit& unit() const;  ///< of the value (Kind::Number), as computed; convert where another is wanted
    bool readsOutputs() const; ///< some symbol that is an output occurs
    std::vector<std::size_t> reads() const; ///< indices of the symbols that occur

    /// `values`: one span for each symbol, one value for scalars, the axis' length for series. Kind::Number,
    /// in unit().
    double evaluate(std::span<const std::span<const double>> values) const;
    /// Kind::Condition.
    Truth test(std::span<const std::span<const double>> values) const;
    /// In unit(), one value for each point of the axis (or 1 when it does not vary).
    void evaluateSeries(std::span<const std::span<const double>> values, std::span<double> out) const;

    /// Whether each point of the axis is computed by itself: nothing is drawn from a series or runs along it.
    bool isLocal() const;

    /// Whether evaluateRows may be asked: no series and no axis occur.
    bool isPointwise() const;
    /// In unit(), one value for each row: `values` has one span for each symbol, of one value or of as many
    /// as `out`. Answers as evaluate() row by row.
    void evaluateRows(std::span<const std::span<const double>> values, std::span<double> out) const;

    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;
    Expression(const Expression&);
    ~Expression();

    struct Program;

  private:
    explicit Expression(std::shared_ptr<const Program> program);
    std::shared_ptr<const Program> m_program;
};

} // namespace twin
