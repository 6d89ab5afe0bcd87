// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace twin {

/// The polynomial of one coordinate in a product.
struct PolynomialFactor
{
    std::uint32_t coordinate, degree;
    auto operator<=>(const PolynomialFactor&) const = default;
};

/// The terms of a polynomial: products of Legendre polynomials, each of one coordinate, that are orthonormal
/// when the coordinates are independent and uniform between 0 and 1 (over the data, that is: the germ of
/// coordinate u is 2u - 1). Source: Xiu and Karniadakis, SIAM Journal on Scientific Computing 24, 2002.
class PolynomialBasis
{
  public:
    /// Which products are let in: all whose degrees d fulfil (sum of d^norm)^(1/norm) <= degree. A norm of 1
    /// gives all of one total degree; a lower one leaves out products of many coordinates first
    /// ("hyperbolic"). Source: Blatman and Sudret, Journal of Computational Physics 230, 2011, section 3.2.
    struct Truncation
    {
        std::size_t degree = 1;
        double norm = 1;
    };

    PolynomialBasis() = default; ///< the constant alone, of no coordinates
    explicit PolynomialBasis(std::size_t coordinates);
    /// The constant first, then by rising total degree and falling exponents. `caps`: by coordinate, its
    /// highest degree. None when there would be more than `most`.
    static std::optional<PolynomialBasis> truncated(const std::vector<std::size_t>& caps,
                                                    Truncation truncation, std::size_t most);

    /// Appends a product; its factors have rising coordinates and degrees of at least 1.
    void add(std::span<const PolynomialFactor> factors);

    std::size_t coordinates() const { return m_coordinates; }
    std::size_t count() const { return m_start.size() - 1; }
    std::span<const PolynomialFactor> term(std::size_t index) const
    {
        return {m_factors.data() + m_start[index], m_start[index + 1] - m_start[index]};
    }
    /// The terms named, in that order.
    PolynomialBasis some(const std::vector<std::size_t>& terms) const;
    /// By coordinate: the highest degree that occurs.
    std::vector<std::size_t> degrees() const;

  private:
    std::size_t m_coordinates = 0;
    std::vector<std::size_t> m_start = {0, 0}; ///< factors of term i: [start(i), start(i+1))
    std::vector<PolynomialFactor> m_factors;
};

} // namespace twin
