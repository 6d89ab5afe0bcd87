// SPDX-License-Identifier: GPL-3.0-or-later
// Integration against closed forms and published figures.

#include "model/ode_solver.h"

#include <QtTest>
#include <functional>

using namespace twin;

namespace {

class Equations final : public OdeEquations
{
  public:
    using Slope = std::function<void(double, const double*, double*)>;
    explicit Equations(Slope slope) : m_slope(std::move(slope)) {}
    void derive(double time, const double* y, double* slope) override { m_slope(time, y, slope); }

  private:
    Slope m_slope;
};

/// y' = -2 t y^2, y(0) = 1: y = 1 / (1 + t^2).
Equations witch()
{
    return Equations([](double t, const double* y, double* slope) { slope[0] = -2 * t * y[0] * y[0]; });
}

/// y' = -k (y - cos t) - sin t: y = cos t however large k is (A. Prothero and A. Robinson, 1974).
Equations stiffCosine(double k)
{
    return Equations([k](double t, const double* y, double* slope) {
        slope[0] = -k * (y[0] - std::cos(t)) - std::sin(t);
    });
}

OdeTolerance tolerance(double relative, std::size_t states = 1)
{
    return {relative, std::vector<double>(states, relative)};
}

std::vector<double> grid(double last, int count)
{
    std::vector<double> times;
    for (int k = 0; k <= count; ++k)
        times.push_back(last * k / count);
    return times;
}

/// The error of one step of length h from t = 0.3, at its end and at the share 0.4 of it.
std::pair<double, double> stepErrors(OdeStep& step, double h)
{
    Equations equations = witch();
    const auto exact = [](double t) { return 1 / (1 + t * t); };
    const double start = exact(0.3);
    OdeTrial trial;
    step.begin(equations, 0.3, &start, trial);
    step.attempt(equations, h);
    double inside = 0;
    if (step.interpolates())
        step.interpolate(0.4, &inside);
    step.accept(equations, trial);
    return {std::fabs(step.y()[0] - exact(0.3 + h)), std::fabs(inside - exact(0.3 + 0.4 * h))};
}

} // namespace

class TestOdeSolver : public QObject
{
    Q_OBJECT

  private slots:
    /// The local error goes with a power of the step one above the order.
    void stepsHaveTheirOrder_data()
    {
        QTest::addColumn<bool>("implicit");
        QTest::addColumn<double>("atEnd");
        QTest::newRow("Dormand-Prince") << false << 6.0;
        QTest::newRow("RODAS") << true << 5.0;
    }
    void stepsHaveTheirOrder()
    {
        QFETCH(bool, implicit);
        QFETCH(double, atEnd);
        const auto step = implicit ? makeImplicitStep(tolerance(1e-8)) : makeExplicitStep(tolerance(1e-8));
        const auto coarse = stepErrors(*step, 0.1), fine = stepErrors(*step, 0.05);
        QVERIFY2(std::log2(coarse.first / fine.first) > atEnd - 0.35,
                 qPrintable(QString::number(std::log2(coarse.first / fine.first))));
        if (step->interpolates())
            QVERIFY2(std::log2(coarse.second / fine.second) > atEnd - 1.35,
                     qPrintable(QString::number(std::log2(coarse.second / fine.second))));
    }

    void followsClosedForms_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<double>("relative");
        for (const double relative : {1e-4, 1e-8, 1e-11}) {
            QTest::addRow("auto %g", relative) << int(OdeMethod::Auto) << relative;
            QTest::addRow("explicit %g", relative) << int(OdeMethod::Explicit) << relative;
            if (relative > 1e-10)
                QTest::addRow("implicit %g", relative) << int(OdeMethod::Implicit) << relative;
        }
    }
    void followsClosedForms()
    {
        QFETCH(int, method);
        QFETCH(double, relative);
        const std::vector<double> times = grid(10, 101);
        std::vector<double> out(2 * times.size());
        OdeFailure failure;
        {
            OdeSolver solver(tolerance(relative), {}, OdeMethod(method));
            Equations equations = witch();
            QVERIFY(solver.solve(equations, std::vector{1.0}, times, out.data(), failure));
            for (std::size_t k = 0; k < times.size(); ++k)
                QVERIFY(std::fabs(out[k] - 1 / (1 + times[k] * times[k])) < 50 * relative);
        }
        OdeSolver solver(tolerance(relative, 2), {}, OdeMethod(method));
        Equations oscillator([](double, const double* y, double* slope) {
            slope[0] = y[1];
            slope[1] = -4 * y[0];
        });
        QVERIFY(solver.solve(oscillator, std::vector{0.0, 2.0}, times, out.data(), failure));
        for (std::size_t k = 0; k < times.size(); ++k) {
            QVERIFY(std::fabs(out[k] - std::sin(2 * times[k])) < 200 * relative);
            QVERIFY(std::fabs(out[times.size() + k] - 2 * std::cos(2 * times[k])) < 400 * relative);
        }
        QVERIFY(!solver.wentImplicit() || OdeMethod(method) == OdeMethod::Implicit);
    }

    void stiffSystemsGoImplicit()
    {
        const std::vector<double> times = grid(10, 40);
        std::vector<double> out(times.size());
        OdeFailure failure;
        for (const double k : {1e3, 1e6}) {
            OdeSolver solver(tolerance(1e-7), {}, OdeMethod::Auto);
            Equations equations = stiffCosine(k);
            QVERIFY(solver.solve(equations, std::vector{1.0}, times, out.data(), failure));
            QVERIFY(solver.wentImplicit());
            QVERIFY2(solver.stepsTried() < 3000, qPrintable(QString::number(solver.stepsTried())));
            for (std::size_t i = 0; i < times.size(); ++i)
                QVERIFY(std::fabs(out[i] - std::cos(times[i])) < 2e-6);
        }
    }

    void anExplicitMethodRefusesAStiffSystem()
    {
        OdeSolver solver(tolerance(1e-6), {}, OdeMethod::Explicit);
        Equations equations = stiffCosine(1e5);
        std::vector<double> out(2);
        OdeFailure failure;
        QVERIFY(!solver.solve(equations, std::vector{1.0}, std::vector{0.0, 10.0}, out.data(), failure));
        QCOMPARE(int(failure.kind), int(OdeFailure::Kind::Stiff));
    }

    /// H. H. Robertson's reaction; the figures at 1e11 are those of F. Mazzia and C. Magherini, Test Set for
    /// Initial Value Problem Solvers, release 2.4.
    void robertson()
    {
        Equations reaction([](double, const double* y, double* slope) {
            slope[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
            slope[2] = 3e7 * y[1] * y[1];
            slope[1] = -slope[0] - slope[2];
        });
        OdeSolver solver({1e-8, {1e-10, 1e-16, 1e-10}}, {}, OdeMethod::Auto);
        const std::vector<double> times = {0, 0.4, 4, 40, 1e11};
        std::vector<double> out(3 * times.size());
        OdeFailure failure;
        QVERIFY(solver.solve(reaction, std::vector{1.0, 0.0, 0.0}, times, out.data(), failure));
        const auto near = [](double got, double wanted, double relative) {
            return std::fabs(got - wanted) <= relative * wanted;
        };
        QVERIFY(near(out[3], 0.71582687, 1e-6));
        QVERIFY(near(out[5 + 3], 9.1855348e-6, 1e-5));
        QVERIFY(near(out[4], 0.2083340149701255e-07, 1e-3));
        QVERIFY(near(out[5 + 4], 0.8333360770334713e-13, 1e-3));
        QVERIFY(near(out[10 + 4], 0.9999999791665050, 1e-6));
    }

    void stopsWithStateAndTime_data()
    {
        QTest::addColumn<int>("method");
        QTest::newRow("auto") << int(OdeMethod::Auto);
        QTest::newRow("implicit") << int(OdeMethod::Implicit);
    }
    void stopsWithStateAndTime()
    {
        QFETCH(int, method);
        std::vector<double> out(4);
        OdeFailure failure;
        OdeSolver solver(tolerance(1e-8, 2), {}, OdeMethod(method));
        // y = 1 / (1 - t) has no value at 1
        Equations bursting([](double, const double* y, double* slope) {
            slope[0] = 1;
            slope[1] = y[1] * y[1];
        });
        QVERIFY(!solver.solve(bursting, std::vector{0.0, 1.0}, std::vector{0.0, 2.0}, out.data(), failure));
        QCOMPARE(failure.state, std::size_t(1));
        QVERIFY(std::fabs(failure.time - 1) < 1e-3 && failure.value > 1e4);

        // y = (1 - t/2)^2 comes to 0 at 2, and goes below by the error of a step
        Equations draining([](double, const double* y, double* slope) {
            slope[0] = 0;
            slope[1] = -std::sqrt(y[1]);
        });
        QVERIFY(!solver.solve(draining, std::vector{0.0, 1.0}, std::vector{0.0, 3.0}, out.data(), failure));
        QCOMPARE(failure.state, std::size_t(1));
        QVERIFY2(std::fabs(failure.time - 2) < 0.1, qPrintable(QString::number(failure.time)));

        Equations never([](double, const double*, double* slope) { slope[0] = slope[1] = std::nan(""); });
        QVERIFY(!solver.solve(never, std::vector{0.0, 1.0}, std::vector{0.0, 3.0}, out.data(), failure));
        QCOMPARE(int(failure.kind), int(OdeFailure::Kind::NotFinite));
        QCOMPARE(failure.time, 0.0);
    }

    void keepsItsLimits()
    {
        Equations fast([](double t, const double*, double* slope) { slope[0] = std::cos(1e6 * t); });
        std::vector<double> out(2);
        OdeFailure failure;
        OdeSolver few(tolerance(1e-10), {200, 10}, OdeMethod::Auto);
        QVERIFY(!few.solve(fast, std::vector{0.0}, std::vector{0.0, 1e3}, out.data(), failure));
        QCOMPARE(int(failure.kind), int(OdeFailure::Kind::TooManySteps));
        QCOMPARE(few.stepsTried(), std::size_t(200));
        OdeSolver brief(tolerance(1e-10), {std::size_t(1) << 40, 0.001}, OdeMethod::Explicit);
        QVERIFY(!brief.solve(fast, std::vector{0.0}, std::vector{0.0, 1e6}, out.data(), failure));
        QCOMPARE(int(failure.kind), int(OdeFailure::Kind::TooLong));
    }
};

QTEST_APPLESS_MAIN(TestOdeSolver)
#include "tst_ode_solver.moc"
