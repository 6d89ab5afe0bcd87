// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Reads what a simulator printed for one run, found by the names of the contract's outputs (or by `columns`,
/// variable to name, where they differ):
/// - JSON: an object with a number for a scalar, a list of numbers for a series and a list of lists for a
///   field, one for each point of the first axis; other members do not matter. If an axis is among them it
///   must be the contract's.
/// - CSV: a row of names, then one row for each point of the axis, or for each pair of points of both, the
///   second going faster (one in all without series and fields); what goes along neither is the same in
///   every row. If an axis is among the columns it must be the contract's.
///
/// `inputs`: those of the run, contract order and units, or none. Numbers that the answer gives for them must
/// be these, to a hundredth: else it answers another run.
///
/// By contract output, one value a point. Errors, with messages of one line: "run.output-empty",
/// "run.output-garbage", "run.output-missing", "run.output-length", "run.output-number", "run.output-axis",
/// "run.output-input".
Result<std::vector<std::vector<double>>> readRunOutput(std::string_view text, const Contract& contract,
                                                       const std::map<std::string, std::string>& columns,
                                                       std::span<const double> inputs = {});

/// An answer that says itself at which points of the axis it is.
struct RunOutputWithAxis
{
    std::vector<double> axis; ///< in the unit of the contract's axis
    std::vector<std::vector<double>> outputs;
};
/// The same for a contract whose axis has no values yet: they are taken from the answer. Also
/// "run.output-axis" when it names no axis, or one that does not rise.
Result<RunOutputWithAxis> readRunOutputWithAxis(std::string_view text, Contract contract,
                                                const std::map<std::string, std::string>& columns,
                                                std::span<const double> inputs = {});

/// What a message may quote of a text from outside: its first characters, without line ends or controls.
std::string quoted(std::string_view text, std::size_t limit = 60);

} // namespace twin
