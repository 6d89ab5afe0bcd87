// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_polynomial_chaos.h"

#include "model/polynomial_regressor.h"
#include "training/fit_calibration.h"
#include "training/fit_pool.h"
#include "training/least_angle.h"
#include "training/term_matrix.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t highestDegree = 20;
constexpr std::size_t patience = 2;  // degrees without a gain
constexpr std::size_t finalists = 8; // that are judged by cross-validation
constexpr std::size_t judgingFolds = 5;
constexpr std::size_t anyNumber = 100000; // of candidate terms: the search has limited them

/// How terms are chosen; "all" has no path.
struct Selection
{
    const char* name;
    std::optional<TermPath> path;
};
constexpr Selection leastAngle = {"least-angle", TermPath::LeastAngle};
constexpr Selection forward = {"forward", TermPath::Forward};
constexpr Selection all = {"all", std::nullopt};

/// What is kept for the folds.
struct Structure
{
    PolynomialBasis::Truncation truncation;
    Selection selection = leastAngle;
};

struct Candidate
{
    Structure structure;
    double error = std::numeric_limits<double>::infinity(); ///< corrected leave-one-out, then cross-validated
    double noise = 0; ///< cross-validated, of errors less what leverage adds to them
};

bool isBetter(const Candidate& a, const Candidate& b)
{
    return a.error < b.error;
}

/// One value's way up the degrees under one norm and selection.
struct Climb
{
    double least = std::numeric_limits<double>::infinity();
    std::size_t idle = 0; ///< degrees since the last gain
    std::vector<Candidate> tried;
};

struct Wish
{
    std::vector<double> norms = {0.75, 1, 0.5};
    std::vector<Selection> selections = {leastAngle, forward};
    std::size_t degree = highestDegree;
};

Result<Wish> readWish(const FitOptions& options)
{
    Wish wish;
    const auto degree = options.number("degree", 1, double(highestDegree));
    if (!degree)
        return fail(degree.error());
    if (*degree)
        wish.degree = std::size_t(**degree);
    const auto norm = options.number("norm", 0.3, 1);
    if (!norm)
        return fail(norm.error());
    if (*norm)
        wish.norms = {**norm};
    const auto selection = options.text("selection");
    if (!selection)
        return fail(selection.error());
    if (*selection) {
        wish.selections.clear();
        for (const Selection& each : {leastAngle, forward, all})
            if (**selection == each.name)
                wish.selections = {each};
        if (wish.selections.empty())
            return options.wrong("selection", fmt::format("There is no selection \"{}\".", **selection),
                                 "Use least-angle, forward or all, or leave it out.");
    }
    return wish;
}

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

ChosenTerms choose(const TermMatrix& matrix, const Selection& selection, const double* values)
{
    if (selection.path)
        return chooseTerms(matrix.columns(), values, *selection.path);
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

tl::unexpected<Diagnostic> noTerms(std::size_t runs, const std::string& location)
{
    return fail(
        "fit.chaos.terms", location,
        fmt::format("{} runs do not determine a polynomial chaos with these options.", runs),
        "Use a lower degree or norm, another selection, or more runs that vary every input by itself.");
}

/// Terms and coefficients for one value of a problem; nothing where the runs do not determine them.
std::optional<PolynomialRegressor::Part> fitValue(const Structure& structure, const FitProblem& problem,
                                                  std::size_t value, double noise)
{
    const auto basis = basisOf(structure.truncation, problem, anyNumber);
    if (!basis)
        return std::nullopt;
    const TermMatrix matrix(*basis, problem);
    const double* values = problem.values + value * problem.runs;
    const ChosenTerms chosen = choose(matrix, structure.selection, values);
    return chosen.error < std::numeric_limits<double>::infinity()
               ? solve(matrix.some(chosen.terms), values, value, noise)
               : std::nullopt;
}

/// Judges a structure by runs kept out of the choice of terms as well: the leave-one-out error that chose the
/// terms flatters them the more, the more there were to choose from.
void crossValidate(Candidate& candidate, const FitProblem& problem, std::size_t value)
{
    const std::vector<std::size_t> folds = assignFolds(problem.runs, judgingFolds);
    candidate.error = candidate.noise = 0;
    for (std::size_t fold = 0; fold < judgingFolds; ++fold) {
        std::vector<double> design[2], values[2]; // of the runs fitted to, of those kept out
        for (std::size_t run = 0; run < problem.runs; ++run) {
            const bool out = folds[run] == fold;
            const double* point = problem.design + run * problem.coordinates;
            design[out].insert(design[out].end(), point, point + problem.coordinates);
            values[out].push_back(problem.values[value * problem.runs + run]);
        }
        if (values[0].empty() || values[1].empty())
            continue;
        const std::size_t tests = values[1].size();
        const FitProblem some{
            design[0].data(), values[0].size(), problem.coordinates, values[0].data(), 1, {}};
        auto part = fitValue(candidate.structure, some, 0, 1);
        if (!part) {
            candidate.error = std::numeric_limits<double>::infinity();
            return;
        }
        const PolynomialRegressor regressor("polynomial-chaos", problem.coordinates, {std::move(*part)});
        std::vector<double> means(tests), variances(tests);
        regressor.instantiate()->predict(design[1].data(), tests, means.data(), variances.data());
        for (std::size_t i = 0; i < tests; ++i) {
            const double square = (values[1][i] - means[i]) * (values[1][i] - means[i]);
            candidate.error += square / double(problem.runs);
            candidate.noise += square / variances[i] / double(problem.runs);
        }
    }
}

class Fit : public FamilyFit
{
  public:
    struct Value
    {
        Candidate chosen;
        std::size_t terms = 0;
        double spread = 0; ///< variance
    };

    Fit(std::vector<Value> values, std::unique_ptr<Regressor> regressor, std::string location)
        : m_values(std::move(values)), m_regressor(std::move(regressor)), m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some,
                                             const std::vector<std::size_t>& like) const override
    {
        std::vector<PolynomialRegressor::Part> parts;
        for (std::size_t v = 0; v < some.count; ++v) {
            auto part = fitValue(m_values[like[v]].chosen.structure, some, v, m_values[like[v]].chosen.noise);
            if (!part)
                return noTerms(some.runs, m_location);
            parts.push_back(std::move(*part));
        }
        return std::make_unique<PolynomialRegressor>("polynomial-chaos", some.coordinates, std::move(parts));
    }

    nlohmann::json describe(std::size_t value) const override
    {
        const auto& [chosen, terms, spread] = m_values[value];
        return {{"degree", chosen.structure.truncation.degree},
                {"norm", chosen.structure.truncation.norm},
                {"selection", chosen.structure.selection.name},
                {"terms", terms},
                {"q2", spread > 0 ? 1 - chosen.error / spread : 1}};
    }

  private:
    std::vector<Value> m_values;
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

/// Climbs the degrees under every norm with every selection, as far as errors fall. By value: the best of
/// what was tried. Nothing when cancelled.
std::optional<std::vector<std::vector<Candidate>>> search(const FitProblem& problem, const Wish& wish,
                                                          const Progress& progress)
{
    const std::size_t ways = wish.selections.size();
    std::vector<std::vector<Candidate>> found(problem.count * ways);
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
                                              [](const Climb& climb) { return climb.idle < patience; });
            if (!basis || !climbing)
                break;
            const TermMatrix matrix(*basis, problem);
            forEachInParallel(climbs.size(), [&](std::size_t index) {
                Climb& climb = climbs[index];
                if (climb.idle >= patience)
                    return;
                const Selection& selection = wish.selections[index % ways];
                const double error =
                    choose(matrix, selection, problem.values + index / ways * problem.runs).error;
                climb.idle = error < climb.least ? 0 : climb.idle + 1;
                climb.least = std::min(climb.least, error);
                climb.tried.push_back({{truncation, selection}, error});
            });
        }
        for (std::size_t index = 0; index < climbs.size(); ++index) {
            std::vector<Candidate>& own = found[index];
            own.insert(own.end(), climbs[index].tried.begin(), climbs[index].tried.end());
        }
    }
    std::vector<std::vector<Candidate>> best(problem.count);
    for (std::size_t index = 0; index < found.size(); ++index) {
        std::stable_sort(found[index].begin(), found[index].end(), isBetter);
        const std::size_t kept = isMinor(problem, index / ways) ? 1 : finalists;
        found[index].resize(std::min(found[index].size(), kept));
        best[index / ways].insert(best[index / ways].end(), found[index].begin(), found[index].end());
    }
    return best;
}

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options,
                                       const Progress& progress)
{
    const auto wish = readWish(options);
    if (!wish)
        return fail(wish.error());
    auto found = search(problem, *wish, progress);
    if (!found)
        return fitCancelled(options.location());
    std::vector<std::pair<std::size_t, Candidate*>> judged;
    for (std::size_t v = 0; v < problem.count; ++v)
        for (Candidate& candidate : (*found)[v])
            judged.emplace_back(v, &candidate);
    const auto judge = [&](std::size_t index) {
        auto& [value, candidate] = judged[index];
        crossValidate(*candidate, problem, value);
    };
    const auto report = [&](std::size_t done) {
        return !progress || progress(0.7 + 0.3 * double(done) / double(judged.size()), "comparing degrees");
    };
    if (!forEachInParallel(judged.size(), judge, report))
        return fitCancelled(options.location());

    std::vector<PolynomialRegressor::Part> parts;
    std::vector<Fit::Value> fitted;
    for (std::size_t v = 0; v < problem.count; ++v) {
        const std::vector<Candidate>& candidates = (*found)[v];
        const auto best = std::min_element(candidates.begin(), candidates.end(), isBetter);
        auto part =
            best != candidates.end() ? fitValue(best->structure, problem, v, best->noise) : std::nullopt;
        if (!part)
            return noTerms(problem.runs, options.location());
        const double* values = problem.values + v * problem.runs;
        const double mean = std::accumulate(values, values + problem.runs, 0.0) / double(problem.runs);
        const double spread =
            std::accumulate(values, values + problem.runs, 0.0, [&](double sum, double value) {
                return sum + (value - mean) * (value - mean) / double(problem.runs);
            });
        fitted.push_back({*best, part->basis.count(), spread});
        parts.push_back(std::move(*part));
    }
    return std::make_unique<Fit>(
        std::move(fitted),
        std::make_unique<PolynomialRegressor>("polynomial-chaos", problem.coordinates, std::move(parts)),
        options.location());
}

} // namespace

Family polynomialChaosFamily()
{
    return {"polynomial-chaos",
            {"degree", "norm", "selection"},
            5,
            20000,
            fit,
            "the response is smooth and few terms describe it"};
}

} // namespace twin
