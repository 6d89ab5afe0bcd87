// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/program.h"

#include "expression/block_machine.h"
#include "expression/operations.h"
#include "expression/reduction.h"

#include <algorithm>

namespace twin {

static double valueOf(const Leaf& leaf, Expression::Program::Values values,
                      const Expression::Program::AggregateValues& aggregates)
{
    if (leaf.source == Leaf::Source::Symbol)
        return values[leaf.index][0];
    return leaf.source == Leaf::Source::Aggregate ? aggregates[leaf.index] : leaf.constant;
}

static double executeScalar(const Code& code, Expression::Program::Values values,
                            const Expression::Program::AggregateValues& aggregates)
{
    double slots[Code::firstLeaf + Code::mostLeaves];
    double* to = slots + Code::firstLeaf;
    for (const Leaf& leaf : code.leaves)
        *to++ = valueOf(leaf, values, aggregates);
    for (const Step& step : code.steps) {
        visitOperation(step.op, step.index, [&](auto apply) {
            const double of = slots[step.from[0]];
            if constexpr (takesOne<decltype(apply)>)
                slots[step.to] = apply(of);
            else if constexpr (takesTwo<decltype(apply)>)
                slots[step.to] = apply(of, slots[step.from[1]]);
            else
                slots[step.to] = apply(of, slots[step.from[1]], slots[step.from[2]]);
        });
    }
    return slots[code.result];
}

double applyOperation(Op op, int index, const std::array<double, 3>& operands)
{
    double result = 0;
    visitOperation(op, index, [&](auto apply) {
        if constexpr (takesOne<decltype(apply)>)
            result = apply(operands[0]);
        else if constexpr (takesTwo<decltype(apply)>)
            result = apply(operands[0], operands[1]);
        else
            result = apply(operands[0], operands[1], operands[2]);
    });
    return result;
}

double Expression::Program::computeAggregate(const Aggregate& aggregate, Values values,
                                             const AggregateValues& known) const
{
    if (aggregate.isField)
        return reduceField(aggregate.kind, values[aggregate.series.onlyLeaf()->index], axisValues,
                           secondAxisValues);
    const double position =
        aggregate.kind == Aggregate::Kind::At ? executeScalar(aggregate.position, values, known) : 0;
    Reduction reduction(aggregate.kind, axisValues, position);
    if (const Leaf* only = aggregate.series.onlyLeaf();
        only && only->source == Leaf::Source::Symbol && values[only->index].size() == axisValues.size()) {
        reduction.take(values[only->index].data(), 0, axisValues.size());
        return reduction.result();
    }
    BlockMachine machine(axisValues, values, known);
    double block[BlockMachine::lanes];
    for (std::size_t first = 0; first < axisValues.size(); first += BlockMachine::lanes) {
        const std::size_t count = std::min(BlockMachine::lanes, axisValues.size() - first);
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
    if (!aggregates.empty())
        computeAggregates(values, known);
    return executeScalar(code, values, known);
}

void Expression::Program::evaluateRows(Values values, std::span<double> out) const
{
    AggregateValues none; // left as it is: nothing reads it
    BlockMachine machine({}, values, none);
    for (std::size_t first = 0; first < out.size(); first += BlockMachine::lanes) {
        const std::size_t count = std::min(BlockMachine::lanes, out.size() - first);
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
    for (std::size_t first = 0; first < points; first += BlockMachine::lanes) {
        const std::size_t count = std::min(BlockMachine::lanes, points - first);
        machine.run(code, first, count, out.data() + first);
    }
}

} // namespace twin
