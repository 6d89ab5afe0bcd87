// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/collinear_inputs.h"

#include "training/run_words.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

namespace {

constexpr double pairLimit = 0.99;
constexpr double combinationLimit = 1e-4; ///< of an eigenvalue; those of independent inputs are about 1
constexpr Eigen::Index combinationInputs = 200;
constexpr std::size_t shownPairs = 8;

/// The numeric inputs that vary, standardised: runs x inputs. Too few levels of a switch correlate by chance.
Eigen::MatrixXd standardised(const Contract& contract, const RunSet& runs, std::vector<std::size_t>& inputs)
{
    const std::size_t width = contract.inputs.size();
    const auto count = static_cast<Eigen::Index>(runs.runs);
    Eigen::MatrixXd columns(count, static_cast<Eigen::Index>(width));
    Eigen::Index used = 0;
    for (std::size_t input = 0; input < width; ++input) {
        if (contract.inputs[input].type == VariableType::Enumeration)
            continue;
        Eigen::VectorXd values(count);
        for (Eigen::Index run = 0; run < count; ++run)
            values[run] = runs.inputs[static_cast<std::size_t>(run) * width + input];
        const double scale = values.cwiseAbs().maxCoeff();
        if (scale > 0)
            values /= scale;
        values.array() -= values.mean();
        const double norm = values.norm();
        if (!(norm > 1e-12 * std::sqrt(static_cast<double>(count))))
            continue;
        columns.col(used++) = values / norm;
        inputs.push_back(input);
    }
    return columns.leftCols(used);
}

} // namespace

std::vector<CollinearInputs> collinearInputs(const Contract& contract, const RunSet& runs)
{
    std::vector<std::size_t> inputs;
    const Eigen::MatrixXd columns = standardised(contract, runs, inputs);
    const Eigen::Index count = columns.cols();
    std::vector<CollinearInputs> found;
    if (count < 2 || runs.runs < 4)
        return found;
    const Eigen::MatrixXd correlations = columns.transpose() * columns;
    std::vector<std::string> more;
    const auto label = [&](Eigen::Index i) {
        return contract.inputs[inputs[static_cast<std::size_t>(i)]].label;
    };
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = i + 1; j < count; ++j) {
            const double r = correlations(i, j);
            if (std::fabs(r) < pairLimit)
                continue;
            if (found.size() >= shownPairs) {
                more.push_back(fmt::format("{} and {}", label(i), label(j)));
                continue;
            }
            found.push_back(
                {{inputs[static_cast<std::size_t>(i)], inputs[static_cast<std::size_t>(j)]},
                 fmt::format("{} and {} {} in all runs (correlation {:.4f}): what each does alone cannot "
                             "be told.",
                             label(i), label(j), r > 0 ? "rise together" : "go opposite ways", r)});
        }
    }
    if (!more.empty())
        found.push_back({{}, fmt::format("So do {}.", someOf(more, 6))});
    if (count > combinationInputs || runs.runs < 2 * static_cast<std::size_t>(count))
        return found;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlations);
    if (solver.info() != Eigen::Success)
        return found;
    for (Eigen::Index k = 0; k < count && solver.eigenvalues()[k] < combinationLimit; ++k) {
        const Eigen::VectorXd weights = solver.eigenvectors().col(k);
        CollinearInputs group;
        std::vector<std::string> labels;
        for (Eigen::Index i = 0; i < count; ++i) {
            if (std::fabs(weights[i]) < 0.1)
                continue;
            group.inputs.push_back(inputs[static_cast<std::size_t>(i)]);
            labels.push_back(label(i));
        }
        if (labels.size() < 3) // told as a pair
            continue;
        const std::string last = labels.back();
        labels.pop_back();
        group.words = fmt::format(
            "{} and {} are tied together in all runs: any one follows from the others to within "
            "{:.1g} % of its spread.",
            fmt::join(labels, ", "), last,
            100 * std::sqrt(std::max(solver.eigenvalues()[k], 1e-12)) / weights.cwiseAbs().maxCoeff());
        found.push_back(std::move(group));
    }
    return found;
}

} // namespace twin
