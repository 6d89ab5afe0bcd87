// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/program.h"

namespace twin {

/// Draws one number from a series that is given block by block, in order. The axis must outlive it.
class Reduction
{
  public:
    /// `position`: of Aggregate::Kind::At, in the axis' unit.
    Reduction(Aggregate::Kind kind, std::span<const double> axis, double position);

    void take(const double* block, std::size_t first, std::size_t count);
    double result() const;

  private:
    void takeExtreme(const double* block, std::size_t count);
    void locate(double position);

    Aggregate::Kind m_kind;
    std::span<const double> m_axis;
    double m_value = 0;
    double m_last = 0;
    double m_weight = 0;
    std::size_t m_index = 0;
    bool m_hasUnknown = false;
};

/// The largest, least or mean value of a field; NaN when one is unknown.
double reduceField(Aggregate::Kind kind, std::span<const double> values, std::span<const double> axis,
                   std::span<const double> second);

} // namespace twin
