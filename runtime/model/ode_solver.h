// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ode_step.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace twin {

/// How a system is integrated. `Auto` begins explicitly and goes on implicitly from where the system turns
/// out to be stiff.
enum class OdeMethod
{
    Auto,
    Explicit,
    Implicit
};

struct OdeLimits
{
    std::size_t steps = 100000; ///< tried, over the whole axis
    double seconds = 10;
};

/// Why an integration ended early. `state` is the one that stopped it, `value` its last value, at `time`.
struct OdeFailure
{
    enum class Kind
    {
        NotFinite,    ///< its derivative is not a finite number there
        StepTooSmall, ///< it changes faster than doubles can follow: it blows up, or jumps
        TooManySteps,
        TooLong,
        Stiff ///< and the method is explicit
    };
    Kind kind = Kind::NotFinite;
    std::size_t state = 0;
    double time = 0;
    double value = 0;
};

/// Integrates a system with an error of each step of at most relative * |y| + absolute in every state, and
/// gives its states at the points asked for: by the method of Dormand and Prince 5(4) and its interpolant,
/// and for stiff systems by the Rosenbrock method RODAS 4(3), which steps to every point. Control of the
/// steps and the estimate of stiffness: E. Hairer, S. P. Norsett and G. Wanner, Solving Ordinary Differential
/// Equations I, 2nd ed., II.4 to II.6; E. Hairer and G. Wanner, the same, II, 2nd ed., IV.2 and IV.7. One
/// thread at a time; no heap allocation after construction.
class OdeSolver
{
  public:
    OdeSolver(OdeTolerance tolerance, OdeLimits limits, OdeMethod method);

    /// The errors that are allowed from now on, of as many states.
    void tolerate(std::span<const double> absolute);

    /// `y`: the states at times[0]. `out`: row-major states x times. The times rise strictly, at least two.
    /// No step is longer than the longest interval of them, or goes over one of the `breaks` (rising), where
    /// the equations jump. True when it came to the end; else `failure` says why not.
    bool solve(OdeEquations& equations, std::span<const double> y, std::span<const double> times, double* out,
               OdeFailure& failure, std::span<const double> breaks = {});

    std::size_t stepsTried() const { return m_tried; } ///< of the last call
    bool wentImplicit() const { return m_step == m_implicit.get(); }

  private:
    double firstStep(OdeEquations& equations, double span);
    bool isStiff(double product);
    bool shorten(const OdeTrial& trial, OdeFailure& failure);
    bool lengthen(OdeEquations& equations, OdeTrial& trial, double reached, OdeFailure& failure);
    bool stopped(OdeFailure::Kind kind, std::size_t state, double time, OdeFailure& failure) const;

    OdeTolerance m_tolerance;
    OdeLimits m_limits;
    OdeMethod m_method;
    std::unique_ptr<OdeStep> m_explicit;
    std::unique_ptr<OdeStep> m_implicit;
    OdeStep* m_step = nullptr;
    double m_time = 0;
    double m_length = 0; ///< of the next step
    double m_wanted = 0; ///< the next step, were it not cut short to meet a point
    double m_lastError = 0;
    bool m_wasShortened = false;
    std::vector<double> m_y, m_slope, m_ahead, m_aheadSlope;
    std::size_t m_tried = 0;
    int m_stiffSteps = 0;
    int m_mildSteps = 0;
};

} // namespace twin
