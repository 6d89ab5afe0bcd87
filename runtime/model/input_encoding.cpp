// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/input_encoding.h"

#include "model/kernels/kernel_table.h"

#include <algorithm>
#include <cmath>

namespace twin {

/// Runs that span so much of a validated range stand for all of it: what is odd or even about its middle
/// stays so in coordinates of the whole range, and few polynomials describe it.
static constexpr double nearlyAll = 0.9;

/// Odd, so that it is finite and rising also below the runs.
static double bend(double difference, double knee)
{
    return knee == 0 ? difference : std::copysign(std::log1p(std::fabs(difference) / knee), difference);
}

InputEncoding InputEncoding::fit(const Contract& contract, const double* inputs, std::size_t runs,
                                 const std::vector<double>& knees)
{
    InputEncoding encoding;
    encoding.m_inputs = contract.inputs.size();
    for (std::size_t input = 0; input < encoding.m_inputs; ++input) {
        double least = inputs[input], most = least;
        for (std::size_t run = 0; run < runs; ++run) {
            least = std::min(least, inputs[run * encoding.m_inputs + input]);
            most = std::max(most, inputs[run * encoding.m_inputs + input]);
        }
        if (!(most > least))
            continue;
        const Variable& variable = contract.inputs[input];
        const double knee = knees.empty() ? 0 : knees[input];
        const Range& range = variable.validated;
        if (knee == 0 && range.isFinite() && range.minimum <= least && range.maximum >= most &&
            most - least >= nearlyAll * range.width()) {
            least = range.minimum;
            most = range.maximum;
        }
        if (variable.type == VariableType::Enumeration && variable.items.size() > 2) {
            for (std::size_t item = 0; item < variable.items.size(); ++item)
                encoding.m_coordinates.push_back({input, variable.name, item, 0, 1, 0});
        } else {
            encoding.m_coordinates.push_back(
                {input, variable.name, std::nullopt, least, 1 / bend(most - least, knee), knee});
        }
    }
    encoding.findPattern();
    return encoding;
}

void InputEncoding::findPattern()
{
    bool isPlain = m_coordinates.size() == m_inputs;
    for (std::size_t c = 0; c < m_coordinates.size() && isPlain; ++c)
        isPlain = m_coordinates[c].input == c && !m_coordinates[c].item && m_coordinates[c].knee == 0;
    for (std::size_t i = 0; isPlain && i < scalePeriod * m_inputs; ++i) {
        m_offsets.push_back(m_coordinates[i % m_inputs].offset);
        m_scales.push_back(m_coordinates[i % m_inputs].scale);
    }
}

Result<InputEncoding> InputEncoding::load(const StoredNumbers& stored, const Contract& contract)
{
    InputEncoding encoding;
    encoding.m_inputs = contract.inputs.size();
    const auto coordinates = stored.objects("coordinates", 100000);
    if (!coordinates)
        return fail(coordinates.error());
    for (const StoredNumbers& each : *coordinates) {
        Coordinate coordinate;
        const auto name = each.text("input");
        if (!name)
            return fail(name.error());
        const auto input = contract.inputIndex(*name);
        if (!input)
            return each.wrong("model.input", "input", "The contract has no input \"" + *name + "\".");
        coordinate.input = *input;
        coordinate.name = *name;
        if (const auto item = each.member("item")) {
            const std::size_t items = contract.inputs[*input].items.size();
            const auto index = each.count("item", 0, items == 0 ? 0 : items - 1);
            if (!index)
                return fail(index.error());
            coordinate.item = *index;
        } else {
            const auto offset = each.number("offset", -1e300, 1e300);
            if (!offset)
                return fail(offset.error());
            const auto scale = each.number("scale", 1e-300, 1e300);
            if (!scale)
                return fail(scale.error());
            coordinate.offset = *offset;
            coordinate.scale = *scale;
            if (each.member("knee")) {
                const auto knee = each.number("knee", 1e-300, 1e300);
                if (!knee)
                    return fail(knee.error());
                coordinate.knee = *knee;
            }
        }
        encoding.m_coordinates.push_back(coordinate);
    }
    encoding.findPattern();
    return encoding;
}

nlohmann::json InputEncoding::save() const
{
    nlohmann::json list = nlohmann::json::array();
    for (const Coordinate& each : m_coordinates) {
        if (each.item)
            list.push_back({{"input", each.name}, {"item", *each.item}});
        else
            list.push_back({{"input", each.name}, {"offset", each.offset}, {"scale", each.scale}});
        if (each.knee != 0)
            list.back()["knee"] = each.knee;
    }
    return {{"coordinates", std::move(list)}};
}

void InputEncoding::encode(const double* inputs, std::size_t rows, double* coordinates) const
{
    const std::size_t width = m_coordinates.size();
    if (!m_offsets.empty())
        return kernels().scaleRows(inputs, m_offsets.data(), m_scales.data(), m_offsets.size(), rows * width,
                                   coordinates);
    for (std::size_t c = 0; c < width; ++c) {
        const Coordinate& each = m_coordinates[c];
        const double* from = inputs + each.input;
        double* to = coordinates + c;
        if (each.item) {
            const long item = long(*each.item);
            for (std::size_t row = 0; row < rows; ++row)
                to[row * width] = std::lround(from[row * m_inputs]) == item ? 1.0 : 0.0;
        } else if (each.knee == 0) {
            const double offset = each.offset, scale = each.scale;
            for (std::size_t row = 0; row < rows; ++row)
                to[row * width] = (from[row * m_inputs] - offset) * scale;
        } else {
            for (std::size_t row = 0; row < rows; ++row)
                to[row * width] = bend(from[row * m_inputs] - each.offset, each.knee) * each.scale;
        }
    }
}

} // namespace twin
