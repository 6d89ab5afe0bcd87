// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/chaos_search.h"

#include "training/fit_calibration.h"
#include "training/fit_pool.h"
#include "training/term_matrix.h"

#include <algorithm>
#include <cmath>
#include <numbers>
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

constexpr double farBehind = 4; // of squared errors: what is so far behind will not win without some runs

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

/// Candidate terms: many where few values share the time, never more than memory holds (of a path, an error
/// for each number of terms and run).
std::size_t mostCandidates(const FitProblem& problem)
{
    const std::size_t times = problem.count <= 4 ? 5 : 2;
    const std::size_t least = std::max<std::size_t>(500, problem.coordinates + 1);
    const std::size_t wished = std::max(std::min<std::size_t>(times * problem.runs, 3000), least);
    return std::min<std::size_t>(wished, std::max<std::size_t>(10000000 / problem.runs, 500));
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
                                               std::size_t value, const ChaosCandidate& candidate)
{
    LeastSquares fit = solveLeastSquares(chosen.columns(), values, 1, false);
    if (!fit.unique)
        return std::nullopt;
    return PolynomialRegressor::Part{
        chosen.basis(),          {value},         std::move(fit.coefficients), {candidate.noise},
        std::move(fit.leverage), candidate.growth};
}

/// One fold: the runs that are fitted to first, then those kept out.
struct Fold
{
    std::vector<double> design, values;
    std::vector<std::size_t> keptOut;
    std::size_t fitted = 0;

    Fold(const FitProblem& problem, std::size_t value, const std::vector<std::size_t>& folds, std::size_t out)
    {
        for (const bool isOut : {false, true})
            for (std::size_t run = 0; run < problem.runs; ++run) {
                if ((folds[run] == out) != isOut)
                    continue;
                const double* point = problem.design + run * problem.coordinates;
                design.insert(design.end(), point, point + problem.coordinates);
                values.push_back(problem.values[value * problem.runs + run]);
                if (isOut)
                    keptOut.push_back(run);
            }
        fitted = values.size() - keptOut.size();
    }
};

PathErrors unknownErrors(const Fold& fold)
{
    return {std::vector<double>(fold.keptOut.size(), std::numeric_limits<double>::infinity()),
            std::vector<double>(fold.keptOut.size(), 0.0)};
}

/// How all terms, by least squares, err at the runs kept out.
PathErrors errorsOfAll(const TermMatrix& matrix, const Fold& fold)
{
    TermColumns columns = matrix.columns();
    columns.runs = fold.fitted;
    if (columns.terms >= columns.runs)
        return unknownErrors(fold);
    const LeastSquares fit = solveLeastSquares(columns, fold.values.data(), 1, false);
    if (!fit.unique)
        return unknownErrors(fold);
    PathErrors errors;
    for (std::size_t test = fold.fitted; test < fold.values.size(); ++test) {
        double error = fold.values[test], hat = 0;
        for (std::size_t i = 0; i < columns.terms; ++i) {
            error -= fit.coefficients[i] * columns.row(i)[test];
            double along = 0;
            for (std::size_t j = 0; j <= i; ++j)
                along += fit.leverage[i * columns.terms + j] * columns.row(j)[test];
            hat += along * along;
        }
        errors.square.push_back(error * error);
        errors.leverage.push_back(hat);
    }
    return errors;
}

PathErrors errorsOf(const ChaosCandidate& candidate, const FitProblem& problem, const Fold& fold)
{
    const FitProblem whole{
        fold.design.data(), fold.values.size(), problem.coordinates, fold.values.data(), 1, {}};
    const auto basis = basisOf(candidate.truncation, whole, anyNumber);
    if (!basis)
        return unknownErrors(fold);
    const TermMatrix matrix(*basis, whole);
    if (!candidate.selection.path)
        return errorsOfAll(matrix, fold);
    TermColumns columns = matrix.columns();
    columns.runs = fold.fitted;
    return pathErrors(columns, fold.values.data(), fold.keptOut.size(), *candidate.selection.path);
}

/// How squared errors go with leverage: the slope of their logarithms, which scatter by pi / sqrt(2) around
/// it (those of a squared normal error), weighed against what is usual.
double growthOf(const std::vector<double>& leverage, const std::vector<double>& square)
{
    constexpr double usual = 2, usualSpread = 1.5;
    double count = 0, meanX = 0, meanY = 0;
    for (std::size_t i = 0; i < square.size(); ++i) {
        if (!(square[i] > 0) || !std::isfinite(square[i]))
            continue;
        ++count;
        meanX += (std::log1p(leverage[i]) - meanX) / count;
        meanY += (std::log(square[i]) - meanY) / count;
    }
    double spread = 0, common = 0;
    for (std::size_t i = 0; i < square.size(); ++i) {
        if (!(square[i] > 0) || !std::isfinite(square[i]))
            continue;
        const double x = std::log1p(leverage[i]) - meanX;
        spread += x * x;
        common += x * (std::log(square[i]) - meanY);
    }
    constexpr double scatter = 0.5 * std::numbers::pi * std::numbers::pi;
    const double precision = spread / scatter, prior = 1 / (usualSpread * usualSpread);
    const double slope = (common / scatter + prior * usual) / (precision + prior);
    return std::clamp(slope, 1.0, PolynomialRegressor::mostGrowth);
}

/// Of the errors at the candidate's number of terms.
void measureNoise(ChaosCandidate& candidate, const std::vector<Fold>& parts,
                  const std::vector<PathErrors>& errors)
{
    std::vector<double> leverage, square;
    for (std::size_t part = 0; part < parts.size() && candidate.terms > 0; ++part) {
        const std::size_t runs = parts[part].keptOut.size();
        const std::size_t at = std::min(candidate.terms, errors[part].square.size() / runs) * runs;
        leverage.insert(leverage.end(), errors[part].leverage.begin() + std::ptrdiff_t(at - runs),
                        errors[part].leverage.begin() + std::ptrdiff_t(at));
        square.insert(square.end(), errors[part].square.begin() + std::ptrdiff_t(at - runs),
                      errors[part].square.begin() + std::ptrdiff_t(at));
    }
    candidate.growth = growthOf(leverage, square);
    candidate.noise = 0;
    for (std::size_t i = 0; i < square.size(); ++i)
        candidate.noise += square[i] / std::pow(1 + leverage[i], candidate.growth) / double(square.size());
}

/// Judges a candidate, at each number of terms, by runs kept out of the choice of terms as well: the
/// leave-one-out error that chose the terms flatters them the more, the more there were to choose from.
void crossValidate(ChaosCandidate& candidate, const FitProblem& problem, std::size_t value)
{
    const std::size_t count = judgingFolds(problem.runs);
    const std::vector<std::size_t> folds =
        assignFolds(problem.design, problem.runs, problem.coordinates, count);
    std::vector<Fold> parts;
    std::vector<PathErrors> errors;
    std::size_t longest = 0;
    for (std::size_t fold = 0; fold < count; ++fold) {
        Fold parted(problem, value, folds, fold);
        if (parted.fitted == 0 || parted.keptOut.empty())
            continue;
        errors.push_back(errorsOf(candidate, problem, parted));
        longest = std::max(longest, errors.back().square.size() / parted.keptOut.size());
        parts.push_back(std::move(parted));
    }
    candidate.error = std::numeric_limits<double>::infinity();
    std::vector<double> errorBy(longest, 0.0); // number of terms less one
    std::vector<float> byRun(longest * problem.runs);
    const double* values = problem.values + value * problem.runs;
    const double energy =
        std::inner_product(values, values + problem.runs, values, 0.0) / double(problem.runs);
    for (std::size_t length = 0; length < longest; ++length) {
        double& error = errorBy[length];
        for (std::size_t part = 0; part < parts.size(); ++part) {
            const std::vector<std::size_t>& runs = parts[part].keptOut;
            // a path that ended before has nothing left to fit
            const std::size_t at =
                std::min(length, errors[part].square.size() / runs.size() - 1) * runs.size();
            for (std::size_t k = 0; k < runs.size(); ++k) {
                const double square = errors[part].square[at + k];
                error += square / double(problem.runs);
                byRun[length * problem.runs + runs[k]] = float(energy > 0 ? square / energy : square);
            }
        }
        if (!(error < candidate.error))
            continue;
        candidate.error = error;
        candidate.terms = length + 1;
    }
    measureNoise(candidate, parts, errors);
    const auto mayWin = [&](double error) { return error <= farBehind * candidate.error; };
    const auto first = std::find_if(errorBy.begin(), errorBy.end(), mayWin);
    const auto last = std::find_if(errorBy.rbegin(), errorBy.rend(), mayWin).base();
    if (first >= last)
        return;
    candidate.fewestTerms = 1 + std::size_t(first - errorBy.begin());
    candidate.byRun.assign(byRun.begin() + (first - errorBy.begin()) * std::ptrdiff_t(problem.runs),
                           byRun.begin() + (last - errorBy.begin()) * std::ptrdiff_t(problem.runs));
}

/// Best first; what is far behind will not win without some of the runs either.
ChaosChoice choiceOf(std::vector<ChaosCandidate> candidates, std::size_t runs)
{
    constexpr std::size_t mostInRace = 6;
    std::stable_sort(candidates.begin(), candidates.end(), isBetter);
    std::size_t kept = 0;
    while (kept < std::min(candidates.size(), mostInRace) && std::isfinite(candidates[kept].error) &&
           candidates[kept].error <= farBehind * candidates.front().error)
        ++kept;
    candidates.resize(kept);
    return {std::move(candidates), runs};
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
               ? solve(matrix.some(chosen.terms), values, value, candidate)
               : std::nullopt;
}

ChaosCandidate ChaosChoice::without(const std::vector<std::size_t>& keptOut) const
{
    const ChaosCandidate& front = inRace.front();
    ChaosCandidate best{front.truncation, front.selection, front.error,
                        front.noise,      front.growth,    front.terms};
    double least = std::numeric_limits<double>::infinity();
    for (const ChaosCandidate& each : inRace)
        for (std::size_t at = 0; at < each.byRun.size(); at += runs) {
            double error = 0;
            for (std::size_t run = 0; run < runs; ++run)
                error += double(each.byRun[at + run]);
            for (const std::size_t run : keptOut)
                error -= double(each.byRun[at + run]);
            if (!(error < least))
                continue;
            least = error;
            best.truncation = each.truncation;
            best.selection = each.selection;
            best.terms = at / runs + each.fewestTerms;
        }
    return best;
}

std::optional<std::vector<ChaosChoice>> searchChaos(const FitProblem& problem, const ChaosWish& wish,
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
    std::vector<ChaosChoice> choices;
    for (std::vector<ChaosCandidate>& candidates : *found)
        choices.push_back(choiceOf(std::move(candidates), problem.runs));
    return choices;
}

} // namespace twin
