// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/chaos_search.h"

#include "training/fit_calibration.h"
#include "training/fit_pool.h"
#include "training/term_matrix.h"

#include <algorithm>
#include <numeric>

namespace twin {

namespace {

constexpr std::size_t patience = 2;  // degrees without a gain
constexpr std::size_t finalists = 8; // of each selection, that are judged by cross-validation

/// Folds that judge. Of few runs each counts: the error of a choice of terms falls so steeply with their
/// number that a fit which lacks a fifth of them says little of the whole one.
std::size_t judgingFolds(std::size_t runs)
{
    return runs < 250 ? 20 : 5;
}

constexpr std::size_t anyNumber = 100000; // of candidate terms: the search has limited them

bool isBetter(const ChaosCandidate& a, const ChaosCandidate& b)
{
    return a.error < b.error;
}

/// One value's way up the degrees under one norm and selection.
struct Climb
{
    double least = std::numeric_limits<double>::infinity();
    std::size_t idle = 0; ///< degrees since the last gain
    std::vector<ChaosCandidate> tried;
};

/// Modes come by falling energy; the last ones move the answer less than the first ones' errors do.
bool isMinor(const FitProblem& problem, std::size_t value)
{
    return problem.share[value] < 0.002;
}

/// Candidate terms: many where few values share the time, never more than memory holds.
std::size_t mostCandidates(const FitProblem& problem)
{
    const std::size_t times = problem.count <= 4 ? 5 : 2;
    const std::size_t least = std::max<std::size_t>(500, problem.coordinates + 1);
    const std::size_t wished = std::max(std::min<std::size_t>(times * problem.runs, 3000), least);
    return std::min<std::size_t>(wished, std::max<std::size_t>(30000000 / problem.runs, 500));
}

std::optional<PolynomialBasis> basisOf(const PolynomialBasis::Truncation& truncation,
                                       const FitProblem& problem, std::size_t most)
{
    return PolynomialBasis::truncated(degreeCaps(problem, truncation.degree), truncation, most);
}

ChosenTerms choose(const TermMatrix& matrix, const ChaosSelection& selection, const double* values,
                   std::size_t terms)
{
    if (selection.path)
        return chooseTerms(matrix.columns(), values, *selection.path, terms);
    ChosenTerms chosen;
    chosen.terms.resize(matrix.basis().count());
    std::iota(chosen.terms.begin(), chosen.terms.end(), 0);
    chosen.error = std::numeric_limits<double>::infinity();
    if (chosen.terms.size() >= matrix.columns().runs)
        return chosen;
    const LeastSquares fit = solveLeastSquares(matrix.columns(), values, 1, true);
    if (!fit.unique)
        return chosen;
    const double trace =
        std::inner_product(fit.leverage.begin(), fit.leverage.end(), fit.leverage.begin(), 0.0);
    chosen.error =
        fit.leaveOneOut(0) * leaveOneOutCorrection(matrix.columns().runs, chosen.terms.size(), trace);
    return chosen;
}

std::optional<PolynomialRegressor::Part> solve(const TermMatrix& chosen, const double* values,
                                               std::size_t value, double noise)
{
    LeastSquares fit = solveLeastSquares(chosen.columns(), values, 1, false);
    if (!fit.unique)
        return std::nullopt;
    return PolynomialRegressor::Part{
        chosen.basis(), {value}, std::move(fit.coefficients), {noise}, std::move(fit.leverage)};
}

/// One fold: the runs that are fitted to first, then those kept out.
struct Fold
{
    std::vector<double> design, values;
    std::size_t fitted = 0, runs = 0;

    Fold(const FitProblem& problem, std::size_t value, const std::vector<std::size_t>& folds, std::size_t out)
        : runs(problem.runs)
    {
        for (const bool isOut : {false, true})
            for (std::size_t run = 0; run < runs; ++run) {
                if ((folds[run] == out) != isOut)
                    continue;
                const double* point = problem.design + run * problem.coordinates;
                design.insert(design.end(), point, point + problem.coordinates);
                values.push_back(problem.values[value * runs + run]);
                fitted += !isOut;
            }
    }
};

/// How all terms, by least squares, err at the runs kept out.
PathErrors errorsOfAll(const TermMatrix& matrix, const Fold& fold)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    TermColumns columns = matrix.columns();
    columns.runs = fold.fitted;
    if (columns.terms >= columns.runs)
        return {{infinity}, {infinity}};
    const LeastSquares fit = solveLeastSquares(columns, fold.values.data(), 1, false);
    if (!fit.unique)
        return {{infinity}, {infinity}};
    PathErrors errors{{0}, {0}};
    for (std::size_t test = fold.fitted; test < fold.runs; ++test) {
        double error = fold.values[test], hat = 0;
        for (std::size_t i = 0; i < columns.terms; ++i) {
            error -= fit.coefficients[i] * columns.row(i)[test];
            double along = 0;
            for (std::size_t j = 0; j <= i; ++j)
                along += fit.leverage[i * columns.terms + j] * columns.row(j)[test];
            hat += along * along;
        }
        errors.square[0] += error * error;
        errors.noise[0] += error * error / (1 + hat);
    }
    return errors;
}

PathErrors errorsOf(const ChaosCandidate& candidate, const FitProblem& problem, const Fold& fold)
{
    const FitProblem whole{fold.design.data(), fold.runs, problem.coordinates, fold.values.data(), 1, {}};
    const auto basis = basisOf(candidate.truncation, whole, anyNumber);
    if (!basis)
        return {{std::numeric_limits<double>::infinity()}, {0}};
    const TermMatrix matrix(*basis, whole);
    if (!candidate.selection.path)
        return errorsOfAll(matrix, fold);
    TermColumns columns = matrix.columns();
    columns.runs = fold.fitted;
    return pathErrors(columns, fold.values.data(), fold.runs - fold.fitted, *candidate.selection.path);
}

/// Judges a candidate, at each number of terms, by runs kept out of the choice of terms as well: the
/// leave-one-out error that chose the terms flatters them the more, the more there were to choose from.
void crossValidate(ChaosCandidate& candidate, const FitProblem& problem, std::size_t value)
{
    const std::size_t count = judgingFolds(problem.runs);
    const std::vector<std::size_t> folds = assignFolds(problem.runs, count);
    std::vector<PathErrors> all;
    std::size_t longest = 0;
    for (std::size_t fold = 0; fold < count; ++fold) {
        const Fold parted(problem, value, folds, fold);
        if (parted.fitted == 0 || parted.fitted == parted.runs)
            continue;
        all.push_back(errorsOf(candidate, problem, parted));
        longest = std::max(longest, all.back().square.size());
    }
    candidate.error = std::numeric_limits<double>::infinity();
    for (std::size_t length = 0; length < longest; ++length) {
        double error = 0, noise = 0;
        for (const PathErrors& each : all) { // a path that ended before has nothing left to fit
            const std::size_t at = std::min(length, each.square.size() - 1);
            error += each.square[at] / double(problem.runs);
            noise += each.noise[at] / double(problem.runs);
        }
        if (!(error < candidate.error))
            continue;
        candidate.error = error;
        candidate.noise = noise;
        candidate.terms = length + 1;
    }
}

/// By value, the best of what was tried, by corrected leave-one-out error.
std::optional<std::vector<std::vector<ChaosCandidate>>> climb(const FitProblem& problem,
                                                              const ChaosWish& wish, const Progress& progress)
{
    const std::size_t ways = wish.selections.size();
    std::vector<std::vector<ChaosCandidate>> found(problem.count * ways);
    for (std::size_t n = 0; n < wish.norms.size(); ++n) {
        std::vector<Climb> climbs(problem.count * ways);
        for (std::size_t index = 0; index < climbs.size(); ++index)
            if (n > 0 && isMinor(problem, index / ways))
                climbs[index].idle = patience;
        for (std::size_t degree = 1; degree <= wish.degree; ++degree) {
            const double done = double(n) + double(degree) / double(wish.degree + 1);
            if (progress && !progress(0.7 * done / double(wish.norms.size()), "choosing terms"))
                return std::nullopt;
            const PolynomialBasis::Truncation truncation{degree, wish.norms[n]};
            const auto basis = basisOf(truncation, problem, mostCandidates(problem));
            const bool climbing = std::any_of(climbs.begin(), climbs.end(),
                                              [](const Climb& own) { return own.idle < patience; });
            if (!basis || !climbing)
                break;
            const TermMatrix matrix(*basis, problem);
            forEachInParallel(climbs.size(), [&](std::size_t index) {
                Climb& own = climbs[index];
                if (own.idle >= patience)
                    return;
                const ChaosSelection& selection = wish.selections[index % ways];
                const double error =
                    choose(matrix, selection, problem.values + index / ways * problem.runs, 0).error;
                own.idle = error < own.least ? 0 : own.idle + 1;
                own.least = std::min(own.least, error);
                own.tried.push_back({truncation, selection, error, 0, 0});
            });
        }
        for (std::size_t index = 0; index < climbs.size(); ++index) {
            std::vector<ChaosCandidate>& own = found[index];
            own.insert(own.end(), climbs[index].tried.begin(), climbs[index].tried.end());
        }
    }
    std::vector<std::vector<ChaosCandidate>> best(problem.count);
    for (std::size_t index = 0; index < found.size(); ++index) {
        std::stable_sort(found[index].begin(), found[index].end(), isBetter);
        const std::size_t kept = isMinor(problem, index / ways) ? 1 : finalists;
        found[index].resize(std::min(found[index].size(), kept));
        best[index / ways].insert(best[index / ways].end(), found[index].begin(), found[index].end());
    }
    return best;
}

} // namespace

std::optional<PolynomialRegressor::Part> fitChaos(const ChaosCandidate& candidate, const FitProblem& problem,
                                                  std::size_t value)
{
    const auto basis = basisOf(candidate.truncation, problem, anyNumber);
    if (!basis)
        return std::nullopt;
    const TermMatrix matrix(*basis, problem);
    const double* values = problem.values + value * problem.runs;
    const ChosenTerms chosen = choose(matrix, candidate.selection, values, candidate.terms);
    return chosen.error < std::numeric_limits<double>::infinity()
               ? solve(matrix.some(chosen.terms), values, value, candidate.noise)
               : std::nullopt;
}

std::optional<std::vector<ChaosCandidate>> searchChaos(const FitProblem& problem, const ChaosWish& wish,
                                                       const Progress& progress)
{
    auto found = climb(problem, wish, progress);
    if (!found)
        return std::nullopt;
    std::vector<std::pair<std::size_t, ChaosCandidate*>> judged;
    for (std::size_t v = 0; v < problem.count; ++v)
        for (ChaosCandidate& candidate : (*found)[v])
            judged.emplace_back(v, &candidate);
    const auto judge = [&](std::size_t index) {
        auto& [value, candidate] = judged[index];
        crossValidate(*candidate, problem, value);
    };
    const auto report = [&](std::size_t done) {
        return !progress || progress(0.7 + 0.3 * double(done) / double(judged.size()), "comparing degrees");
    };
    if (!forEachInParallel(judged.size(), judge, report))
        return std::nullopt;
    std::vector<ChaosCandidate> best;
    for (const std::vector<ChaosCandidate>& candidates : *found) {
        const auto least = std::min_element(candidates.begin(), candidates.end(), isBetter);
        best.push_back(least == candidates.end() ? ChaosCandidate() : *least);
    }
    return best;
}

} // namespace twin
