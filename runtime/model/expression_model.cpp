// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/expression_model.h"

#include "base/nearest_names.h"
#include "model/kernels/aligned_vector.h"
#include "model/kernels/column_kernels.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

/// Formulas without series, for many rows at once: column by column.
class RowMachine
{
  public:
    RowMachine(const std::vector<Formula>& formulas, std::size_t inputs)
        : m_formulas(formulas),
          m_inputs(inputs),
          m_columns((inputs + formulas.size()) * apart),
          m_values(inputs + formulas.size())
    {
        std::vector<bool> read(inputs);
        for (const Formula& formula : formulas)
            for (const std::size_t symbol : formula.expression.reads())
                if (symbol < inputs)
                    read[symbol] = true;
        for (std::size_t i = 0; i < inputs; ++i) {
            m_values[i] = {m_columns.data() + i * apart, block};
            if (!read[i])
                continue;
            if (i > 0 && read[i - 1])
                ++m_read.back().count;
            else
                m_read.push_back({i, 1});
        }
    }

    static bool takes(const std::vector<Formula>& formulas)
    {
        return std::all_of(formulas.begin(), formulas.end(), [](const Formula& formula) {
            return formula.points == 1 && formula.expression.isPointwise();
        });
    }

    void evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs)
    {
        for (std::size_t first = 0; first < rows; first += block)
            evaluateBlock(inputs + first * m_inputs, first, std::min(block, rows - first), outputs);
    }

  private:
    static constexpr std::size_t block = 512;
    static constexpr std::size_t apart = block + 40; ///< columns, so that no two share a cache's sets

    /// Inputs side by side.
    struct Neighbours
    {
        std::size_t first, count;
    };

    void evaluateBlock(const double* inputs, std::size_t first, std::size_t count,
                       std::span<const OutputSlice> outputs)
    {
        for (const Neighbours& read : m_read)
            m_kernels.takeColumns(inputs + read.first, m_inputs, read.count,
                                  m_columns.data() + read.first * apart, apart, count);
        for (std::size_t k = 0; k < m_formulas.size(); ++k) {
            const Formula& formula = m_formulas[k];
            const OutputSlice slice = formula.output ? outputs[*formula.output] : OutputSlice{};
            double* column = slice.mean ? slice.mean + first : m_columns.data() + (m_inputs + k) * apart;
            m_values[m_inputs + k] = {column, count};
            formula.expression.evaluateRows(m_values, {column, count});
            if (formula.scale != 1 || formula.shift != 0)
                for (std::size_t row = 0; row < count; ++row)
                    column[row] = column[row] * formula.scale + formula.shift;
            for (double* band : {slice.lower, slice.upper})
                if (band)
                    std::fill_n(band + first, count, std::nan(""));
        }
    }

    const ColumnKernels& m_kernels = columnKernels();
    const std::vector<Formula>& m_formulas;
    std::size_t m_inputs;
    std::vector<Neighbours> m_read; ///< inputs that some formula reads
    AlignedVector<double> m_columns;
    std::vector<std::span<const double>> m_values;
};

class ExpressionInstance final : public ModelInstance
{
  public:
    ExpressionInstance(const std::vector<Formula>& formulas, const std::vector<std::size_t>& inputPoints)
        : m_machine(formulas, inputPoints.size()),
          m_rows(formulas, inputPoints.size()),
          m_inputPoints(inputPoints),
          m_width(std::accumulate(inputPoints.begin(), inputPoints.end(), std::size_t(0))),
          m_byRows(RowMachine::takes(formulas) && m_width == inputPoints.size())
    {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        if (m_byRows && rows > 1) {
            m_rows.evaluate(inputs, rows, outputs);
            return {};
        }
        for (std::size_t row = 0; row < rows; ++row) {
            const double* at = inputs + row * m_width;
            for (std::size_t i = 0; i < m_inputPoints.size(); at += m_inputPoints[i++])
                m_machine.give(i, {at, m_inputPoints[i]});
            m_machine.compute(row, outputs);
        }
        return {};
    }

  private:
    FormulaMachine m_machine;
    RowMachine m_rows;
    const std::vector<std::size_t>& m_inputPoints;
    std::size_t m_width;
    bool m_byRows;
};

} // namespace

Result<std::unique_ptr<Model>> ExpressionModel::load(const nlohmann::json& json, const Contract& contract,
                                                     const std::string& location)
{
    static const std::vector<std::string> members = {"kind", "outputs", "define", "expressions"};
    if (json.is_object())
        for (const auto& [key, value] : json.items())
            if (std::find(members.begin(), members.end(), key) == members.end())
                return fail("model.json", location + "/" + key, fmt::format("Formulas have no \"{}\".", key),
                            memberRemedy(key, members));
    Result<FormulaTexts> texts = readFormulaTexts(json, contract, location);
    if (!texts)
        return fail(std::move(texts.error()));
    Result<std::vector<Formula>> formulas = compileFormulas(*texts, contract, inputSymbols(contract));
    if (!formulas)
        return fail(std::move(formulas.error()));

    auto model = std::unique_ptr<ExpressionModel>(new ExpressionModel);
    model->m_outputs = texts->outputs;
    model->m_definitions = json.value("define", nlohmann::json::object());
    model->m_expressions = json.at("expressions");
    for (const Variable& input : contract.inputs)
        model->m_inputPoints.push_back(contract.points(input));
    model->m_formulas = std::move(*formulas);
    return std::unique_ptr<Model>(std::move(model));
}

std::unique_ptr<ModelInstance> ExpressionModel::instantiate() const
{
    return std::make_unique<ExpressionInstance>(m_formulas, m_inputPoints);
}

nlohmann::json ExpressionModel::save(const std::string&, ArrayStore&) const
{
    return {{"kind", "expression"},
            {"outputs", m_outputs},
            {"define", m_definitions},
            {"expressions", m_expressions}};
}

} // namespace twin
