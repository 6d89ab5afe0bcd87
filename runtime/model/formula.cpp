// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formula.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

void Formula::evaluate(std::span<const std::span<const double>> values, std::span<double> out) const
{
    if (points > 1)
        expression.evaluateSeries(values, out);
    else
        out[0] = expression.evaluate(values);
    if (scale == 1 && shift == 0)
        return;
    for (double& value : out)
        value = value * scale + shift;
}

SymbolTable inputSymbols(const Contract& contract)
{
    SymbolTable table;
    for (const Variable& input : contract.inputs) {
        Symbol symbol{input.name, input.unit};
        for (const EnumerationItem& item : input.items)
            symbol.items.push_back(item.name);
        symbol.isBoolean = input.type == VariableType::Boolean;
        table.symbols.push_back(std::move(symbol));
    }
    if (contract.axis) {
        table.axisName = contract.axis->name;
        table.axisUnit = contract.axis->unit;
        table.axisValues = contract.axis->values;
    }
    return table;
}

/// Compiles as a scalar where it is one. An output is what the contract says; a definition what its
/// expression is.
static Result<Expression> compileText(const FormulaText& text, const SymbolTable& table,
                                      const Variable* output, bool& isSeries)
{
    isSeries = output && output->isSeries;
    if (!isSeries) {
        Result<Expression> scalar = Expression::compile(text.expression, table, text.location);
        if (scalar || output || table.axisValues.empty())
            return scalar;
        isSeries = true;
    }
    return Expression::compileSeries(text.expression, table, text.location);
}

Result<Formula> compileFormula(const FormulaText& text, const Variable* output, SymbolTable& table)
{
    bool isSeries = false;
    Result<Expression> expression = compileText(text, table, output, isSeries);
    if (!expression)
        return fail(std::move(expression.error()));
    if (expression->kind() != Expression::Kind::Number)
        return fail("model.type", text.location,
                    fmt::format("The expression of {} is a condition, not a number.", text.name),
                    "Write if(CONDITION, 1, 0).");
    const Unit computed = expression->unit();
    const Unit wanted = output ? output->unit : text.unit.value_or(computed);
    if (!computed.isCompatibleWith(wanted))
        return fail("model.unit", text.location,
                    fmt::format("The expression of {} gives {}, which is not convertible to {}.", text.name,
                                computed.code(), wanted.code()),
                    "Give its numbers the units they have.");
    Formula formula{text.name, std::move(*expression)};
    formula.points = isSeries ? table.axisValues.size() : 1;
    if (!(computed == wanted)) {
        formula.scale = computed.factor() / wanted.factor();
        formula.shift = (computed.offset() - wanted.offset()) / wanted.factor();
    }
    table.symbols.push_back({text.name, wanted, isSeries});
    return formula;
}

Result<std::vector<Formula>> compileFormulas(const FormulaTexts& texts, const Contract& contract,
                                             SymbolTable table)
{
    std::vector<Formula> formulas;
    for (const FormulaText& text : texts.formulas) {
        const auto output = std::find(texts.outputs.begin(), texts.outputs.end(), text.name);
        const bool isOutput = output != texts.outputs.end();
        Result<Formula> formula =
            compileFormula(text, isOutput ? contract.findOutput(text.name) : nullptr, table);
        if (!formula)
            return fail(std::move(formula.error()));
        if (isOutput)
            formula->output = std::size_t(output - texts.outputs.begin());
        formulas.push_back(std::move(*formula));
    }
    return formulas;
}

FormulaMachine::FormulaMachine(const std::vector<Formula>& formulas, std::size_t given)
    : m_formulas(&formulas), m_values(given + formulas.size())
{
    for (const Formula& formula : formulas)
        m_computed.emplace_back(formula.points);
    for (std::size_t k = 0; k < formulas.size(); ++k)
        m_values[given + k] = m_computed[k];
}

void FormulaMachine::compute(std::size_t row, std::span<const OutputSlice> outputs)
{
    for (std::size_t k = 0; k < m_formulas->size(); ++k) {
        const Formula& formula = (*m_formulas)[k];
        std::vector<double>& value = m_computed[k];
        formula.evaluate(m_values, value);
        if (!formula.output)
            continue;
        const OutputSlice& slice = outputs[*formula.output];
        const std::size_t at = row * formula.points;
        if (slice.mean)
            std::copy(value.begin(), value.end(), slice.mean + at);
        for (double* band : {slice.lower, slice.upper}) {
            if (band)
                std::fill_n(band + at, formula.points, std::nan(""));
        }
    }
}

} // namespace twin
