// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/checker.h"

#include <string>

namespace twin {

/// An operation on typed nodes; computed at once when they are all constant. Unit and type are those of the
/// first child and may be set afterwards.
TypedNode operation(Op op, std::vector<TypedNode> children, std::size_t column);

/// Changes a node to give its value in another, compatible unit: its place on the scale, or (`asDifference`)
/// its size alone.
void convert(TypedNode& node, const Unit& unit, bool asDifference = false);

/// A temperature on a scale to kelvins; anything else stays.
void toAbsolute(TypedNode& node);

/// Gives both nodes one unit (an angle beside a number counts in radians): a bare number takes the other's; else the second is converted to the first's.
/// False when their dimensions differ, or when one is a difference of temperatures and the other lies on a
/// scale.
bool unify(TypedNode& a, TypedNode& b);

/// The unit of arithmetic on two nodes; `error` says what is wrong, in words.
Result<TypedNode> addNodes(Op op, TypedNode a, TypedNode b, std::size_t column, const std::string& location);
Result<TypedNode> multiplyNodes(Op op, TypedNode a, TypedNode b, std::size_t column);
Result<TypedNode> raiseNode(TypedNode base, TypedNode exponent, std::size_t column,
                            const std::string& location);

/// The node as a number without dimension; an angle counts in radians.
Status toNumber(TypedNode& node, const std::string& what, const std::string& location);

/// The unit in words for messages: "m3/h", "no unit".
std::string inWords(const TypedNode& node);

} // namespace twin
