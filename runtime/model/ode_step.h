// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

namespace twin {

/// The right-hand side of a system of ordinary differential equations, dy/dt = f(t, y).
class OdeEquations
{
  public:
    virtual ~OdeEquations() = default;
    virtual void derive(double time, const double* y, double* slope) = 0;
};

/// The error that one step may make: in state i, relative * max(|y| at its ends) + absolute[i].
struct OdeTolerance
{
    double relative = 1e-8;
    std::vector<double> absolute; ///< one a state, > 0

    std::size_t states() const { return absolute.size(); }
    double scale(std::size_t i, double before, double after) const
    {
        return absolute[i] + relative * std::fmax(std::fabs(before), std::fabs(after));
    }
};

/// What came of trying a step.
struct OdeTrial
{
    /// The largest ratio of a state's error to what is allowed; NaN when a number was not finite.
    double error = 0;
    std::size_t worst = 0; ///< the state that it belongs to
    double time = 0;       ///< where it was not finite
};

/// A one-step method at one place of a solution: it tries steps from there, and goes on by accepting one.
class OdeStep
{
  public:
    virtual ~OdeStep() = default;
    virtual void tolerate(const OdeTolerance& tolerance) = 0; ///< from now on; of as many states
    /// Goes to a place. False when a slope there is not finite; `trial` says which, and is left alone else.
    virtual bool begin(OdeEquations& equations, double time, const double* y, OdeTrial& trial) = 0;
    virtual OdeTrial attempt(OdeEquations& equations, double step) = 0;
    /// Whether the method has an interpolant as good as its steps; the places asked for are stepped to else.
    virtual bool interpolates() const { return false; }
    /// The solution at the share `theta` (0..1) of the step that was tried last.
    virtual void interpolate(double /*theta*/, double* /*y*/) const {}
    /// Goes to the end of the step that was tried last.
    virtual bool accept(OdeEquations& equations, OdeTrial& trial) = 0;
    virtual const double* y() const = 0;
    virtual int errorOrder() const = 0; ///< the error goes with this power of the step
    /// Step times the largest eigenvalue, as estimated by the last step; 0 when the method does not care.
    virtual double stiffness() const { return 0; }
};

/// Dormand and Prince 5(4) with its interpolant of order 4.
std::unique_ptr<OdeStep> makeExplicitStep(const OdeTolerance& tolerance);
/// RODAS 4(3), linearly implicit and stiffly accurate. The Jacobian is taken by differences. Its interpolant
/// is of order 3 only, and not used.
std::unique_ptr<OdeStep> makeImplicitStep(const OdeTolerance& tolerance);

/// Whether every slope is a finite number; `trial` names the first that is not.
inline bool isFinite(const double* slopes, std::size_t count, double time, OdeTrial& trial)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(slopes[i])) {
            trial = {std::numeric_limits<double>::quiet_NaN(), i, time};
            return false;
        }
    }
    return true;
}

/// The largest ratio of error to what is allowed.
inline OdeTrial judgeErrors(const OdeTolerance& tolerance, const double* errors, const double* before,
                            const double* after)
{
    OdeTrial trial;
    for (std::size_t i = 0; i < tolerance.states(); ++i) {
        const double ratio = std::fabs(errors[i]) / tolerance.scale(i, before[i], after[i]);
        if (!std::isfinite(ratio) || !std::isfinite(after[i]))
            return {std::numeric_limits<double>::quiet_NaN(), i, 0};
        if (ratio > trial.error)
            trial = {ratio, i, 0};
    }
    return trial;
}

} // namespace twin
