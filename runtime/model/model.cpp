// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/model.h"

#include <algorithm>

namespace twin {

std::vector<double> gridRows(std::span<const double> inputs, const GridAxis& first, const GridAxis& second)
{
    std::vector<double> rows(first.values.size() * second.values.size() * inputs.size());
    double* row = rows.data();
    for (const double a : first.values)
        for (const double b : second.values) {
            std::copy(inputs.begin(), inputs.end(), row);
            row[first.index] = a;
            row[second.index] = b;
            row += inputs.size();
        }
    return rows;
}

Status ModelInstance::evaluateGrid(std::span<const double> inputs, const GridAxis& first,
                                   const GridAxis& second, std::span<const OutputSlice> outputs)
{
    return evaluate(gridRows(inputs, first, second).data(), first.values.size() * second.values.size(),
                    outputs);
}

} // namespace twin
