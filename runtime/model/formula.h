// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/expression.h"
#include "model/formula_text.h"
#include "model/model.h"

#include <span>
#include <vector>

namespace twin {

/// One computed value: `expression * scale + shift` is it in the unit that is wanted of it. That of a field
/// is computed for one point of the first axis at a time, as a series over the second; the first axis then is
/// a symbol in the formula's own place.
struct Formula
{
    std::string name;
    Expression expression;
    std::size_t points = 1;
    double scale = 1;
    double shift = 0;
    std::optional<std::size_t> output = {}; ///< position among the model's outputs
    std::vector<double> rows = {};          ///< of a field: the points of the first axis

    /// `out` holds as many values as the formula has points; those of a field, of one row of it.
    void evaluate(std::span<const std::span<const double>> values, std::span<double> out) const;
};

/// What every formula of a twin may name before any is computed: the inputs, and the axes.
SymbolTable inputSymbols(const Contract& contract);

/// Compiles one formula and adds its name to the symbols. An output has the unit and the shape of the
/// contract; a definition those of its expression, or the unit that it is given. Codes "model.type",
/// "model.unit", "model.field" and those of Expression.
Result<Formula> compileFormula(const FormulaText& text, const Variable* output, SymbolTable& table);

/// Compiles definitions and outputs in their order; formula k is symbol `table.symbols.size() + k`. Code
/// "model.size" as well.
Result<std::vector<Formula>> compileFormulas(const FormulaTexts& texts, const Contract& contract,
                                             SymbolTable table);

/// The scratch memory in which formulas are computed, row by row. The formulas must outlive it.
class FormulaMachine
{
  public:
    /// `given`: how many symbols come before the formulas.
    FormulaMachine(const std::vector<Formula>& formulas, std::size_t given);

    /// Where the values of a given symbol lie: one, or one for each point of the first axis.
    void give(std::size_t symbol, std::span<const double> values) { m_values[symbol] = values; }
    /// Computes every formula and writes the outputs' means as row `row`; there is no band (NaN).
    void compute(std::size_t row, std::span<const OutputSlice> outputs);

  private:
    void computeField(std::size_t k);
    const std::vector<Formula>* m_formulas;
    std::size_t m_given;
    std::vector<std::span<const double>> m_values; ///< one for each symbol
    std::vector<std::span<const double>> m_row;    ///< the same at one point of the first axis
    std::vector<std::vector<std::size_t>> m_reads; ///< of each field's formula: the symbols
    std::vector<std::vector<double>> m_computed;
};

} // namespace twin
