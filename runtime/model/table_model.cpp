// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/table_model.h"

#include "model/stored_numbers.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

class TableInstance final : public ModelInstance
{
  public:
    explicit TableInstance(const TableModel& model) : m_model(&model)
    {
        for (const TableModel::Output& output : model.m_outputs)
            m_error.resize(std::max(m_error.size(), output.points));
    }

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        for (std::size_t row = 0; row < rows; ++row) {
            const double* point = inputs + row * m_model->m_inputs.size();
            if (const auto outside = m_model->m_grid.locate(point, m_place))
                return refuse(*outside, point[*outside]);
            for (std::size_t k = 0; k < m_place.between; ++k)
                if (m_model->m_inputs[m_place.input[k]].isExact)
                    return refuse(m_place.input[k], point[m_place.input[k]]);
            for (std::size_t i = 0; i < outputs.size(); ++i)
                answer(i, row, outputs[i]);
        }
        return {};
    }

  private:
    void answer(std::size_t i, std::size_t row, const OutputSlice& slice)
    {
        const TableModel::Output& output = m_model->m_outputs[i];
        const TableGrid& grid = m_model->m_grid;
        const std::size_t at = row * output.points;
        double* mean = slice.mean ? slice.mean + at : nullptr;
        if (mean)
            grid.interpolate(m_place, output.values.data(), output.points, mean);
        if (!mean || !(slice.lower || slice.upper))
            return;
        std::fill(m_error.begin(), m_error.end(), output.scale > 0 ? 0 : std::nan(""));
        for (std::size_t k = 0; k < m_place.between && output.scale > 0; ++k) {
            const std::vector<double>& curvature = m_model->m_curvature[i][m_place.input[k]];
            if (!curvature.empty())
                grid.addError(m_place, k, curvature.data(), output.points, m_error.data());
        }
        for (std::size_t p = 0; p < output.points; ++p) {
            const double half = TableModel::halfWidth(output.scale, m_error[p], mean[p]);
            if (slice.lower)
                slice.lower[at + p] = mean[p] - half;
            if (slice.upper)
                slice.upper[at + p] = mean[p] + half;
        }
    }

    tl::unexpected<Diagnostic> refuse(std::size_t input, double value) const
    {
        const TableModel::InputWords& words = m_model->m_inputs[input];
        const std::vector<double>& levels = m_model->m_grid.levels()[input];
        const std::string at = "/inputs/" + words.name;
        if (words.isExact) {
            const auto item = value >= 0 && value < double(words.items.size())
                                  ? words.items[std::size_t(value)]
                                  : fmt::format("{:g}", value);
            return fail("table.outside", at,
                        fmt::format("The table holds nothing for {} = {}.", words.label, item),
                        "Choose another, or make the table anew with runs for it.");
        }
        return fail("table.outside", at,
                    fmt::format("{} is {:g}{}, outside the table's {:g} to {:g}.", words.label, value,
                                words.unit, levels.front(), levels.back()),
                    "Choose a value inside; a table is never continued beyond its ends.");
    }

    const TableModel* m_model;
    TableGrid::Place m_place;
    std::vector<double> m_error;
};

TableModel::TableModel(const Contract& contract, TableGrid grid, std::vector<Output> outputs)
    : m_grid(std::move(grid)), m_outputs(std::move(outputs))
{
    for (const Variable& input : contract.inputs) {
        InputWords words{input.name, input.label, input.unit.symbol(), {}, false};
        if (!words.unit.empty())
            words.unit.insert(0, " ");
        for (const EnumerationItem& item : input.items)
            words.items.push_back(item.label.empty() ? item.name : item.label);
        words.isExact = input.type == VariableType::Boolean || input.type == VariableType::Enumeration;
        m_inputs.push_back(std::move(words));
    }
    for (const Output& output : m_outputs) {
        m_names.push_back(output.name);
        auto& curvature = m_curvature.emplace_back(m_inputs.size());
        for (std::size_t i = 0; i < m_inputs.size() && output.scale > 0; ++i)
            if (!m_inputs[i].isExact && m_grid.levels()[i].size() >= 3)
                curvature[i] = m_grid.curvature(i, output.values, output.points);
    }
}

Result<std::unique_ptr<Model>> TableModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                                const Contract& contract, const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    const auto inputs = stored.objects("inputs", TableGrid::mostInputs);
    const auto tables = stored.objects("tables", contract.outputs.size());
    if (!inputs || !tables)
        return fail(inputs ? tables.error() : inputs.error());
    if (inputs->size() != contract.inputs.size() || tables->empty())
        return stored.wrong("model.member", "inputs", "The table has not the inputs of the contract.");
    std::vector<std::vector<double>> levels;
    std::size_t nodes = 1, varied = 0;
    for (std::size_t i = 0; i < inputs->size(); ++i) {
        const auto name = (*inputs)[i].text("name");
        if (!name || *name != contract.inputs[i].name)
            return (*inputs)[i].wrong("model.member", "name",
                                      "The table has another input here than the contract.");
        const auto array = (*inputs)[i].array("levels", {std::nullopt});
        if (!array)
            return fail(array.error());
        levels.push_back((*array)->values);
        if (!std::is_sorted(levels.back().begin(), levels.back().end(), std::less_equal<>()))
            return (*inputs)[i].wrong("model.number", "levels", "The levels of an input do not rise.");
        varied += levels.back().size() > 1;
        nodes *= levels.back().size();
        if (nodes > std::size_t(1) << 31 || varied > TableGrid::mostVaried)
            return stored.wrong("model.number", "inputs", "The table is too large.");
    }
    std::vector<Output> outputs;
    for (const StoredNumbers& table : *tables) {
        Output output;
        const auto name = table.text("output");
        if (!name)
            return fail(name.error());
        const Variable* variable = contract.findOutput(*name);
        const auto isSame = [&](const Output& other) { return other.name == *name; };
        if (!variable || std::any_of(outputs.begin(), outputs.end(), isSame))
            return table.wrong("model.output", "output",
                               fmt::format("\"{}\" is no output of the contract, or here twice.", *name));
        output.name = *name;
        output.points = contract.points(*variable);
        const auto scale = table.number("scale", 0, 1e12);
        const auto values = table.array("values", {nodes, output.points});
        if (!scale)
            return fail(scale.error());
        if (!values)
            return fail(values.error());
        if ((variable->confidence.kind == Confidence::Kind::None) != (*scale == 0))
            return table.wrong("model.confidence", "scale",
                               "The table's band is not what the contract says.");
        output.scale = *scale;
        output.values = (*values)->values;
        outputs.push_back(std::move(output));
    }
    return std::unique_ptr<Model>(
        std::make_unique<TableModel>(contract, TableGrid(std::move(levels)), std::move(outputs)));
}

std::unique_ptr<ModelInstance> TableModel::instantiate() const
{
    return std::make_unique<TableInstance>(*this);
}

nlohmann::json TableModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json inputs = nlohmann::json::array(), tables = nlohmann::json::array();
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        const std::string name = fmt::format("{}levels{}", prefix, i);
        arrays[name] = {{m_grid.levels()[i].size()}, m_grid.levels()[i]};
        inputs.push_back({{"name", m_inputs[i].name}, {"levels", name}});
    }
    for (std::size_t i = 0; i < m_outputs.size(); ++i) {
        const std::string name = fmt::format("{}values{}", prefix, i);
        arrays[name] = {{m_grid.nodes(), m_outputs[i].points}, m_outputs[i].values};
        tables.push_back({{"output", m_outputs[i].name}, {"values", name}, {"scale", m_outputs[i].scale}});
    }
    return {{"kind", "table"}, {"outputs", m_names}, {"inputs", inputs}, {"tables", tables}};
}

} // namespace twin
