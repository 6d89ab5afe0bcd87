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
        symbol.isSeries = input.isSeries;
        table.symbols.push_back(std::move(symbol));
    }
    if (contract.axis) {
        table.axisName = contract.axis->name;
        table.axisUnit = contract.axis->unit;
        table.axisValues = contract.axis->values;
    }
    if (contract.axis2) {
        table.secondAxisName = contract.axis2->name;
        table.secondAxisUnit = contract.axis2->unit;
        table.secondAxisValues = contract.axis2->values;
    }
    return table;
}

namespace {

enum class Shape
{
    Scalar,
    Series,
    Field
};

/// At one point of the first axis: what goes along it is one value, a field a series over the second.
SymbolTable tableOfRow(const SymbolTable& table)
{
    SymbolTable row = table;
    for (Symbol& symbol : row.symbols) {
        symbol.isSeries = symbol.isField;
        symbol.isField = false;
    }
    row.symbols.push_back({table.axisName, table.axisUnit});
    row.axisName = table.secondAxisName;
    row.axisUnit = table.secondAxisUnit;
    row.axisValues = table.secondAxisValues;
    row.secondAxisValues.clear();
    return row;
}

Result<Expression> compileField(const FormulaText& text, const SymbolTable& table)
{
    Result<Expression> expression =
        Expression::compileSeries(text.expression, tableOfRow(table), text.location);
    if (expression && !expression->isLocal())
        return fail("model.field", text.location,
                    fmt::format("The formula of the field {} is computed point by point, so that nothing "
                                "can be drawn from a series in it.",
                                text.name),
                    R"json(Draw it in a definition of its own: "define": {"peak": "max(t)"}.)json");
    return expression;
}

bool namesField(const FormulaText& text, const SymbolTable& table)
{
    return !table.axisValues.empty() && !table.secondAxisValues.empty() &&
           (mentions(text.expression, table.secondAxisName) ||
            std::any_of(table.symbols.begin(), table.symbols.end(), [&](const Symbol& symbol) {
                return symbol.isField && mentions(text.expression, symbol.name);
            }));
}

/// Compiles as a scalar where it is one. An output is what the contract says; a definition what its
/// expression is.
Result<Expression> compileText(const FormulaText& text, const SymbolTable& table, const Variable* output,
                               Shape& shape)
{
    if (output)
        shape = output->isField ? Shape::Field : output->isSeries ? Shape::Series : Shape::Scalar;
    if (shape == Shape::Scalar) {
        Result<Expression> scalar = Expression::compile(text.expression, table, text.location);
        if (scalar || output || table.axisValues.empty())
            return scalar;
        shape = Shape::Series;
    }
    if (shape == Shape::Series) {
        Result<Expression> series = Expression::compileSeries(text.expression, table, text.location);
        if (series || output || !namesField(text, table))
            return series;
        shape = Shape::Field;
    }
    return compileField(text, table);
}

} // namespace

Result<Formula> compileFormula(const FormulaText& text, const Variable* output, SymbolTable& table)
{
    Shape shape = Shape::Scalar;
    Result<Expression> expression = compileText(text, table, output, shape);
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
    if (shape != Shape::Scalar)
        formula.points = table.axisValues.size();
    if (shape == Shape::Field) {
        formula.points *= table.secondAxisValues.size();
        formula.rows = table.axisValues;
    }
    if (!(computed == wanted)) {
        formula.scale = computed.factor() / wanted.factor();
        formula.shift = (computed.offset() - wanted.offset()) / wanted.factor();
    }
    Symbol symbol{text.name, wanted, shape == Shape::Series};
    symbol.isField = shape == Shape::Field;
    table.symbols.push_back(std::move(symbol));
    return formula;
}

Result<std::vector<Formula>> compileFormulas(const FormulaTexts& texts, const Contract& contract,
                                             SymbolTable table)
{
    constexpr std::size_t mostComputed = 20'000'000, mostFormulas = 1000;
    if (texts.formulas.size() > mostFormulas)
        return fail("model.size", texts.formulas[mostFormulas].location,
                    fmt::format("There are {} formulas, more than {}.", texts.formulas.size(), mostFormulas),
                    "Use fewer definitions, or put them into several models.");
    std::size_t computed = 0;
    std::vector<Formula> formulas;
    for (const FormulaText& text : texts.formulas) {
        const auto output = std::find(texts.outputs.begin(), texts.outputs.end(), text.name);
        const bool isOutput = output != texts.outputs.end();
        Result<Formula> formula =
            compileFormula(text, isOutput ? contract.findOutput(text.name) : nullptr, table);
        if (!formula)
            return fail(std::move(formula.error()));
        if ((computed += formula->points) > mostComputed)
            return fail("model.size", text.location,
                        fmt::format("The formulas have more than {} values for one point.", mostComputed),
                        "Use fewer points of the axes, or fewer definitions over them.");
        if (isOutput)
            formula->output = std::size_t(output - texts.outputs.begin());
        formulas.push_back(std::move(*formula));
    }
    return formulas;
}

FormulaMachine::FormulaMachine(const std::vector<Formula>& formulas, std::size_t given)
    : m_formulas(&formulas), m_given(given), m_values(given + formulas.size()), m_row(m_values.size())
{
    for (const Formula& formula : formulas) {
        m_computed.emplace_back(formula.points);
        m_reads.push_back(formula.rows.empty() ? std::vector<std::size_t>() : formula.expression.reads());
    }
    for (std::size_t k = 0; k < formulas.size(); ++k)
        m_values[given + k] = m_computed[k];
}

void FormulaMachine::computeField(std::size_t k)
{
    const Formula& formula = (*m_formulas)[k];
    const std::size_t count = formula.rows.size(), width = formula.points / count;
    for (std::size_t i = 0; i < count; ++i) {
        for (const std::size_t symbol : m_reads[k]) {
            const std::span<const double> all = m_values[symbol];
            m_row[symbol] = all.size() == 1       ? all
                            : all.size() == count ? all.subspan(i, 1)
                                                  : all.subspan(i * width, width);
        }
        m_row[m_given + k] = {&formula.rows[i], 1};
        formula.evaluate(m_row, std::span(m_computed[k]).subspan(i * width, width));
    }
}

void FormulaMachine::compute(std::size_t row, std::span<const OutputSlice> outputs)
{
    for (std::size_t k = 0; k < m_formulas->size(); ++k) {
        const Formula& formula = (*m_formulas)[k];
        std::vector<double>& value = m_computed[k];
        if (formula.rows.empty())
            formula.evaluate(m_values, value);
        else
            computeField(k);
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
