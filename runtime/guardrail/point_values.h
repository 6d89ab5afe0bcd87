// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
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
        std::span<const double>* values = nullptr;
        if (symbols > few) {
            m_many.resize(symbols);
            values = m_many.data();
        } else { // only those that there are: all would take longer than many a rule
            values = reinterpret_cast<std::span<const double>*>(m_few);
            std::uninitialized_value_construct_n(values, symbols);
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
    static constexpr std::size_t few = 128;

    alignas(std::span<const double>) std::byte m_few[few * sizeof(std::span<const double>)];
    std::vector<std::span<const double>> m_many;
    std::span<const std::span<const double>> m_view;
};

} // namespace twin
