// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_network.h"

#include "model/network_regressor.h"
#include "training/fit_pool.h"
#include "training/network_trainer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

constexpr std::size_t mostParameters = 2000;

struct Plan
{
    PerceptronShape shape;
    std::size_t members = 4;
    std::size_t spareStarts = 2; ///< fits that are begun beside the members: some end badly
    int iterations = 200;
};

/// What was fitted to one value; `scale` is its standard deviation.
struct FittedValue
{
    std::vector<TrainedPerceptron> members;
    double scale = 1;
};

/// Coordinates of 0..1 as the networks want them.
std::vector<double> centred(const FitProblem& problem)
{
    std::vector<double> points(problem.design, problem.design + problem.runs * problem.coordinates);
    for (double& value : points)
        value = 2 * value - 1;
    return points;
}

double deviationOf(const double* values, std::size_t runs)
{
    double squares = 0;
    for (std::size_t run = 0; run < runs; ++run)
        squares += values[run] * values[run];
    return std::sqrt(squares / double(runs));
}

/// Starts of one value, each fitted by itself: item `index` is start index % starts of value index / starts.
class Fitting
{
  public:
    Fitting(const Plan& plan, const FitProblem& problem)
        : m_plan(plan), m_problem(problem), m_points(centred(problem)), m_fits(problem.count * starts())
    {
        for (std::size_t v = 0; v < problem.count; ++v) {
            m_scales.push_back(deviationOf(problem.values + v * problem.runs, problem.runs));
            for (std::size_t run = 0; run < problem.runs; ++run)
                m_values.push_back(problem.values[v * problem.runs + run] /
                                   (m_scales[v] > 0 ? m_scales[v] : 1));
        }
    }

    std::size_t starts() const { return m_plan.members + m_plan.spareStarts; }
    std::size_t items() const { return m_fits.size(); }
    void fit(std::size_t index, const std::function<bool()>& goOn)
    {
        const std::size_t value = index / starts(), start = index % starts();
        m_fits[index] =
            trainPerceptron(m_plan.shape, m_points.data(), m_values.data() + value * m_problem.runs,
                            m_problem.runs, 0x9e3779b97f4a7c15u * (start + 1), m_plan.iterations, goOn);
    }

    std::vector<FittedValue> result() const
    {
        std::vector<FittedValue> values;
        for (std::size_t v = 0; v < m_problem.count; ++v) {
            FittedValue value;
            value.scale = m_scales[v];
            const auto begin = m_fits.begin() + std::ptrdiff_t(v * starts());
            value.members.assign(begin, begin + std::ptrdiff_t(starts()));
            std::stable_sort(value.members.begin(), value.members.end(),
                             [](const auto& a, const auto& b) { return a.score < b.score; });
            value.members.resize(m_plan.members);
            values.push_back(std::move(value));
        }
        return values;
    }

  private:
    const Plan& m_plan;
    const FitProblem& m_problem;
    std::vector<double> m_points, m_values, m_scales;
    std::vector<TrainedPerceptron> m_fits;
};

/// The members side by side as one network: the first layer of all, then theirs along the diagonal.
Network networkOf(const Plan& plan, const FittedValue& value)
{
    const std::vector<std::size_t> sizes = plan.shape.sizes();
    const std::size_t members = value.members.size();
    Network network;
    network.inputs = plan.shape.inputs;
    std::size_t begin = 0;
    for (std::size_t layer = 0; layer + 1 < sizes.size(); ++layer) {
        const std::size_t inputs = sizes[layer], outputs = sizes[layer + 1];
        const bool isFirst = layer == 0, isLast = layer + 2 == sizes.size();
        const std::size_t depth = isFirst ? inputs : inputs * members;
        NetworkStep step;
        step.from = {layer};
        step.width = outputs * members;
        step.weights.assign(step.width * depth, 0);
        step.shift.assign(step.width, 0);
        step.activation = isLast ? Activation::None : plan.shape.activation;
        const double scale = isLast ? value.scale : 1;
        for (std::size_t m = 0; m < members; ++m) {
            const double* own = value.members[m].parameters.data() + begin;
            for (std::size_t o = 0; o < outputs; ++o) {
                double* to = step.weights.data() + (m * outputs + o) * depth + (isFirst ? 0 : m * inputs);
                double& shift = step.shift[m * outputs + o];
                shift = scale * own[inputs * outputs + o];
                for (std::size_t i = 0; i < inputs; ++i) {
                    const double weight = scale * own[o * inputs + i];
                    to[i] = isFirst ? 2 * weight : weight; // from coordinates of 0..1
                    shift -= isFirst ? weight : 0;
                }
            }
        }
        network.steps.push_back(std::move(step));
        begin += (inputs + 1) * outputs;
    }
    return network;
}

std::unique_ptr<Regressor> regressorOf(const Plan& plan, const std::vector<FittedValue>& values)
{
    std::vector<Network> networks;
    std::vector<double> noise;
    for (const FittedValue& value : values) {
        double sum = 0;
        for (const TrainedPerceptron& member : value.members)
            sum += member.noise;
        noise.push_back(value.scale * value.scale * sum / double(value.members.size()));
        networks.push_back(networkOf(plan, value));
    }
    return std::make_unique<NetworkRegressor>(plan.shape.inputs, std::move(networks), std::move(noise));
}

std::string_view activationName(Activation activation)
{
    return activation == Activation::Sigmoid    ? "sigmoid"
           : activation == Activation::Softplus ? "softplus"
           : activation == Activation::Relu     ? "relu"
                                                : "tanh";
}

class Fit : public FamilyFit
{
  public:
    Fit(Plan plan, std::vector<FittedValue> values) : m_plan(std::move(plan)), m_values(std::move(values)) {}

    std::unique_ptr<Regressor> regressor() override { return regressorOf(m_plan, m_values); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some, const std::vector<std::size_t>&,
                                             const std::vector<std::size_t>&) const override
    {
        Fitting fitting(m_plan, some);
        for (std::size_t i = 0; i < fitting.items(); ++i)
            fitting.fit(i, [] { return true; });
        return regressorOf(m_plan, fitting.result());
    }

    nlohmann::json describe(std::size_t value) const override
    {
        const FittedValue& own = m_values[value];
        double effective = 0;
        for (const TrainedPerceptron& member : own.members)
            effective += member.effective / double(own.members.size());
        return {{"effectiveParameters", effective}};
    }
    nlohmann::json describe() const override
    {
        return {{"hidden", m_plan.shape.hidden},
                {"activation", activationName(m_plan.shape.activation)},
                {"members", m_plan.members},
                {"parameters", m_plan.shape.parameters()}};
    }

  private:
    Plan m_plan;
    std::vector<FittedValue> m_values;
};

std::size_t hiddenFor(std::size_t runs)
{
    return runs < 30 ? 4 : runs < 80 ? 8 : runs < 200 ? 12 : runs < 1000 ? 16 : runs < 3000 ? 24 : 32;
}

Result<std::vector<std::size_t>> readHidden(const FitOptions& options, std::size_t runs)
{
    const nlohmann::json* wish = options.member("hidden");
    if (!wish || *wish == "auto")
        return std::vector<std::size_t>{hiddenFor(runs)};
    std::vector<std::size_t> hidden;
    const bool isList = wish->is_array() && !wish->empty() && wish->size() <= 3;
    for (std::size_t i = 0; isList && i < wish->size(); ++i)
        if ((*wish)[i].is_number_integer() && (*wish)[i] >= 1 && (*wish)[i] <= 256)
            hidden.push_back((*wish)[i].get<std::size_t>());
    if (!isList || hidden.size() != wish->size())
        return options.wrong("hidden", "\"hidden\" must be a list of one to three sizes from 1 to 256.",
                             R"(Write "hidden": [16], or leave it out.)");
    return hidden;
}

Result<Plan> readPlan(const FitProblem& problem, const FitOptions& options)
{
    Plan plan;
    plan.shape.inputs = problem.coordinates;
    const auto hidden = readHidden(options, problem.runs);
    if (!hidden)
        return fail(hidden.error());
    plan.shape.hidden = *hidden;
    const auto activation = options.text("activation");
    if (!activation)
        return fail(activation.error());
    const std::string name = activation->value_or("tanh");
    bool isKnown = false;
    for (const Activation each :
         {Activation::Tanh, Activation::Sigmoid, Activation::Softplus, Activation::Relu}) {
        if (name != activationName(each))
            continue;
        plan.shape.activation = each;
        isKnown = true;
    }
    if (!isKnown)
        return options.wrong("activation", fmt::format("There is no activation \"{}\".", name),
                             "Use tanh, sigmoid, softplus or relu.");
    const auto members = options.number("members", 1, 20);
    if (!members)
        return fail(members.error());
    // The modes of series are many and seldom need the last digit; many runs leave little to disagree on.
    const bool isLarge = problem.runs > 3000, isQuick = isLarge || problem.count > 3;
    plan.members = std::size_t(members->value_or(isLarge ? 2 : isQuick ? 3 : 4));
    plan.spareStarts = isQuick || plan.members == 1 ? 0 : 2;
    plan.iterations = isQuick ? 60 : 200;
    if (plan.shape.parameters() > mostParameters)
        return fail("fit.network.size", options.location() + "/hidden",
                    fmt::format("The network has {} parameters; at most {} can be fitted.",
                                plan.shape.parameters(), mostParameters),
                    "Use fewer or smaller layers.");
    return plan;
}

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options,
                                       const Progress& progress)
{
    auto plan = readPlan(problem, options);
    if (!plan)
        return fail(plan.error());
    Fitting fitting(*plan, problem);
    std::atomic<bool> goOn = true;
    const auto report = [&](std::size_t done) {
        const bool wanted =
            !progress || progress(double(done) / double(fitting.items()), "fitting the networks");
        goOn = goOn && wanted;
        return wanted;
    };
    const auto work = [&](std::size_t item) { fitting.fit(item, [&] { return goOn.load(); }); };
    if (!forEachInParallel(fitting.items(), work, report))
        return fitCancelled(options.location());
    auto values = fitting.result();
    return std::make_unique<Fit>(std::move(*plan), std::move(values));
}

} // namespace

Family networkFamily()
{
    return {"network", {"hidden", "activation", "members"},
            10,        200000,
            fit,       "the response bends in ways that few terms do not describe, or the runs are very many",
            true};
}

} // namespace twin
