// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_polynomial_chaos.h"

#include "training/chaos_search.h"

#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

Result<ChaosWish> readWish(const FitOptions& options)
{
    ChaosWish wish;
    const auto degree = options.number("degree", 1, double(ChaosWish::highestDegree));
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
        for (const ChaosSelection& each : chaosSelections)
            if (**selection == each.name)
                wish.selections = {each};
        if (wish.selections.empty())
            return options.wrong("selection", fmt::format("There is no selection \"{}\".", **selection),
                                 "Use least-angle, forward or all, or leave it out.");
    }
    return wish;
}

tl::unexpected<Diagnostic> noTerms(std::size_t runs, const std::string& location)
{
    return fail(
        "fit.chaos.terms", location,
        fmt::format("{} runs do not determine a polynomial chaos with these options.", runs),
        "Use a lower degree or norm, another selection, or more runs that vary every input by itself.");
}

// Of fewer runs what the search has seen of those kept out shows, and there is time to search again without
// them.
constexpr std::size_t fewestToCarryOver = 80;

class Fit : public FamilyFit
{
  public:
    struct Value
    {
        ChaosChoice choice;
        std::size_t terms = 0;
        double spread = 0; ///< variance
    };

    Fit(std::vector<Value> values, ChaosWish wish, std::unique_ptr<Regressor> regressor, std::string location)
        : m_values(std::move(values)),
          m_wish(std::move(wish)),
          m_regressor(std::move(regressor)),
          m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some, const std::vector<std::size_t>& like,
                                             const std::vector<std::size_t>& keptOut) const override
    {
        std::vector<PolynomialRegressor::Part> parts;
        const bool anew = some.runs < fewestToCarryOver;
        const auto found = anew ? searchChaos(some, m_wish, {}) : std::nullopt;
        for (std::size_t v = 0; v < some.count; ++v) {
            const ChaosChoice& choice = anew ? (*found)[v] : m_values[like[v]].choice;
            if (choice.inRace.empty())
                return noTerms(some.runs, m_location);
            auto part = fitChaos(anew ? choice.inRace.front() : choice.without(keptOut), some, v);
            if (!part)
                return noTerms(some.runs, m_location);
            parts.push_back(std::move(*part));
        }
        return std::make_unique<PolynomialRegressor>("polynomial-chaos", some.coordinates, std::move(parts));
    }

    nlohmann::json describe(std::size_t value) const override
    {
        const auto& [choice, terms, spread] = m_values[value];
        const ChaosCandidate& chosen = choice.inRace.front();
        return {{"degree", chosen.truncation.degree}, {"norm", chosen.truncation.norm},
                {"selection", chosen.selection.name}, {"terms", terms},
                {"errorGrowth", chosen.growth},       {"q2", spread > 0 ? 1 - chosen.error / spread : 1}};
    }

  private:
    std::vector<Value> m_values;
    ChaosWish m_wish;
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options,
                                       const Progress& progress)
{
    const auto wish = readWish(options);
    if (!wish)
        return fail(wish.error());
    auto found = searchChaos(problem, *wish, progress);
    if (!found)
        return fitCancelled(options.location());
    std::vector<PolynomialRegressor::Part> parts;
    std::vector<Fit::Value> fitted;
    for (std::size_t v = 0; v < problem.count; ++v) {
        ChaosChoice& choice = (*found)[v];
        auto part = choice.inRace.empty() ? std::nullopt : fitChaos(choice.inRace.front(), problem, v);
        if (!part)
            return noTerms(problem.runs, options.location());
        const double* values = problem.values + v * problem.runs;
        const double mean = std::accumulate(values, values + problem.runs, 0.0) / double(problem.runs);
        const double spread =
            std::accumulate(values, values + problem.runs, 0.0, [&](double sum, double value) {
                return sum + (value - mean) * (value - mean) / double(problem.runs);
            });
        fitted.push_back({std::move(choice), part->basis.count(), spread});
        parts.push_back(std::move(*part));
    }
    return std::make_unique<Fit>(
        std::move(fitted), *wish,
        std::make_unique<PolynomialRegressor>("polynomial-chaos", problem.coordinates, std::move(parts)),
        options.location());
}

/// Errors of a smooth function fall with a high power of the runs, so that a fit which lacks a twentieth of
/// them errs a seventh more. Terms are chosen quickly.
std::size_t foldsOf(std::size_t runs)
{
    return runs < 250 ? 100 : runs < 1000 ? 50 : 20;
}

} // namespace

Family polynomialChaosFamily()
{
    return {"polynomial-chaos",
            {"degree", "norm", "selection"},
            5,
            20000,
            fit,
            "the response is smooth and few terms describe it",
            false,
            foldsOf};
}

} // namespace twin
