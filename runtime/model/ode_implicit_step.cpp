// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ode_step.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>

namespace twin {

namespace {

constexpr std::size_t stages = 6;

// RODAS: E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, 2nd ed., IV.7 and IV.10, in the
// form that needs no product with the Jacobian.
constexpr double diagonal = 0.25;
constexpr std::array<double, stages> nodes = {0, 0.386, 0.21, 0.63, 1, 1};
constexpr std::array<double, stages> timeWeights = {0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0};
constexpr double places[stages][stages - 1] = {
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1}};
constexpr double couplings[stages][stages - 1] = {
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054}};
class ImplicitStep final : public OdeStep
{
  public:
    explicit ImplicitStep(const OdeTolerance& tolerance)
        : m_tolerance(tolerance),
          m_n(tolerance.states()),
          m_jacobian(m_n, m_n),
          m_matrix(m_n, m_n),
          m_lu(Eigen::Index(m_n)),
          m_right(m_n)
    {
        for (std::vector<double>* part : {&m_y, &m_next, &m_stage, &m_slope, &m_timeSlope, &m_other})
            part->resize(m_n);
        for (Eigen::VectorXd& increment : m_increments)
            increment.resize(Eigen::Index(m_n));
    }

    void tolerate(const OdeTolerance& tolerance) override { m_tolerance = tolerance; }
    bool begin(OdeEquations& equations, double time, const double* y, OdeTrial& trial) override
    {
        m_time = time;
        std::copy_n(y, m_n, m_y.begin());
        equations.derive(time, y, m_slope.data());
        m_hasJacobian = false;
        return isFinite(m_slope.data(), m_n, time, trial);
    }

    OdeTrial attempt(OdeEquations& equations, double step) override
    {
        m_step = step;
        if (!m_hasJacobian)
            takeJacobian(equations);
        m_matrix = -m_jacobian;
        m_matrix.diagonal().array() += 1 / (step * diagonal);
        m_lu.compute(m_matrix);
        for (std::size_t stage = 0; stage < stages; ++stage) {
            const double time = m_time + nodes[stage] * step;
            const double* slope = m_slope.data();
            if (stage > 0) {
                std::vector<double>& at = stage + 1 < stages ? m_stage : m_next;
                combine(places[stage], stage, at.data());
                equations.derive(time, at.data(), m_other.data());
                slope = m_other.data();
                if (OdeTrial trial; !isFinite(slope, m_n, time, trial))
                    return trial;
            }
            for (std::size_t i = 0; i < m_n; ++i) {
                double sum = 0;
                for (std::size_t k = 0; k < stage; ++k)
                    sum += couplings[stage][k] * m_increments[k][Eigen::Index(i)];
                m_right[Eigen::Index(i)] = slope[i] + step * timeWeights[stage] * m_timeSlope[i] + sum / step;
            }
            m_increments[stage] = m_lu.solve(m_right);
        }
        const Eigen::VectorXd& error = m_increments[stages - 1];
        for (std::size_t i = 0; i < m_n; ++i)
            m_next[i] += error[Eigen::Index(i)];
        OdeTrial trial = judgeErrors(m_tolerance, error.data(), m_y.data(), m_next.data());
        trial.time = m_time + step;
        return trial;
    }

    bool accept(OdeEquations& equations, OdeTrial& trial) override
    {
        m_y.swap(m_next);
        return begin(equations, m_time + m_step, m_y.data(), trial);
    }

    const double* y() const override { return m_y.data(); }
    int errorOrder() const override { return 4; }

  private:
    void combine(const double* row, std::size_t count, double* to) const
    {
        for (std::size_t i = 0; i < m_n; ++i) {
            to[i] = m_y[i];
            for (std::size_t k = 0; k < count; ++k)
                to[i] += row[k] * m_increments[k][Eigen::Index(i)];
        }
    }

    /// By forward differences, also in time.
    void takeJacobian(OdeEquations& equations)
    {
        const double root = std::sqrt(std::numeric_limits<double>::epsilon());
        std::copy(m_y.begin(), m_y.end(), m_stage.begin());
        for (std::size_t k = 0; k < m_n; ++k) {
            const double typical = m_tolerance.absolute[k] / m_tolerance.relative;
            const double wish = root * std::fmax(std::fabs(m_y[k]), typical);
            m_stage[k] = m_y[k] + std::copysign(wish, m_slope[k]);
            const double delta = m_stage[k] - m_y[k];
            equations.derive(m_time, m_stage.data(), m_other.data());
            for (std::size_t i = 0; i < m_n; ++i)
                m_jacobian(Eigen::Index(i), Eigen::Index(k)) = (m_other[i] - m_slope[i]) / delta;
            m_stage[k] = m_y[k];
        }
        const double later = m_time + root * std::fmax(std::fabs(m_time), std::fabs(m_step));
        equations.derive(later, m_y.data(), m_other.data());
        for (std::size_t i = 0; i < m_n; ++i)
            m_timeSlope[i] = (m_other[i] - m_slope[i]) / (later - m_time);
        m_hasJacobian = true;
    }

    OdeTolerance m_tolerance;
    std::size_t m_n;
    Eigen::MatrixXd m_jacobian, m_matrix;
    Eigen::PartialPivLU<Eigen::MatrixXd> m_lu;
    Eigen::VectorXd m_right;
    std::array<Eigen::VectorXd, stages> m_increments;
    std::vector<double> m_y, m_next, m_stage, m_slope, m_timeSlope, m_other;
    double m_time = 0;
    double m_step = 0;
    bool m_hasJacobian = false;
};

} // namespace

std::unique_ptr<OdeStep> makeImplicitStep(const OdeTolerance& tolerance)
{
    return std::make_unique<ImplicitStep>(tolerance);
}

} // namespace twin
