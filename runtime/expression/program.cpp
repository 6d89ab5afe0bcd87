// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/program.h"

#include "expression/operations.h"
#include "model/kernels/column_kernels.h"

#include <algorithm>
#include <optional>

namespace twin {

namespace {

using Program = Expression::Program;

constexpr std::size_t lanes = 128;

double executeScalar(const Code& code, Program::Values values, const Program::AggregateValues& aggregates)
{
    // the top of the stack lives in a register; what was there before the first value is never read
    double below[Program::deepestStack];
    double* free = below;
    double top = 0;
    for (const Instruction& step : code) {
        double operand = step.constant;
        if (step.source == Source::Symbol)
            operand = values[step.index][0];
        else if (step.source == Source::Aggregate)
            operand = aggregates[step.index];
        if (isBinary(step.op)) {
            if (step.source == Source::Stack) {
                operand = top;
                top = *--free;
            }
            visitBinary(step.op, [&](auto apply) { top = apply(top, operand); });
        } else if (step.op == Op::Select) {
            free -= 2;
            top = select(free[0], free[1], top);
        } else {
            if (step.source != Source::Stack) {
                *free++ = top;
                top = operand;
            }
            if (step.op != Op::Push)
                visitUnary(step.op, step.index, [&](auto apply) { top = apply(top); });
        }
    }
    return top;
}

/// Where each running integral stands between two blocks.
struct RunningIntegrals
{
    struct State
    {
        double sum = 0;
        double last = 0;
    };
    std::array<State, Program::mostStates> states;
};

std::optional<ColumnOperation> columnOperation(Op op)
{
    switch (op) {
    case Op::Add:
        return ColumnOperation::Add;
    case Op::Subtract:
        return ColumnOperation::Subtract;
    case Op::Multiply:
        return ColumnOperation::Multiply;
    case Op::Divide:
        return ColumnOperation::Divide;
    default:
        return std::nullopt;
    }
}

std::optional<ColumnFunction> columnFunction(Op op)
{
    switch (op) {
    case Op::Negate:
        return ColumnFunction::Negate;
    case Op::Sqrt:
        return ColumnFunction::SquareRoot;
    case Op::Exp:
        return ColumnFunction::Exponential;
    case Op::Sin:
        return ColumnFunction::Sine;
    case Op::Cos:
        return ColumnFunction::Cosine;
    default:
        return std::nullopt;
    }
}

/// Runs code for `count` (at most `lanes`) points of the axis from `first`; the answer is in the first row of
/// `stack`.
class BlockMachine
{
  public:
    BlockMachine(std::span<const double> axis, Program::Values values,
                 const Program::AggregateValues& aggregates)
        : m_axis(axis), m_values(values), m_aggregates(aggregates)
    {}

    const double* run(const Code& code, std::size_t first, std::size_t count)
    {
        std::size_t depth = 0; // rows in use
        for (const Instruction& step : code) {
            if (step.op == Op::Push) {
                load(step, first, count, m_stack[depth++]);
            } else if (isBinary(step.op)) {
                if (step.source == Source::Stack)
                    --depth;
                double* left = m_stack[depth - 1];
                const double* right = rowOf(step, first, m_stack[depth]);
                if (const auto operation = columnOperation(step.op))
                    right ? m_kernels.combine(*operation, left, right, count)
                          : m_kernels.combineValue(*operation, left, valueOf(step), count);
                else if (right)
                    visitBinary(step.op, [&](auto apply) {
                        for (std::size_t i = 0; i < count; ++i)
                            left[i] = apply(left[i], right[i]);
                    });
                else
                    visitBinary(step.op, [&, operand = valueOf(step)](auto apply) {
                        for (std::size_t i = 0; i < count; ++i)
                            left[i] = apply(left[i], operand);
                    });
            } else if (step.op == Op::Select) {
                depth -= 2;
                double* row = m_stack[depth - 1];
                for (std::size_t i = 0; i < count; ++i)
                    row[i] = select(row[i], m_stack[depth][i], m_stack[depth + 1][i]);
            } else if (step.op == Op::Cumulative) {
                accumulate(m_integrals.states[step.index], first, count, m_stack[depth - 1]);
            } else {
                if (step.source != Source::Stack)
                    load(step, first, count, m_stack[depth++]);
                double* row = m_stack[depth - 1];
                if (const auto function = columnFunction(step.op)) {
                    m_kernels.apply(*function, row, count);
                    continue;
                }
                visitUnary(step.op, step.index, [&](auto apply) {
                    for (std::size_t i = 0; i < count; ++i)
                        row[i] = apply(row[i]);
                });
            }
        }
        return m_stack[0];
    }

  private:
    void load(const Instruction& step, std::size_t first, std::size_t count, double* out) const
    {
        if (const double* row = rowOf(step, first, nullptr))
            std::copy_n(row, count, out);
        else
            std::fill_n(out, count, valueOf(step));
    }

    /// The operand's values from `first` on; null when it is the same for all. `top`: the stack's.
    const double* rowOf(const Instruction& step, std::size_t first, const double* top) const
    {
        if (step.source == Source::Stack)
            return top;
        if (step.source == Source::Axis)
            return m_axis.data() + first;
        if (step.source == Source::Symbol && m_values[step.index].size() != 1)
            return m_values[step.index].data() + first;
        return nullptr;
    }

    double valueOf(const Instruction& step) const
    {
        if (step.source == Source::Symbol)
            return m_values[step.index][0];
        return step.source == Source::Aggregate ? m_aggregates[step.index] : step.constant;
    }

    /// Trapezoid rule.
    void accumulate(RunningIntegrals::State& state, std::size_t first, std::size_t count, double* row) const
    {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = first + i;
            if (at > 0)
                state.sum += 0.5 * (row[i] + state.last) * (m_axis[at] - m_axis[at - 1]);
            else if (row[i] != row[i])
                state.sum = row[i];
            state.last = row[i];
            row[i] = state.sum;
        }
    }

    const ColumnKernels& m_kernels = columnKernels();
    std::span<const double> m_axis;
    Program::Values m_values;
    const Program::AggregateValues& m_aggregates;
    RunningIntegrals m_integrals;
    double m_stack[Program::deepestStack][lanes];
};

/// Draws one number from a series that is given block by block, in order.
class Reduction
{
  public:
    Reduction(Aggregate::Kind kind, std::span<const double> axis, double position)
        : m_kind(kind), m_axis(axis)
    {
        if (kind == Aggregate::Kind::Maximum)
            m_value = -std::numeric_limits<double>::infinity();
        else if (kind == Aggregate::Kind::Minimum)
            m_value = std::numeric_limits<double>::infinity();
        else if (kind == Aggregate::Kind::At)
            locate(position);
    }

    void take(const double* block, std::size_t first, std::size_t count)
    {
        switch (m_kind) {
        case Aggregate::Kind::Maximum:
        case Aggregate::Kind::Minimum:
            takeExtreme(block, count);
            break;
        case Aggregate::Kind::First:
            if (first == 0)
                m_value = block[0];
            break;
        case Aggregate::Kind::Last:
            m_value = block[count - 1];
            break;
        case Aggregate::Kind::Mean:
        case Aggregate::Kind::Integral:
            for (std::size_t i = 0; i < count; ++i) {
                if (first + i > 0)
                    m_value += 0.5 * (block[i] + m_last) * (m_axis[first + i] - m_axis[first + i - 1]);
                m_last = block[i];
            }
            break;
        case Aggregate::Kind::At:
            for (const std::size_t at : {m_index, m_index + 1})
                if (at >= first && at < first + count)
                    (at == m_index ? m_value : m_last) = block[at - first];
            break;
        }
    }

    double result() const
    {
        if (m_hasUnknown)
            return std::numeric_limits<double>::quiet_NaN();
        if (m_kind == Aggregate::Kind::Mean)
            return m_value / (m_axis.back() - m_axis.front());
        if (m_kind == Aggregate::Kind::At)
            return m_weight == 0 ? m_value : m_value + (m_last - m_value) * m_weight;
        return m_value;
    }

  private:
    void takeExtreme(const double* block, std::size_t count)
    {
        const bool isMaximum = m_kind == Aggregate::Kind::Maximum;
        double value = m_value;
        bool hasUnknown = false;
        for (std::size_t i = 0; i < count; ++i) {
            hasUnknown |= block[i] != block[i];
            value = (isMaximum ? block[i] > value : block[i] < value) ? block[i] : value;
        }
        m_value = value;
        m_hasUnknown |= hasUnknown;
    }

    void locate(double position)
    {
        if (!(position >= m_axis.front() && position <= m_axis.back())) {
            m_hasUnknown = true;
            return;
        }
        const auto after = std::upper_bound(m_axis.begin(), m_axis.end(), position);
        m_index = static_cast<std::size_t>(after - m_axis.begin()) - 1;
        if (m_index + 1 < m_axis.size())
            m_weight = (position - m_axis[m_index]) / (m_axis[m_index + 1] - m_axis[m_index]);
    }

    Aggregate::Kind m_kind;
    std::span<const double> m_axis;
    double m_value = 0;
    double m_last = 0;
    double m_weight = 0;
    std::size_t m_index = 0;
    bool m_hasUnknown = false;
};

} // namespace

double applyUnary(Op op, int index, double a)
{
    double result = 0;
    visitUnary(op, index, [&](auto apply) { result = apply(a); });
    return result;
}

double applyBinary(Op op, double a, double b)
{
    double result = 0;
    visitBinary(op, [&](auto apply) { result = apply(a, b); });
    return result;
}

double applySelect(double condition, double a, double b)
{
    return select(condition, a, b);
}

double Expression::Program::computeAggregate(const Aggregate& aggregate, Values values,
                                             const AggregateValues& known) const
{
    const double position =
        aggregate.kind == Aggregate::Kind::At ? executeScalar(aggregate.position, values, known) : 0;
    Reduction reduction(aggregate.kind, axisValues, position);
    const Instruction& only = aggregate.series.front();
    if (aggregate.series.size() == 1 && only.source == Source::Symbol &&
        values[only.index].size() == axisValues.size()) {
        reduction.take(values[only.index].data(), 0, axisValues.size());
        return reduction.result();
    }
    BlockMachine machine(axisValues, values, known);
    for (std::size_t first = 0; first < axisValues.size(); first += lanes) {
        const std::size_t count = std::min(lanes, axisValues.size() - first);
        reduction.take(machine.run(aggregate.series, first, count), first, count);
    }
    return reduction.result();
}

void Expression::Program::computeAggregates(Values values, AggregateValues& known) const
{
    for (std::size_t i = 0; i < aggregates.size(); ++i)
        known[i] = computeAggregate(aggregates[i], values, known);
}

double Expression::Program::evaluate(Values values) const
{
    AggregateValues known;
    computeAggregates(values, known);
    return executeScalar(code, values, known);
}

void Expression::Program::evaluateRows(Values values, std::span<double> out) const
{
    AggregateValues none; // left as it is: nothing reads it
    BlockMachine machine({}, values, none);
    for (std::size_t first = 0; first < out.size(); first += lanes) {
        const std::size_t count = std::min(lanes, out.size() - first);
        std::copy_n(machine.run(code, first, count), count, out.data() + first);
    }
}

void Expression::Program::evaluateSeries(Values values, std::span<double> out) const
{
    if (!isSeries) {
        std::fill(out.begin(), out.end(), evaluate(values));
        return;
    }
    AggregateValues known;
    computeAggregates(values, known);
    BlockMachine machine(axisValues, values, known);
    const std::size_t points = std::min(out.size(), axisValues.size());
    for (std::size_t first = 0; first < points; first += lanes) {
        const std::size_t count = std::min(lanes, points - first);
        std::copy_n(machine.run(code, first, count), count, out.data() + first);
    }
}

} // namespace twin
