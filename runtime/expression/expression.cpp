// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/expression.h"

#include "expression/checker.h"
#include "expression/program.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace twin {

namespace {

using Program = Expression::Program;

/// Turns a typed tree into flat code, and keeps count of what evaluation will need.
class Emitter
{
  public:
    Emitter(Program& program, const SymbolTable& symbols) : m_program(program), m_symbols(symbols) {}

    Code emit(const TypedNode& node)
    {
        Code code;
        code.result = append(node, code, 0);
        m_mostLeaves = std::max(m_mostLeaves, code.leaves.size());
        return code;
    }

    bool fits() const
    {
        return m_deepest <= Code::firstLeaf && m_mostLeaves <= Code::mostLeaves &&
               m_program.aggregates.size() <= Program::mostAggregates && m_states <= Program::mostStates;
    }

    void finish()
    {
        m_program.reads.assign(m_reads.begin(), m_reads.end());
        m_program.readsOutputs = std::any_of(m_reads.begin(), m_reads.end(),
                                             [&](std::size_t i) { return m_symbols.symbols[i].isOutput; });
    }

  private:
    Leaf leafOf(const TypedNode& node)
    {
        switch (node.kind) {
        case TypedNode::Kind::Symbol:
            m_reads.insert(node.index);
            return {Leaf::Source::Symbol, static_cast<std::uint16_t>(node.index)};
        case TypedNode::Kind::Axis:
            return {Leaf::Source::Axis};
        case TypedNode::Kind::Aggregate: {
            Aggregate aggregate{node.aggregate, emit(node.children[0]), {}, node.children[0].isField};
            if (node.children.size() > 1)
                aggregate.position = emit(node.children[1]);
            m_program.aggregates.push_back(std::move(aggregate));
            return {Leaf::Source::Aggregate, static_cast<std::uint16_t>(m_program.aggregates.size() - 1)};
        }
        case TypedNode::Kind::Constant:
        case TypedNode::Kind::Operation:
            break;
        }
        return {Leaf::Source::Constant, 0, node.constant};
    }

    /// The slot of a leaf; a symbol that stands twice has one.
    static std::uint16_t slotOf(const Leaf& leaf, Code& code)
    {
        const auto found = std::find_if(code.leaves.begin(), code.leaves.end(), [&](const Leaf& other) {
            return leaf.source == Leaf::Source::Symbol && other.source == leaf.source &&
                   other.index == leaf.index;
        });
        const auto slot = Code::firstLeaf + std::size_t(found - code.leaves.begin());
        if (found == code.leaves.end())
            code.leaves.push_back(leaf);
        return static_cast<std::uint16_t>(slot);
    }

    /// Returns the slot of the result, which is that of `depth` unless it is a leaf's.
    std::uint16_t append(const TypedNode& node, Code& code, std::size_t depth)
    {
        if (node.kind != TypedNode::Kind::Operation)
            return slotOf(leafOf(node), code);
        Step step;
        step.op = node.op;
        std::size_t taken = depth; // the first operand that is computed may lie where the result will
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            step.from[i] = append(node.children[i], code, taken);
            taken += step.from[i] < Code::firstLeaf ? 1 : 0;
        }
        m_deepest = std::max(m_deepest, depth + 1);
        step.to = static_cast<std::uint16_t>(depth);
        if (node.op == Op::PowerInteger)
            step.index = static_cast<std::uint16_t>(node.index);
        else if (node.op == Op::Cumulative)
            step.index = static_cast<std::uint16_t>(m_states++);
        code.steps.push_back(step);
        return step.to;
    }

    Program& m_program;
    const SymbolTable& m_symbols;
    std::set<std::size_t> m_reads;
    std::size_t m_deepest = 0; // what is too deep for a slot is refused by fits()
    std::size_t m_mostLeaves = 0;
    std::size_t m_states = 0;
};

Result<TypedNode> typedTree(std::string_view text, const SymbolTable& symbols, const std::string& location)
{
    if (symbols.symbols.size() > std::numeric_limits<std::uint16_t>::max())
        return failAt("expression.syntax", location, 1, "There are too many variables.", "Split the twin.");
    const Result<std::vector<Token>> tokens = tokenize(text, location);
    if (!tokens)
        return fail(tokens.error());
    const Result<std::unique_ptr<SyntaxNode>> tree = parseExpression(*tokens, location);
    if (!tree)
        return fail(tree.error());
    return checkExpression(**tree, symbols, location);
}

Result<std::shared_ptr<const Program>> emitProgram(const TypedNode& typed, const SymbolTable& symbols,
                                                   const std::string& location, bool mayBeSeries)
{
    auto program = std::make_shared<Program>();
    const bool isCondition = typed.isCondition || (typed.isBoolean && !mayBeSeries);
    program->kind = isCondition ? Expression::Kind::Condition : Expression::Kind::Number;
    program->unit = typed.unit;
    program->isSeries = typed.isSeries;
    program->axisValues = symbols.axisValues;
    program->secondAxisValues = symbols.secondAxisValues;
    Emitter emitter(*program, symbols);
    program->code = emitter.emit(typed);
    if (!emitter.fits())
        return failAt("expression.syntax", location, 1, "The expression is too large.",
                      "Split it into several rules.");
    emitter.finish();
    return program;
}

Result<std::shared_ptr<const Program>> build(std::string_view text, const SymbolTable& symbols,
                                             const std::string& location, bool mayBeSeries)
{
    const Result<TypedNode> typed = typedTree(text, symbols, location);
    if (!typed)
        return fail(typed.error());
    if (typed->isSeries && !mayBeSeries)
        return failAt("expression.type", location, typed->column, "A series is not a single value.",
                      "Draw one from it: max(p), mean(p), last(p), at(p, 6 h).");
    if (typed->isCondition && mayBeSeries)
        return failAt("expression.type", location, typed->column,
                      "A formula gives a number, and this is a condition.", "Write if(CONDITION, 1, 0).");
    return emitProgram(*typed, symbols, location, mayBeSeries);
}

/// Of each comparison of values of the moment: its left side less its right one.
void gatherSwitches(const TypedNode& node, std::vector<TypedNode>& found)
{
    if (node.kind != TypedNode::Kind::Operation)
        return;
    if (node.op >= Op::Less && node.op <= Op::NotEqual && !node.isSeries) {
        TypedNode difference = node;
        difference.op = Op::Subtract;
        difference.isCondition = difference.isBoolean = false;
        found.push_back(std::move(difference));
    }
    for (const TypedNode& child : node.children)
        gatherSwitches(child, found);
}

} // namespace

Expression::Expression(std::shared_ptr<const Program> program) : m_program(std::move(program)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::Expression(const Expression&) = default;
Expression::~Expression() = default;

Result<Expression> Expression::compile(std::string_view text, const SymbolTable& symbols,
                                       const std::string& location)
{
    Result<std::shared_ptr<const Program>> program = build(text, symbols, location, false);
    if (!program)
        return fail(std::move(program).error());
    return Expression(std::move(*program));
}

Result<Expression> Expression::compileSeries(std::string_view text, const SymbolTable& symbols,
                                             const std::string& location)
{
    Result<std::shared_ptr<const Program>> program = build(text, symbols, location, true);
    if (!program)
        return fail(std::move(program).error());
    return Expression(std::move(*program));
}

Result<std::vector<Expression>> Expression::switches(std::string_view text, const SymbolTable& symbols,
                                                     const std::string& location)
{
    const Result<TypedNode> typed = typedTree(text, symbols, location);
    if (!typed)
        return fail(typed.error());
    std::vector<TypedNode> nodes;
    gatherSwitches(*typed, nodes);
    std::vector<Expression> expressions;
    for (const TypedNode& node : nodes) {
        auto program = emitProgram(node, symbols, location, false);
        if (!program)
            return fail(std::move(program).error());
        expressions.push_back(Expression(std::move(*program)));
    }
    return expressions;
}

Expression::Kind Expression::kind() const
{
    return m_program->kind;
}

const Unit& Expression::unit() const
{
    return m_program->unit;
}

bool Expression::readsOutputs() const
{
    return m_program->readsOutputs;
}

std::vector<std::size_t> Expression::reads() const
{
    return m_program->reads;
}

double Expression::evaluate(std::span<const std::span<const double>> values) const
{
    return m_program->evaluate(values);
}

Truth Expression::test(std::span<const std::span<const double>> values) const
{
    const double truth = m_program->evaluate(values);
    return std::isnan(truth) ? Truth::Unknown : truth != 0 ? Truth::True : Truth::False;
}

bool Expression::isLocal() const
{
    return m_program->aggregates.empty() &&
           std::none_of(m_program->code.steps.begin(), m_program->code.steps.end(),
                        [](const Step& step) { return step.op == Op::Cumulative; });
}

bool Expression::isPointwise() const
{
    return !m_program->isSeries && m_program->aggregates.empty();
}

void Expression::evaluateRows(std::span<const std::span<const double>> values, std::span<double> out) const
{
    m_program->evaluateRows(values, out);
}

void Expression::evaluateSeries(std::span<const std::span<const double>> values, std::span<double> out) const
{
    m_program->evaluateSeries(values, out);
}

} // namespace twin
