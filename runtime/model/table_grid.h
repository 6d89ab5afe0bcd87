// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace twin {

/// A full grid of levels, one list for each input, and values at its nodes: node-major, nodes x points; the
/// last input's levels follow each other. Immutable.
class TableGrid
{
  public:
    static constexpr std::size_t mostInputs = 64;
    static constexpr std::size_t mostVaried = 16; ///< inputs with two levels or more

    /// Where a point lies: the node below it, and how far it is from there along each input that lies between
    /// two levels.
    struct Place
    {
        std::size_t node = 0;
        std::size_t between = 0;                     ///< inputs between two levels
        std::array<std::size_t, mostVaried> input{}; ///< which
        std::array<double, mostVaried> share{};      ///< 0..1, exclusive
        std::array<double, mostVaried> product{};    ///< of the distances to the two levels
    };

    TableGrid() = default;
    /// The levels of each input rise strictly, at least one.
    explicit TableGrid(std::vector<std::vector<double>> levels);

    std::size_t nodes() const { return m_nodes; }
    const std::vector<std::vector<double>>& levels() const { return m_levels; }
    std::size_t stride(std::size_t input) const { return m_strides[input]; }
    std::size_t levelOf(std::size_t node, std::size_t input) const
    {
        return node / m_strides[input] % m_levels[input].size();
    }

    /// The first input whose value is beyond its levels, or nothing; then `place` is set.
    std::optional<std::size_t> locate(const double* point, Place& place) const;

    /// Multilinear interpolation.
    void interpolate(const Place& place, const double* values, std::size_t points, double* out) const;

    /// The second derivative along an input at every node by divided differences, its size; at the outer
    /// levels that of the level beside. Needs three levels.
    std::vector<double> curvature(std::size_t input, const std::vector<double>& values,
                                  std::size_t points) const;
    /// Adds half the largest curvature along input `k` of the place, at the corners around it, times the
    /// product of the distances: the bound on the error of linear interpolation along it.
    void addError(const Place& place, std::size_t k, const double* curvature, std::size_t points,
                  double* out) const;

  private:
    std::size_t corner(const Place& place, std::size_t bits) const;

    std::vector<std::vector<double>> m_levels;
    std::vector<std::size_t> m_strides;
    std::size_t m_nodes = 0;
};

/// The size of the second derivative by divided differences over three levels.
double curvatureOf(double x0, double x1, double x2, double y0, double y1, double y2);

} // namespace twin
