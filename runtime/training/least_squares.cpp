// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/least_squares.h"

#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

constexpr double leastFreedom = 1e-6; // of 1 - hat

/// T T' of the rows, lower half and what is beside it in the blocks.
std::vector<double> gramOf(const KernelTable& table, const TermColumns& columns, TriangleWork& work)
{
    constexpr std::size_t block = 48;
    const std::size_t n = columns.terms;
    std::vector<double> gram(n * n, 0.0);
    for (std::size_t i = 0; i < n; i += block) {
        const std::size_t down = std::min(block, n - i);
        table.multiplyAdd(down, i + down, columns.runs, 1, columns.row(i), columns.stride, 1, columns.rows, 1,
                          columns.stride, gram.data() + i * n, n, work.multiply());
    }
    return gram;
}

/// Column sums of squares of V T, row block by row block.
std::vector<double> hatOf(const KernelTable& table, const TermColumns& columns,
                          const std::vector<double>& leverage, TriangleWork& work)
{
    constexpr std::size_t block = 48;
    const std::size_t n = columns.terms, runs = columns.runs;
    std::vector<double> hat(runs, 0.0), product(block * runs);
    for (std::size_t i = 0; i < n; i += block) {
        const std::size_t down = std::min(block, n - i);
        std::fill(product.begin(), product.end(), 0.0);
        table.multiplyAdd(down, runs, i + down, 1, leverage.data() + i * n, n, 1, columns.rows,
                          columns.stride, 1, product.data(), runs, work.multiply());
        for (std::size_t r = 0; r < down; ++r)
            for (std::size_t run = 0; run < runs; ++run)
                hat[run] += product[r * runs + run] * product[r * runs + run];
    }
    for (double& each : hat)
        each = std::min(each, 1.0);
    return hat;
}

} // namespace

double LeastSquares::leaveOneOut(std::size_t value) const
{
    double sum = 0;
    for (std::size_t run = 0; run < runs; ++run) {
        const double error = errors[value * runs + run] / std::max(1 - hat[run], leastFreedom);
        sum += error * error;
    }
    return sum / double(runs);
}

double LeastSquares::noise(std::size_t value) const
{
    double sum = 0;
    for (std::size_t run = 0; run < runs; ++run) {
        const double error = errors[value * runs + run];
        sum += hat.empty() ? error * error : error * error / std::max(1 - hat[run], leastFreedom);
    }
    return sum / double(hat.empty() ? std::max<std::size_t>(runs, terms + 1) - terms : runs);
}

LeastSquares solveLeastSquares(const TermColumns& columns, const double* values, std::size_t count,
                               bool withHat)
{
    const KernelTable& table = kernels();
    const std::size_t n = columns.terms, runs = columns.runs;
    static thread_local TriangleWork work; // its memory is for the next solution as well
    LeastSquares result;
    result.runs = runs;
    result.terms = n;
    std::vector<double> factor = gramOf(table, columns, work);
    for (std::size_t i = 0; i < n; ++i)
        factor[i * n + i] += 1e-11 * double(runs);
    if (!factorLower(table, factor.data(), n, n, work))
        return result;
    result.leverage.resize(n * n);
    invertLower(table, factor.data(), n, n, result.leverage.data(), n, work);
    result.unique = std::all_of(result.leverage.begin(), result.leverage.end(),
                                [](double each) { return std::isfinite(each); });
    if (withHat)
        result.hat = hatOf(table, columns, result.leverage, work);

    result.coefficients.assign(count * n, 0.0);
    result.errors.assign(values, values + count * runs);
    std::vector<double> moments(n), half(n), step(n);
    for (std::size_t value = 0; value < count; ++value) {
        double* errors = result.errors.data() + value * runs;
        double* coefficients = result.coefficients.data() + value * n;
        // The second pass takes back what the squared condition of T'T costs in digits.
        for (int pass = 0; pass < 2; ++pass) {
            table.dotRows(columns.rows, columns.stride, n, errors, runs, moments.data());
            for (std::size_t i = 0; i < n; ++i)
                half[i] = table.dot(result.leverage.data() + i * n, moments.data(), i + 1);
            std::fill(step.begin(), step.end(), 0.0);
            table.addRows(result.leverage.data(), n, n, half.data(), n, step.data());
            for (std::size_t i = 0; i < n; ++i) {
                coefficients[i] += step[i];
                step[i] = -step[i];
            }
            table.addRows(columns.rows, columns.stride, n, step.data(), runs, errors);
        }
    }
    return result;
}

double leaveOneOutCorrection(std::size_t runs, std::size_t terms, double inverseTrace)
{
    if (terms >= runs)
        return std::numeric_limits<double>::infinity();
    return double(runs) / double(runs - terms) * (1 + inverseTrace);
}

} // namespace twin
