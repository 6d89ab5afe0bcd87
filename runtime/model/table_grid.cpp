// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/table_grid.h"

#include <algorithm>
#include <cmath>

namespace twin {

double curvatureOf(double x0, double x1, double x2, double y0, double y1, double y2)
{
    return std::fabs(2 * ((y2 - y1) / (x2 - x1) - (y1 - y0) / (x1 - x0)) / (x2 - x0));
}

TableGrid::TableGrid(std::vector<std::vector<double>> levels)
    : m_levels(std::move(levels)), m_strides(m_levels.size()), m_nodes(1)
{
    for (std::size_t i = m_levels.size(); i-- > 0;) {
        m_strides[i] = m_nodes;
        m_nodes *= m_levels[i].size();
    }
}

std::optional<std::size_t> TableGrid::locate(const double* point, Place& place) const
{
    place.node = 0;
    place.between = 0;
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        const std::vector<double>& levels = m_levels[i];
        const double value = point[i];
        if (!(value >= levels.front() && value <= levels.back()))
            return i;
        const auto above = std::upper_bound(levels.begin(), levels.end(), value);
        const std::size_t below = std::size_t(above - levels.begin()) - 1;
        place.node += below * m_strides[i];
        if (value == levels[below])
            continue;
        const double left = value - levels[below], right = levels[below + 1] - value;
        place.input[place.between] = i;
        place.share[place.between] = left / (left + right);
        place.product[place.between] = left * right;
        ++place.between;
    }
    return std::nullopt;
}

std::size_t TableGrid::corner(const Place& place, std::size_t bits) const
{
    std::size_t node = place.node;
    for (std::size_t k = 0; k < place.between; ++k)
        if (bits >> k & 1)
            node += m_strides[place.input[k]];
    return node;
}

void TableGrid::interpolate(const Place& place, const double* values, std::size_t points, double* out) const
{
    std::fill_n(out, points, 0.0);
    for (std::size_t bits = 0; bits < std::size_t(1) << place.between; ++bits) {
        double weight = 1;
        for (std::size_t k = 0; k < place.between; ++k)
            weight *= bits >> k & 1 ? place.share[k] : 1 - place.share[k];
        const double* at = values + corner(place, bits) * points;
        for (std::size_t p = 0; p < points; ++p)
            out[p] += weight * at[p];
    }
}

std::vector<double> TableGrid::curvature(std::size_t input, const std::vector<double>& values,
                                         std::size_t points) const
{
    const std::vector<double>& x = m_levels[input];
    const std::size_t stride = m_strides[input];
    std::vector<double> result(values.size());
    for (std::size_t node = 0; node < m_nodes; ++node) {
        const std::size_t level = levelOf(node, input);
        const std::size_t middle = std::clamp<std::size_t>(level, 1, x.size() - 2);
        const std::size_t centre = node + (middle - level) * stride;
        for (std::size_t p = 0; p < points; ++p)
            result[node * points + p] =
                curvatureOf(x[middle - 1], x[middle], x[middle + 1], values[(centre - stride) * points + p],
                            values[centre * points + p], values[(centre + stride) * points + p]);
    }
    return result;
}

void TableGrid::addError(const Place& place, std::size_t k, const double* curvature, std::size_t points,
                         double* out) const
{
    for (std::size_t p = 0; p < points; ++p) {
        double largest = 0;
        for (std::size_t bits = 0; bits < std::size_t(1) << place.between; ++bits)
            largest = std::fmax(largest, curvature[corner(place, bits) * points + p]);
        out[p] += 0.5 * largest * place.product[k];
    }
}

} // namespace twin
