// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/expression_model.h"

namespace twin {

namespace {

class ExpressionInstance final : public ModelInstance
{
  public:
    ExpressionInstance(const std::vector<Formula>& formulas, std::size_t inputs)
        : m_machine(formulas, inputs), m_inputs(inputs)
    {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t i = 0; i < m_inputs; ++i)
                m_machine.give(i, {inputs + row * m_inputs + i, 1});
            m_machine.compute(row, outputs);
        }
        return {};
    }

  private:
    FormulaMachine m_machine;
    std::size_t m_inputs;
};

} // namespace

Result<std::unique_ptr<Model>> ExpressionModel::load(const nlohmann::json& json, const Contract& contract,
                                                     const std::string& location)
{
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
    model->m_inputs = contract.inputs.size();
    model->m_formulas = std::move(*formulas);
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
