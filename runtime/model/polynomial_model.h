// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/input_encoding.h"
#include "model/model.h"
#include "model/output_curve.h"

#include <cstdint>
#include <string>
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

/// Least-squares polynomials of a total degree, one a mode, all on the same terms: kind "polynomial".
/// Variance at a point: noise * (1 + t' (T'T)^-1 t). Source: Montgomery, Design and Analysis of Experiments,
/// section 10.7.
class PolynomialModel : public Model
{
  public:
    struct Part
    {
        OutputCurve curve;
        std::vector<double> coefficients; ///< row-major modes x terms
        std::vector<double> noise;        ///< variance, by mode
    };

    /// `leverage`: row-major terms x terms, lower triangular, with t' (T'T)^-1 t = |leverage t|^2.
    PolynomialModel(InputEncoding encoding, PolynomialTerms terms, std::vector<double> leverage,
                    std::vector<Part> parts);
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return "polynomial"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const InputEncoding& encoding() const { return m_encoding; }
    const PolynomialTerms& terms() const { return m_terms; }
    const std::vector<double>& leverage() const { return m_leverage; }
    const std::vector<Part>& parts() const { return m_parts; }

  private:
    InputEncoding m_encoding;
    PolynomialTerms m_terms;
    std::vector<double> m_leverage;
    std::vector<Part> m_parts;
    std::vector<std::string> m_outputs;
};

} // namespace twin
