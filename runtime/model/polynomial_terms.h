// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace twin {

/// The terms of a polynomial of a total degree: products of Legendre polynomials of the coordinates, which
/// run from -1 to 1 over the data.
class PolynomialTerms
{
  public:
    PolynomialTerms() = default;
    /// All terms of at most `degree` in `coordinates`, the constant first.
    PolynomialTerms(std::size_t coordinates, std::size_t degree);
    /// How many there would be, without making them; saturates.
    static std::size_t countOf(std::size_t coordinates, std::size_t degree);

    std::size_t coordinates() const { return m_coordinates; }
    std::size_t degree() const { return m_degree; }
    std::size_t count() const { return m_factorStart.size() - 1; }
    /// Values of all terms at one point in coordinates of 0..1. `powers` is scratch.
    void evaluate(const double* point, double* terms, std::vector<double>& powers) const;

  private:
    struct Factor
    {
        std::uint32_t coordinate, degree;
    };
    std::size_t m_coordinates = 0;
    std::size_t m_degree = 0;
    std::vector<std::size_t> m_factorStart = {0, 0}; ///< factors of term i: [start(i), start(i+1))
    std::vector<Factor> m_factors;
};

} // namespace twin
