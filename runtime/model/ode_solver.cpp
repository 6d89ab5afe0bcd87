// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ode_solver.h"

#include <algorithm>
#include <chrono>

namespace twin {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double safety = 0.9;
constexpr double smallestFactor = 0.2;
constexpr double largestFactor = 10;
// Dormand and Prince's region of stability ends at 3.3 on the negative real axis. Of systems that are driven,
// the controller holds the steps at about 2.3; of those that are not stiff, accuracy holds them below 1.5.
constexpr double stabilityLimit = 2;
constexpr int stiffAfter = 25;
constexpr int mildAfter = 6;
constexpr std::size_t stepsBetweenLooks = 64; // at the clock

double normOf(const OdeTolerance& tolerance, const std::vector<double>& values, const std::vector<double>& y)
{
    double largest = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        largest = std::fmax(largest, std::fabs(values[i]) / tolerance.scale(i, y[i], y[i]));
    return largest;
}

} // namespace

OdeSolver::OdeSolver(OdeTolerance tolerance, OdeLimits limits, OdeMethod method)
    : m_tolerance(std::move(tolerance)), m_limits(limits), m_method(method)
{
    for (std::vector<double>* part : {&m_y, &m_slope, &m_ahead, &m_aheadSlope})
        part->resize(m_tolerance.states());
    if (method != OdeMethod::Implicit)
        m_explicit = makeExplicitStep(m_tolerance);
    if (method != OdeMethod::Explicit)
        m_implicit = makeImplicitStep(m_tolerance);
}

void OdeSolver::tolerate(std::span<const double> absolute)
{
    std::copy(absolute.begin(), absolute.end(), m_tolerance.absolute.begin());
    for (const auto& step : {m_explicit.get(), m_implicit.get()})
        if (step)
            step->tolerate(m_tolerance);
}

/// A first guess by the sizes of the first and second derivative (Hairer, Norsett and Wanner, I, II.4).
double OdeSolver::firstStep(OdeEquations& equations, double span)
{
    equations.derive(m_time, m_y.data(), m_slope.data());
    const double size = normOf(m_tolerance, m_y, m_y);
    const double slope = normOf(m_tolerance, m_slope, m_y);
    const double tiny = 1e-6 * span;
    const double step = std::fmin(size < 1e-5 || slope < 1e-5 ? tiny : 0.01 * size / slope, span);
    for (std::size_t i = 0; i < m_y.size(); ++i)
        m_ahead[i] = m_y[i] + step * m_slope[i];
    equations.derive(m_time + step, m_ahead.data(), m_aheadSlope.data());
    for (std::size_t i = 0; i < m_y.size(); ++i)
        m_aheadSlope[i] -= m_slope[i];
    const double bend = normOf(m_tolerance, m_aheadSlope, m_y) / step;
    const double largest = std::fmax(slope, bend);
    if (!std::isfinite(largest))
        return tiny;
    const double second = largest <= 1e-15 ? std::fmax(tiny, step * 1e-3) : std::pow(0.01 / largest, 0.2);
    return std::fmin(std::fmin(100 * step, second), span);
}

/// Whether steps have been held short by stability, and not by accuracy, for a while.
bool OdeSolver::isStiff(double product)
{
    if (product > stabilityLimit) {
        m_mildSteps = 0;
        return ++m_stiffSteps == stiffAfter;
    }
    if (m_stiffSteps > 0 && ++m_mildSteps == mildAfter)
        m_stiffSteps = 0;
    return false;
}

bool OdeSolver::stopped(OdeFailure::Kind kind, std::size_t state, double time, OdeFailure& failure) const
{
    failure = {kind, state, time, m_step->y()[state]};
    return false;
}

/// After a step that went wrong. False when a shorter one cannot be told from none.
bool OdeSolver::shorten(const OdeTrial& trial, OdeFailure& failure)
{
    const bool isNumber = std::isfinite(trial.error);
    m_length *= isNumber
                    ? std::fmax(smallestFactor, safety * std::pow(trial.error, -1.0 / m_step->errorOrder()))
                    : 0.1;
    m_wasShortened = true;
    if (m_length > 16 * std::numeric_limits<double>::epsilon() * std::fabs(m_time) && m_length > 1e-290)
        return true;
    return isNumber ? stopped(OdeFailure::Kind::StepTooSmall, trial.worst, m_time, failure)
                    : stopped(OdeFailure::Kind::NotFinite, trial.worst, trial.time, failure);
}

/// After a good step: goes to its end, and chooses the next length with some memory, which saves steps that
/// go wrong (II, IV.2).
bool OdeSolver::lengthen(OdeEquations& equations, OdeTrial& trial, double reached, OdeFailure& failure)
{
    const bool stiff = m_step == m_explicit.get() && isStiff(m_step->stiffness());
    const double exponent = 1.0 / m_step->errorOrder() - 0.03;
    const double factor =
        safety * std::pow(std::fmax(trial.error, 1e-10), -exponent) * std::pow(m_lastError, 0.04);
    const double cut = m_length < m_wanted ? m_wanted : 0;
    m_length *= std::clamp(factor, smallestFactor, m_wasShortened ? 1.0 : largestFactor);
    m_length = std::fmax(m_length, cut);
    m_lastError = std::fmax(trial.error, 1e-4);
    m_wasShortened = false;
    if (!m_step->accept(equations, trial))
        return stopped(OdeFailure::Kind::NotFinite, trial.worst, reached, failure);
    m_time = reached;
    if (!stiff)
        return true;
    if (!m_implicit)
        return stopped(OdeFailure::Kind::Stiff, trial.worst, m_time, failure);
    std::copy_n(m_step->y(), m_y.size(), m_y.begin());
    m_step = m_implicit.get();
    return m_step->begin(equations, m_time, m_y.data(), trial) ||
           stopped(OdeFailure::Kind::NotFinite, trial.worst, m_time, failure);
}

bool OdeSolver::solve(OdeEquations& equations, std::span<const double> y, std::span<const double> times,
                      double* out, OdeFailure& failure, std::span<const double> breaks)
{
    const std::size_t n = m_y.size();
    const double end = times.back();
    const Clock::time_point started = Clock::now();
    std::copy(y.begin(), y.end(), m_y.begin());
    for (std::size_t i = 0; i < n; ++i)
        out[i * times.size()] = y[i];
    m_tried = 0;
    m_stiffSteps = m_mildSteps = 0;
    m_lastError = 1e-4;
    m_wasShortened = false;
    m_time = times.front();
    m_step = m_explicit ? m_explicit.get() : m_implicit.get();

    OdeTrial trial;
    if (!m_step->begin(equations, m_time, m_y.data(), trial))
        return stopped(OdeFailure::Kind::NotFinite, trial.worst, m_time, failure);
    m_length = firstStep(equations, end - m_time);
    double longest = 0;
    for (std::size_t i = 1; i < times.size(); ++i)
        longest = std::fmax(longest, times[i] - times[i - 1]);
    std::size_t next = 1;
    auto stop = breaks.begin();
    while (next < times.size()) {
        if (m_tried >= m_limits.steps)
            return stopped(OdeFailure::Kind::TooManySteps, trial.worst, m_time, failure);
        if (++m_tried % stepsBetweenLooks == 0 &&
            std::chrono::duration<double>(Clock::now() - started).count() > m_limits.seconds)
            return stopped(OdeFailure::Kind::TooLong, trial.worst, m_time, failure);
        while (stop != breaks.end() && *stop <= m_time)
            ++stop;
        double place = m_step->interpolates() ? end : times[next];
        if (stop != breaks.end())
            place = std::fmin(place, *stop);
        m_length = std::fmin(m_length, longest);
        const bool meets = m_time + 1.01 * m_length >= place;
        m_wanted = m_length;
        if (meets)
            m_length = place - m_time;
        trial = m_step->attempt(equations, m_length);
        if (!(trial.error <= 1)) {
            if (!shorten(trial, failure))
                return false;
            continue;
        }
        const double reached = meets ? place : m_time + m_length;
        for (; times[next] < reached; ++next) {
            m_step->interpolate((times[next] - m_time) / m_length, m_ahead.data());
            for (std::size_t i = 0; i < n; ++i)
                out[i * times.size() + next] = m_ahead[i];
        }
        if (!lengthen(equations, trial, reached, failure))
            return false;
        if (times[next] == reached) {
            for (std::size_t i = 0; i < n; ++i)
                out[i * times.size() + next] = m_step->y()[i];
            ++next;
        }
    }
    return true;
}

} // namespace twin
