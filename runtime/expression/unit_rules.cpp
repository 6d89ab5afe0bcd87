// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/unit_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace twin {

namespace {

using Program = Expression::Program;

TypedNode constantNode(double value, const Unit& unit)
{
    TypedNode node;
    node.constant = value;
    node.unit = unit;
    return node;
}

/// value * scale + shift
void transform(TypedNode& node, double scale, double shift)
{
    const Unit unit = node.unit;
    const std::size_t column = node.column;
    if (scale != 1)
        node = operation(Op::Multiply, {std::move(node), constantNode(scale, {})}, column);
    if (shift != 0)
        node = operation(Op::Add, {std::move(node), constantNode(shift, {})}, column);
    node.unit = unit;
}

const Unit& kelvin()
{
    static const Unit unit = *Unit::parse("K");
    return unit;
}

const Unit& radian()
{
    static const Unit unit = *Unit::parse("rad");
    return unit;
}

/// Percent and its like are numbers; in a product they are taken as such.
void dropPercent(TypedNode& node)
{
    if (!node.isBare && node.unit.isDimensionless() && node.unit.factor() < 1 && !node.isBoolean)
        convert(node, Unit());
}

bool isAngle(const TypedNode& node)
{
    return !node.isBare && node.unit.isCompatibleWith(radian());
}

/// An angle as a number, in radians: the SI's radian is 1.
void dropAngle(TypedNode& node)
{
    if (!isAngle(node))
        return;
    convert(node, radian());
    node.unit = Unit();
}

/// An angle beside a number is one.
void reconcileAngle(TypedNode& a, TypedNode& b)
{
    const auto isNumber = [](const TypedNode& node) { return !node.isBare && node.unit.isDimensionless(); };
    if (isNumber(a))
        dropAngle(b);
    else if (isNumber(b))
        dropAngle(a);
}

/// A number by which a temperature may be scaled without leaving its scale.
bool isPlainNumber(const TypedNode& node)
{
    return node.isBare || (node.unit.isDimensionless() && node.unit.factor() == 1);
}

/// The same dimension in units of factor 1, so that a root can be drawn.
Unit coherentUnit(const Unit::Dimension& dimension)
{
    static constexpr const char* bases[] = {"m", "s", "g", "K", "rad", "C", "cd"};
    Unit unit;
    for (std::size_t i = 0; i < dimension.size(); ++i)
        if (dimension[i] != 0)
            unit = unit.times(Unit::parse(bases[i])->power(dimension[i]));
    return unit;
}

} // namespace

TypedNode operation(Op op, std::vector<TypedNode> children, std::size_t column)
{
    TypedNode node;
    const TypedNode& first = children.front();
    node.kind = TypedNode::Kind::Operation;
    node.op = op;
    node.unit = first.unit;
    node.isDifference = first.isDifference;
    node.column = column;
    node.isBare = std::all_of(children.begin(), children.end(), [](const TypedNode& c) { return c.isBare; });
    node.isSeries =
        std::any_of(children.begin(), children.end(), [](const TypedNode& c) { return c.isSeries; });
    const bool isConstant =
        std::all_of(children.begin(), children.end(), [](const TypedNode& c) { return c.isConstant(); });
    if (isConstant && op != Op::Cumulative && op != Op::PowerInteger) {
        node.kind = TypedNode::Kind::Constant;
        std::array<double, 3> values{};
        for (std::size_t i = 0; i < children.size(); ++i)
            values[i] = children[i].constant;
        node.constant = applyOperation(op, 0, values);
        return node;
    }
    node.children = std::move(children);
    return node;
}

void convert(TypedNode& node, const Unit& unit, bool asDifference)
{
    if (!(node.unit == unit) && !node.isBare) {
        const double scale = node.unit.factor() / unit.factor();
        const double shift = asDifference ? 0 : (node.unit.offset() - unit.offset()) / unit.factor();
        if (node.isConstant())
            node.constant = asDifference ? node.unit.differenceTo(unit, node.constant)
                                         : node.unit.to(unit, node.constant);
        else
            transform(node, scale, shift);
    }
    node.unit = unit;
    node.isBare = false;
}

void toAbsolute(TypedNode& node)
{
    if (node.isOnScale())
        convert(node, kelvin());
}

bool unify(TypedNode& a, TypedNode& b)
{
    reconcileAngle(a, b);
    if (a.isBare && b.isBare)
        return true;
    if (a.isBare || b.isBare) {
        TypedNode& bare = a.isBare ? a : b;
        bare.unit = a.isBare ? b.unit : a.unit;
        bare.isDifference = a.isBare ? b.isDifference : a.isDifference;
        bare.isBare = false;
        return true;
    }
    if (!a.unit.isCompatibleWith(b.unit) || (a.isDifference && b.isOnScale()) ||
        (b.isDifference && a.isOnScale()))
        return false;
    if (a.isConstant() && !b.isConstant())
        convert(a, b.unit);
    else
        convert(b, a.unit);
    return true;
}

Result<TypedNode> addNodes(Op op, TypedNode a, TypedNode b, std::size_t column, const std::string& location)
{
    reconcileAngle(a, b);
    if (!a.isBare && !b.isBare && !a.unit.isCompatibleWith(b.unit))
        return failAt("expression.unit", location, column,
                      fmt::format("{} and {} cannot be {}.", inWords(a), inWords(b),
                                  op == Op::Add ? "added" : "subtracted from each other"),
                      "Give both sides units of one kind.");
    const bool isOnScale = a.isOnScale() || b.isOnScale();
    if (!isOnScale) {
        unify(a, b);
        const bool isDifference = a.isDifference && b.isDifference;
        TypedNode sum = operation(op, {std::move(a), std::move(b)}, column);
        sum.isDifference = isDifference;
        return sum;
    }
    // Temperatures: scale ± difference stays on the scale, scale - scale is a difference.
    if (op == Op::Subtract && (b.isOnScale() || b.isBare)) {
        if (!unify(a, b))
            return failAt("expression.unit", location, column,
                          fmt::format("{} cannot be subtracted from {}.", inWords(b), inWords(a)),
                          "Take a difference of temperatures from a temperature, not the other way round.");
        const double size = a.unit.factor();
        TypedNode difference = operation(op, {std::move(a), std::move(b)}, column);
        if (difference.isConstant())
            difference.constant *= size;
        else
            transform(difference, size, 0);
        difference.unit = kelvin();
        difference.isBare = false;
        difference.isDifference = true;
        return difference;
    }
    const Unit scale = a.isOnScale() ? a.unit : b.unit;
    convert(a.isOnScale() ? b : a, scale, true);
    TypedNode sum = operation(op, {std::move(a), std::move(b)}, column);
    sum.unit = scale;
    sum.isDifference = false;
    return sum;
}

Result<TypedNode> multiplyNodes(Op op, TypedNode a, TypedNode b, std::size_t column)
{
    dropPercent(a);
    dropPercent(b);
    if (isAngle(b) && (op == Op::Divide || isAngle(a))) {
        dropAngle(a);
        dropAngle(b);
    }
    const bool keepsScale =
        (a.isOnScale() && isPlainNumber(b)) || (b.isOnScale() && isPlainNumber(a) && op == Op::Multiply);
    if (!keepsScale) {
        toAbsolute(a);
        toAbsolute(b);
    }
    Unit unit;
    if (isPlainNumber(b))
        unit = a.unit;
    else if (isPlainNumber(a) && op == Op::Multiply)
        unit = b.unit;
    else
        unit = op == Op::Multiply ? a.unit.times(b.unit) : a.unit.over(b.unit);
    const bool isDifference =
        (a.isDifference && isPlainNumber(b)) || (b.isDifference && isPlainNumber(a) && op == Op::Multiply);
    const bool isBare = a.isBare && b.isBare;
    const bool isRatio = !isPlainNumber(a) && !isPlainNumber(b);
    TypedNode product = operation(op, {std::move(a), std::move(b)}, column);
    product.unit = unit;
    product.isBare = isBare;
    product.isDifference = isDifference;
    if (isRatio && unit.isDimensionless())
        convert(product, Unit());
    return product;
}

Result<TypedNode> raiseNode(TypedNode base, TypedNode exponent, std::size_t column,
                            const std::string& location)
{
    if (Status status = toNumber(exponent, "An exponent", location); !status)
        return fail(std::move(status).error());
    dropPercent(base);
    dropAngle(base);
    toAbsolute(base);
    const bool isNumber = base.isBare || base.unit.isDimensionless();
    const double power = exponent.constant;
    const bool isWhole =
        exponent.isConstant() && power == std::floor(power) && std::abs(power) <= Program::largestPower;
    const bool isHalf = exponent.isConstant() && 2 * power == std::floor(2 * power) &&
                        std::abs(power) <= Program::largestPower;
    Unit unit;
    if (isNumber) {
        if (!base.isBare)
            convert(base, Unit());
    } else if (isWhole) {
        unit = base.unit.power(static_cast<int>(power));
    } else if (isHalf) {
        const int doubled = static_cast<int>(2 * power);
        std::optional<Unit> root = base.unit.power(doubled).root(2);
        if (!root) {
            convert(base, coherentUnit(base.unit.dimension()));
            root = base.unit.power(doubled).root(2);
        }
        if (!root)
            return failAt("expression.unit", location, column,
                          fmt::format("{} has no such power in whole exponents of units.", inWords(base)),
                          "Divide by a reference value first.");
        unit = *root;
    } else {
        return failAt("expression.unit", location, column,
                      fmt::format("{} can only be raised to a whole or half number up to {}.", inWords(base),
                                  Program::largestPower),
                      "Divide by a reference value first, so that it is a number.");
    }
    const bool isBare = base.isBare && exponent.isConstant();
    TypedNode result;
    if (isWhole && !base.isConstant()) {
        result = operation(Op::PowerInteger, {std::move(base)}, column);
        result.index = static_cast<std::size_t>(static_cast<int>(power) + 64);
    } else {
        result = operation(Op::Power, {std::move(base), std::move(exponent)}, column);
    }
    result.unit = unit;
    result.isBare = isBare;
    result.isDifference = false;
    return result;
}

Status toNumber(TypedNode& node, const std::string& what, const std::string& location)
{
    if (node.isBare)
        return {};
    if (node.unit.isCompatibleWith(radian())) {
        convert(node, radian());
        return {};
    }
    if (!node.unit.isDimensionless())
        return failAt("expression.unit", location, node.column,
                      fmt::format("{} must be a number without a unit, not {}.", what, inWords(node)),
                      "Divide by a reference value of the same unit.");
    convert(node, Unit());
    return {};
}

std::string inWords(const TypedNode& node)
{
    if (node.isDifference)
        return fmt::format("a difference in {}", node.unit.code());
    return node.isBare || node.unit.code() == "1" ? "a value without a unit"
                                                  : fmt::format("a value in {}", node.unit.code());
}

} // namespace twin
