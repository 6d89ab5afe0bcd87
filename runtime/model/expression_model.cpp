// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/expression_model.h"

#include "model/formula_text.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

/// Symbols that every formula of a twin may name before any is computed.
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
Result<Expression> compile(const FormulaText& text, const SymbolTable& table, const Variable* output,
                           bool& isSeries)
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

Result<ExpressionModel::Formula> build(const FormulaText& text, const Variable* output, SymbolTable& table)
{
    bool isSeries = false;
    Result<Expression> expression = compile(text, table, output, isSeries);
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
    ExpressionModel::Formula formula{std::move(*expression)};
    formula.points = isSeries ? table.axisValues.size() : 1;
    if (!(computed == wanted)) {
        formula.scale = computed.factor() / wanted.factor();
        formula.shift = (computed.offset() - wanted.offset()) / wanted.factor();
    }
    table.symbols.push_back({text.name, wanted, isSeries});
    return formula;
}

class ExpressionInstance final : public ModelInstance
{
  public:
    ExpressionInstance(const std::vector<ExpressionModel::Formula>& formulas, std::size_t inputs)
        : m_formulas(&formulas), m_inputs(inputs), m_values(inputs + formulas.size())
    {
        for (const ExpressionModel::Formula& formula : formulas)
            m_computed.emplace_back(formula.points);
        for (std::size_t k = 0; k < formulas.size(); ++k)
            m_values[inputs + k] = m_computed[k];
    }

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t i = 0; i < m_inputs; ++i)
                m_values[i] = {inputs + row * m_inputs + i, 1};
            for (std::size_t k = 0; k < m_formulas->size(); ++k)
                compute((*m_formulas)[k], m_computed[k], row, outputs);
        }
        return {};
    }

  private:
    void compute(const ExpressionModel::Formula& formula, std::vector<double>& value, std::size_t row,
                 std::span<const OutputSlice> outputs)
    {
        if (formula.points > 1)
            formula.expression.evaluateSeries(m_values, value);
        else
            value[0] = formula.expression.evaluate(m_values);
        if (formula.scale != 1 || formula.shift != 0) {
            for (double& v : value)
                v = v * formula.scale + formula.shift;
        }
        if (!formula.output)
            return;
        const OutputSlice& slice = outputs[*formula.output];
        const std::size_t at = row * formula.points;
        if (slice.mean)
            std::copy(value.begin(), value.end(), slice.mean + at);
        for (double* band : {slice.lower, slice.upper}) {
            if (band)
                std::fill_n(band + at, formula.points, std::nan(""));
        }
    }

    const std::vector<ExpressionModel::Formula>* m_formulas;
    std::size_t m_inputs;
    std::vector<std::span<const double>> m_values; ///< one for each symbol: inputs, then formulas
    std::vector<std::vector<double>> m_computed;
};

} // namespace

Result<std::unique_ptr<Model>> ExpressionModel::load(const nlohmann::json& json, const Contract& contract,
                                                     const std::string& location)
{
    Result<FormulaTexts> texts = readFormulaTexts(json, contract, location);
    if (!texts)
        return fail(std::move(texts.error()));

    auto model = std::unique_ptr<ExpressionModel>(new ExpressionModel);
    model->m_outputs = texts->outputs;
    model->m_definitions = json.value("define", nlohmann::json::object());
    model->m_expressions = json.at("expressions");
    model->m_inputs = contract.inputs.size();

    SymbolTable table = inputSymbols(contract);
    for (const FormulaText& text : texts->formulas) {
        const auto output = std::find(texts->outputs.begin(), texts->outputs.end(), text.name);
        const bool isOutput = output != texts->outputs.end();
        Result<Formula> formula = build(text, isOutput ? contract.findOutput(text.name) : nullptr, table);
        if (!formula)
            return fail(std::move(formula.error()));
        if (isOutput)
            formula->output = std::size_t(output - texts->outputs.begin());
        model->m_formulas.push_back(std::move(*formula));
    }
    return std::unique_ptr<Model>(std::move(model));
}

std::unique_ptr<ModelInstance> ExpressionModel::instantiate() const
{
    return std::make_unique<ExpressionInstance>(m_formulas, m_inputs);
}

nlohmann::json ExpressionModel::save(const std::string&, ArrayStore&) const
{
    return {{"kind", "expression"},
            {"outputs", m_outputs},
            {"define", m_definitions},
            {"expressions", m_expressions}};
}

} // namespace twin
