// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/program.h"
#include "model/kernels/column_kernels.h"

namespace twin {

/// Runs code for many points of the axis, or rows of a table, at once. All of its memory is its own, on the
/// stack of who makes it (130 kB); what it is given must outlive it.
class BlockMachine
{
  public:
    static constexpr std::size_t lanes = 256; ///< most points at once

    BlockMachine(std::span<const double> axis, Expression::Program::Values values,
                 const Expression::Program::AggregateValues& aggregates)
        : m_axis(axis), m_values(values), m_aggregates(aggregates)
    {}

    /// For `count` points from `first` on; running integrals go on where the call before ended. `out` must
    /// hold no operand of the code.
    void run(const Code& code, std::size_t first, std::size_t count, double* out);

  private:
    /// A value for each point, or one for all. Left as it is until it is set: there are many slots.
    struct Operand
    {
        const double* row;
        double value;

        double at(std::size_t i) const { return row ? row[i] : value; }
    };
    /// Where a running integral stands between two blocks.
    struct Running
    {
        double sum = 0;
        double last = 0;
    };

    Operand operandOf(const Leaf& leaf, std::size_t first) const;
    Operand take(const Step& step, std::size_t first, double* to, std::size_t count);
    Operand binary(Op op, const Operand& left, const Operand& right, double* out, std::size_t count) const;
    Operand unary(const Step& step, const Operand& of, double* out, std::size_t count) const;
    static Operand choose(const Operand& condition, const Operand& yes, const Operand& no, double* out,
                          std::size_t count);
    /// Trapezoid rule.
    Operand accumulate(Running& state, std::size_t first, const Operand& of, double* out,
                       std::size_t count) const;

    const ColumnKernels& m_kernels = columnKernels();
    std::span<const double> m_axis;
    Expression::Program::Values m_values;
    const Expression::Program::AggregateValues& m_aggregates;
    std::array<Running, Expression::Program::mostStates> m_running = {};
    Operand m_slots[Code::firstLeaf + Code::mostLeaves];
    /// Of results in between; further apart than they are long, so that no two share a cache's sets.
    alignas(64) double m_rows[Code::firstLeaf][lanes + 8];
};

} // namespace twin
