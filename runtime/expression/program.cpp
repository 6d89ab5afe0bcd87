// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/program.h"

#include "expression/operations.h"
#include "model/kernels/column_kernels.h"

#include <algorithm>
#include <optional>

namespace twin {

namespace {

using Program = Expression::Program;

constexpr std::size_t lanes = 256;

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

/// Runs code for `count` (at most `lanes`) points of the axis from `first`.
class BlockMachine
{
  public:
    BlockMachine(std::span<const double> axis, Program::Values values,
                 const Program::AggregateValues& aggregates)
        : m_axis(axis), m_values(values), m_aggregates(aggregates)
    {}

    /// `out` must hold no operand of the code.
    void run(const Code& code, std::size_t first, std::size_t count, double* out)
    {
        Operand stack[Program::deepestStack];
        std::size_t depth = 0; // operands in use
        for (const Instruction& step : code) {
            // One that takes what is on the stack leaves its result where the first of it was.
            if (step.op == Op::Push) {
                stack[depth++] = operandOf(step, first);
                continue;
            }
            if (step.source != Source::Stack)
                stack[depth++] = operandOf(step, first);
            depth -= isBinary(step.op) ? 2 : step.op == Op::Select ? 3 : 1;
            Operand* taken = stack + depth;
            double* to = &step == &code.back() ? out : m_rows[depth];
            if (isBinary(step.op))
                *taken = binary(step.op, taken[0], taken[1], to, count);
            else if (step.op == Op::Select)
                *taken = choose(taken, to, count);
            else if (step.op == Op::Cumulative)
                *taken = accumulate(m_integrals.states[step.index], first, *taken, to, count);
            else
                *taken = unary(step, *taken, to, count);
            ++depth;
        }
        if (stack[0].row == nullptr)
            std::fill_n(out, count, stack[0].value);
        else if (stack[0].row != out)
            std::copy_n(stack[0].row, count, out);
    }

  private:
    /// A value for each point, or one for all.
    struct Operand
    {
        const double* row = nullptr;
        double value = 0;

        double at(std::size_t i) const { return row ? row[i] : value; }
    };

    Operand operandOf(const Instruction& step, std::size_t first) const
    {
        if (step.source == Source::Axis)
            return {m_axis.data() + first};
        if (step.source == Source::Symbol && m_values[step.index].size() != 1)
            return {m_values[step.index].data() + first};
        if (step.source == Source::Symbol)
            return {nullptr, m_values[step.index][0]};
        return {nullptr, step.source == Source::Aggregate ? m_aggregates[step.index] : step.constant};
    }

    Operand binary(Op op, const Operand& left, const Operand& right, double* out, std::size_t count) const
    {
        if (!left.row && !right.row)
            return {nullptr, applyBinary(op, left.value, right.value)};
        if (const auto operation = columnOperation(op)) {
            if (!left.row)
                m_kernels.combineWithValue(*operation, left.value, right.row, out, count);
            else if (!right.row)
                m_kernels.combineValue(*operation, left.row, right.value, out, count);
            else
                m_kernels.combine(*operation, left.row, right.row, out, count);
            return {out};
        }
        visitBinary(op, [&](auto apply) {
            if (!left.row)
                for (std::size_t i = 0; i < count; ++i)
                    out[i] = apply(left.value, right.row[i]);
            else if (!right.row)
                for (std::size_t i = 0; i < count; ++i)
                    out[i] = apply(left.row[i], right.value);
            else
                for (std::size_t i = 0; i < count; ++i)
                    out[i] = apply(left.row[i], right.row[i]);
        });
        return {out};
    }

    Operand unary(const Instruction& step, const Operand& of, double* out, std::size_t count) const
    {
        if (!of.row)
            return {nullptr, applyUnary(step.op, step.index, of.value)};
        if (const auto function = columnFunction(step.op)) {
            m_kernels.apply(*function, of.row, out, count);
            return {out};
        }
        visitUnary(step.op, step.index, [&](auto apply) {
            for (std::size_t i = 0; i < count; ++i)
                out[i] = apply(of.row[i]);
        });
        return {out};
    }

    static Operand choose(const Operand* of, double* out, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            out[i] = select(of[0].at(i), of[1].at(i), of[2].at(i));
        return {out};
    }

    /// Trapezoid rule.
    Operand accumulate(RunningIntegrals::State& state, std::size_t first, const Operand& of, double* out,
                       std::size_t count) const
    {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = first + i;
            const double value = of.at(i);
            if (at > 0)
                state.sum += 0.5 * (value + state.last) * (m_axis[at] - m_axis[at - 1]);
            else if (value != value)
                state.sum = value;
            state.last = value;
            out[i] = state.sum;
        }
        return {out};
    }

    const ColumnKernels& m_kernels = columnKernels();
    std::span<const double> m_axis;
    Program::Values m_values;
    const Program::AggregateValues& m_aggregates;
    RunningIntegrals m_integrals;
    double m_rows[Program::deepestStack][lanes];
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

namespace {

/// Half the distance between the neighbours of a point: what the trapezoid rule gives it.
double trapezoidWeight(std::span<const double> axis, std::size_t i)
{
    const double before = i > 0 ? axis[i] - axis[i - 1] : 0;
    const double after = i + 1 < axis.size() ? axis[i + 1] - axis[i] : 0;
    return 0.5 * (before + after);
}

double reduceField(Aggregate::Kind kind, std::span<const double> values, std::span<const double> axis,
                   std::span<const double> second)
{
    double least = values[0], most = values[0], sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (values[k] != values[k])
            return values[k];
        least = std::min(least, values[k]);
        most = std::max(most, values[k]);
        if (kind == Aggregate::Kind::Mean)
            sum += values[k] * trapezoidWeight(axis, k / second.size()) *
                   trapezoidWeight(second, k % second.size());
    }
    if (kind == Aggregate::Kind::Mean)
        return sum / ((axis.back() - axis.front()) * (second.back() - second.front()));
    return kind == Aggregate::Kind::Maximum ? most : least;
}

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
    if (aggregate.isField)
        return reduceField(aggregate.kind, values[aggregate.series.front().index], axisValues,
                           secondAxisValues);
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
    double block[lanes];
    for (std::size_t first = 0; first < axisValues.size(); first += lanes) {
        const std::size_t count = std::min(lanes, axisValues.size() - first);
        machine.run(aggregate.series, first, count, block);
        reduction.take(block, first, count);
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
        machine.run(code, first, count, out.data() + first);
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
        machine.run(code, first, count, out.data() + first);
    }
}

} // namespace twin
