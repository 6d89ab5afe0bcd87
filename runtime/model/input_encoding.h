// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "model/stored_numbers.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// Turns input vectors of a contract into the coordinates that surrogates are fitted in: numbers scaled to
/// 0..1 by the validated range where the runs fill nearly all of it, else by what they span, an enumeration
/// of three or more items as one 0-or-1 coordinate an item. Inputs that are the same in every run are left
/// out. A number with a knee k goes by log(1 + (x - least) / k): nearly linear below the knee, logarithmic
/// above, for what matters by its order of magnitude, such as an age.
class InputEncoding
{
  public:
    InputEncoding() = default;
    /// `inputs`: row-major, runs x contract inputs. `knees`: by contract input, 0 for linear; empty: all
    /// linear.
    static InputEncoding fit(const Contract& contract, const double* inputs, std::size_t runs,
                             const std::vector<double>& knees = {});
    static Result<InputEncoding> load(const StoredNumbers& stored, const Contract& contract);
    nlohmann::json save() const;

    std::size_t inputs() const { return m_inputs; }
    std::size_t coordinates() const { return m_coordinates.size(); }
    /// The input that a coordinate comes from.
    std::size_t inputOf(std::size_t coordinate) const { return m_coordinates[coordinate].input; }
    /// Row-major rows x inputs to rows x coordinates.
    void encode(const double* inputs, std::size_t rows, double* coordinates) const;

  private:
    struct Coordinate
    {
        std::size_t input = 0;
        std::string name;                ///< of the input
        std::optional<std::size_t> item; ///< of an enumeration
        double offset = 0;
        double scale = 1;
        double knee = 0; ///< in the input's unit; 0: linear
    };
    void findPattern();

    std::size_t m_inputs = 0;
    std::vector<Coordinate> m_coordinates;
    /// Offsets and scales of some rows, one after another, where every input is a linear coordinate; else
    /// empty.
    std::vector<double> m_offsets, m_scales;
};

} // namespace twin
