// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/block_machine.h"

#include "expression/operations.h"

#include <algorithm>
#include <optional>

namespace twin {

namespace {

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

} // namespace

void BlockMachine::run(const Code& code, std::size_t first, std::size_t count, double* out)
{
    for (std::size_t i = 0; i < code.leaves.size(); ++i)
        m_slots[Code::firstLeaf + i] = operandOf(code.leaves[i], first);
    for (const Step& step : code.steps)
        m_slots[step.to] = take(step, first, &step == &code.steps.back() ? out : m_rows[step.to], count);
    const Operand& result = m_slots[code.result];
    if (result.row == nullptr)
        std::fill_n(out, count, result.value);
    else if (result.row != out)
        std::copy_n(result.row, count, out);
}

BlockMachine::Operand BlockMachine::operandOf(const Leaf& leaf, std::size_t first) const
{
    switch (leaf.source) {
    case Leaf::Source::Axis:
        return {m_axis.data() + first, 0};
    case Leaf::Source::Symbol:
        return m_values[leaf.index].size() != 1 ? Operand{m_values[leaf.index].data() + first, 0}
                                                : Operand{nullptr, m_values[leaf.index][0]};
    case Leaf::Source::Aggregate:
        return {nullptr, m_aggregates[leaf.index]};
    case Leaf::Source::Constant:
        break;
    }
    return {nullptr, leaf.constant};
}

BlockMachine::Operand BlockMachine::take(const Step& step, std::size_t first, double* to, std::size_t count)
{
    const Operand of = m_slots[step.from[0]];
    if (isBinary(step.op))
        return binary(step.op, of, m_slots[step.from[1]], to, count);
    if (step.op == Op::Select)
        return choose(of, m_slots[step.from[1]], m_slots[step.from[2]], to, count);
    if (step.op == Op::Cumulative)
        return accumulate(m_running[step.index], first, of, to, count);
    return unary(step, of, to, count);
}

BlockMachine::Operand BlockMachine::binary(Op op, const Operand& left, const Operand& right, double* out,
                                           std::size_t count) const
{
    if (!left.row && !right.row)
        return {nullptr, applyOperation(op, 0, {left.value, right.value})};
    if (const auto operation = columnOperation(op)) {
        if (!left.row)
            m_kernels.combineWithValue(*operation, left.value, right.row, out, count);
        else if (!right.row)
            m_kernels.combineValue(*operation, left.row, right.value, out, count);
        else
            m_kernels.combine(*operation, left.row, right.row, out, count);
        return {out, 0};
    }
    visitOperation(op, 0, [&](auto apply) {
        if constexpr (!takesTwo<decltype(apply)>)
            return;
        else if (!left.row)
            for (std::size_t i = 0; i < count; ++i)
                out[i] = apply(left.value, right.row[i]);
        else if (!right.row)
            for (std::size_t i = 0; i < count; ++i)
                out[i] = apply(left.row[i], right.value);
        else
            for (std::size_t i = 0; i < count; ++i)
                out[i] = apply(left.row[i], right.row[i]);
    });
    return {out, 0};
}

BlockMachine::Operand BlockMachine::unary(const Step& step, const Operand& of, double* out,
                                          std::size_t count) const
{
    if (!of.row)
        return {nullptr, applyOperation(step.op, step.index, {of.value})};
    if (const auto function = columnFunction(step.op)) {
        m_kernels.apply(*function, of.row, out, count);
        return {out, 0};
    }
    visitOperation(step.op, step.index, [&](auto apply) {
        if constexpr (takesOne<decltype(apply)>)
            for (std::size_t i = 0; i < count; ++i)
                out[i] = apply(of.row[i]);
    });
    return {out, 0};
}

BlockMachine::Operand BlockMachine::choose(const Operand& condition, const Operand& yes, const Operand& no,
                                           double* out, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        out[i] = select(condition.at(i), yes.at(i), no.at(i));
    return {out, 0};
}

BlockMachine::Operand BlockMachine::accumulate(Running& state, std::size_t first, const Operand& of,
                                               double* out, std::size_t count) const
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
    return {out, 0};
}

} // namespace twin
