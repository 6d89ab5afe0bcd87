// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_basis.h"

#include <Eigen/Dense>
#include <algorithm>

namespace twin {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

static Eigen::Map<const RowMajor> matrix(const double* values, std::size_t rows, std::size_t columns)
{
    return {values, Eigen::Index(rows), Eigen::Index(columns)};
}

std::vector<double> CurveBasis::scoresOf(const double* curves, std::size_t count) const
{
    const std::size_t points = centre.size();
    RowMajor centred = matrix(curves, count, points).rowwise() - matrix(centre.data(), 1, points).row(0);
    std::vector<double> scores((basis.empty() ? points : modes()) * count);
    Eigen::Map<RowMajor> to(scores.data(), Eigen::Index(scores.size() / count), Eigen::Index(count));
    if (basis.empty())
        to = centred.transpose();
    else
        to.noalias() = matrix(basis.data(), modes(), points) * centred.transpose();
    return scores;
}

CurveBasis identityBasis(const double* curves, std::size_t count, std::size_t points)
{
    CurveBasis result;
    const Eigen::RowVectorXd mean = matrix(curves, count, points).colwise().mean();
    result.centre.assign(mean.data(), mean.data() + points);
    result.residual.assign(points, 0.0);
    result.energy = 1;
    return result;
}

namespace {

/// Eigenvalues of the covariance of the points, falling, as many as can be above 0, and the way to its
/// eigenvectors.
struct Energies
{
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors; ///< columns, rising as the solver gives them
    bool isBySnapshots = false;
};

/// By the points' covariance, or by the curves' products with each other where these are fewer: both have the
/// same eigenvalues, and a field has many more points than there are runs.
Energies energiesOf(const RowMajor& centred)
{
    const bool isBySnapshots = centred.cols() > centred.rows();
    const double count = double(centred.rows());
    const Eigen::MatrixXd products = isBySnapshots ? Eigen::MatrixXd(centred * centred.transpose() / count)
                                                   : Eigen::MatrixXd(centred.transpose() * centred / count);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(products);
    return {solver.eigenvalues().reverse().cwiseMax(0.0), solver.eigenvectors(), isBySnapshots};
}

/// The first modes as orthonormal columns, points x modes.
Eigen::MatrixXd modesOf(const Energies& energies, const RowMajor& centred, std::size_t modes)
{
    const auto kept = Eigen::Index(modes);
    const Eigen::MatrixXd vectors = energies.vectors.rightCols(kept).rowwise().reverse();
    if (!energies.isBySnapshots)
        return vectors;
    // The last ones have lost digits: each is made orthogonal to those before it.
    const Eigen::HouseholderQR<Eigen::MatrixXd> orthogonal(centred.transpose() * vectors);
    return orthogonal.householderQ() * Eigen::MatrixXd::Identity(centred.cols(), kept);
}

} // namespace

CurveBasis fitBasis(const double* curves, std::size_t count, std::size_t points, const BasisChoice& choice)
{
    CurveBasis result = identityBasis(curves, count, points);
    const RowMajor centred =
        matrix(curves, count, points).rowwise() - matrix(result.centre.data(), 1, points).row(0);
    const Energies found = energiesOf(centred);
    const Eigen::VectorXd& energies = found.values;
    const double total = energies.sum();

    // Modes below rounding hold nothing but noise of the arithmetic.
    std::size_t most = 0;
    while (most < std::size_t(energies.size()) && energies[Eigen::Index(most)] > 1e-14 * total &&
           most + 1 < count)
        ++most;
    most = std::max<std::size_t>(most, 1);
    std::size_t modes = 0;
    for (double held = 0; modes < std::min(most, choice.modes) && held < choice.energy * total; ++modes)
        held += energies[Eigen::Index(modes)];
    modes = std::max<std::size_t>(modes, 1);

    result.basis.resize(modes * points);
    const Eigen::MatrixXd vectors = modesOf(found, centred, modes);
    for (std::size_t m = 0; m < modes; ++m) {
        Eigen::VectorXd vector = vectors.col(Eigen::Index(m));
        Eigen::Index largest = 0;
        vector.cwiseAbs().maxCoeff(&largest);
        if (vector[largest] < 0)
            vector = -vector; // a sign of its own, so that the same runs give the same package
        std::copy_n(vector.data(), points, result.basis.data() + m * points);
    }
    for (std::size_t t = 0; t < points; ++t) {
        double kept = 0;
        for (std::size_t m = 0; m < modes; ++m)
            kept += result.basis[m * points + t] * result.basis[m * points + t] * energies[Eigen::Index(m)];
        const double variance = centred.col(Eigen::Index(t)).squaredNorm() / double(count);
        result.residual[t] = std::max(0.0, variance - kept);
    }
    result.energy = total > 0 ? energies.head(Eigen::Index(modes)).sum() / total : 1;
    return result;
}

} // namespace twin
