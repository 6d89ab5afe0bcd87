// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ode_step.h"

#include <algorithm>
#include <array>

namespace twin {

namespace {

constexpr std::size_t stages = 7;

// J. R. Dormand and P. J. Prince, A family of embedded Runge-Kutta formulae, J. Comp. Appl. Math. 6 (1980).
constexpr std::array<double, stages> nodes = {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
constexpr double weights[stages][stages - 1] = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}};
constexpr std::array<double, stages> errorWeights = {
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40};
// Hairer, Norsett and Wanner, I, II.6: the interpolant of order 4.
constexpr std::array<double, stages> denseWeights = {
    -12715105075.0 / 11282082432,  0,
    87487479700.0 / 32700410799,   -10690763975.0 / 1880347072,
    701980252875.0 / 199316789632, -1453857185.0 / 822651844,
    69997945.0 / 29380423};

class ExplicitStep final : public OdeStep
{
  public:
    explicit ExplicitStep(const OdeTolerance& tolerance) : m_tolerance(tolerance), m_n(tolerance.states())
    {
        for (std::vector<double>* part : {&m_y, &m_next, &m_stage, &m_error})
            part->resize(m_n);
        for (std::vector<double>& slope : m_slopes)
            slope.resize(m_n);
    }

    void tolerate(const OdeTolerance& tolerance) override { m_tolerance = tolerance; }
    bool begin(OdeEquations& equations, double time, const double* y, OdeTrial& trial) override
    {
        m_time = time;
        std::copy_n(y, m_n, m_y.begin());
        equations.derive(time, y, m_slopes[0].data());
        return isFinite(m_slopes[0].data(), m_n, time, trial);
    }

    OdeTrial attempt(OdeEquations& equations, double step) override
    {
        m_step = step;
        for (std::size_t stage = 1; stage < stages; ++stage) {
            std::vector<double>& at = stage + 1 < stages ? m_stage : m_next;
            combine(weights[stage], stage, step, m_y.data(), at.data());
            if (stage + 2 == stages)
                std::copy(at.begin(), at.end(),
                          m_error.begin()); // of the stage before the last, for stiffness
            const double time = m_time + nodes[stage] * step;
            equations.derive(time, at.data(), m_slopes[stage].data());
            if (OdeTrial trial; !isFinite(m_slopes[stage].data(), m_n, time, trial))
                return trial;
        }
        estimateStiffness();
        for (std::size_t i = 0; i < m_n; ++i) {
            double error = 0;
            for (std::size_t stage = 0; stage < stages; ++stage)
                error += errorWeights[stage] * m_slopes[stage][i];
            m_error[i] = step * error;
        }
        OdeTrial trial = judgeErrors(m_tolerance, m_error.data(), m_y.data(), m_next.data());
        trial.time = m_time + step;
        return trial;
    }

    bool interpolates() const override { return true; }

    void interpolate(double theta, double* y) const override
    {
        for (std::size_t i = 0; i < m_n; ++i) {
            const double rise = m_next[i] - m_y[i];
            const double bend = m_step * m_slopes[0][i] - rise;
            double dense = 0;
            for (std::size_t stage = 0; stage < stages; ++stage)
                dense += denseWeights[stage] * m_slopes[stage][i];
            const double rest = rise - m_step * m_slopes[stages - 1][i] - bend;
            y[i] = m_y[i] +
                   theta * (rise + (1 - theta) * (bend + theta * (rest + (1 - theta) * m_step * dense)));
        }
    }

    bool accept(OdeEquations&, OdeTrial&) override
    {
        m_time += m_step;
        m_y.swap(m_next);
        m_slopes[0].swap(m_slopes[stages - 1]); // first same as last
        return true;
    }

    const double* y() const override { return m_y.data(); }
    int errorOrder() const override { return 5; }
    double stiffness() const override { return m_stiffness; }

  private:
    void combine(const double* row, std::size_t count, double step, const double* from, double* to) const
    {
        for (std::size_t i = 0; i < m_n; ++i) {
            double sum = 0;
            for (std::size_t k = 0; k < count; ++k)
                sum += row[k] * m_slopes[k][i];
            to[i] = from[i] + step * sum;
        }
    }

    /// By the slopes at the two places that the method has at the step's end.
    void estimateStiffness()
    {
        double slopes = 0, places = 0;
        for (std::size_t i = 0; i < m_n; ++i) {
            const double scale = m_tolerance.scale(i, m_y[i], m_next[i]);
            const double slope = (m_slopes[stages - 1][i] - m_slopes[stages - 2][i]) / scale;
            const double place = (m_next[i] - m_error[i]) / scale;
            slopes += slope * slope;
            places += place * place;
        }
        m_stiffness = places > 0 ? m_step * std::sqrt(slopes / places) : 0;
    }

    OdeTolerance m_tolerance;
    std::size_t m_n;
    double m_time = 0;
    double m_step = 0;
    double m_stiffness = 0;
    std::vector<double> m_y, m_next, m_stage, m_error;
    std::array<std::vector<double>, stages> m_slopes;
};

} // namespace

std::unique_ptr<OdeStep> makeExplicitStep(const OdeTolerance& tolerance)
{
    return std::make_unique<ExplicitStep>(tolerance);
}

} // namespace twin
