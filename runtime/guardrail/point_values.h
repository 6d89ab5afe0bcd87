// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>
#include <vector>

namespace twin {

/// The values of one point as expressions take them: one span for each symbol, inputs first, then outputs.
/// Kept on the stack for contracts of up to 128 variables, so that checking a point allocates nothing.
class PointValues
{
  public:
    PointValues(std::span<const double> inputs, std::span<const std::span<const double>> outputs,
                std::size_t symbols)
    {
        std::span<const double>* values = m_few.data();
        if (symbols > m_few.size()) {
            m_many.resize(symbols);
            values = m_many.data();
        }
        m_view = {values, symbols};
        for (std::size_t i = 0; i < inputs.size(); ++i)
            values[i] = inputs.subspan(i, 1);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            values[inputs.size() + i] = outputs[i];
    }
    PointValues(const PointValues&) = delete;
    PointValues& operator=(const PointValues&) = delete;

    std::span<const std::span<const double>> view() const { return m_view; }

  private:
    std::array<std::span<const double>, 128> m_few;
    std::vector<std::span<const double>> m_many;
    std::span<const std::span<const double>> m_view;
};

} // namespace twin
