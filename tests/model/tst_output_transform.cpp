// SPDX-License-Identifier: GPL-3.0-or-later
// Transforms there and back, and what holds by construction of the cumulative hazard whatever a surrogate
// says.

#include "model/output_curve.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;
using Kind = OutputTransform::Kind;

class TestOutputTransform : public QObject
{
    Q_OBJECT

  private slots:
    void thereAndBack()
    {
        const std::vector<double> values = {0.1, 0.4, 0.7, 0.2, 0.5, 0.9};
        for (const Kind kind : {Kind::None, Kind::Log, Kind::Logit, Kind::CumulativeHazard}) {
            const auto transform = OutputTransform::fit(kind, values.data(), 2, 3, "p", "");
            QVERIFY(transform.has_value());
            QCOMPARE(transform->curvePoints(), std::size_t(3));
            double curve[3], link[3], increments[3];
            for (std::size_t run = 0; run < 2; ++run) {
                transform->toCurve(values.data() + 3 * run, curve);
                transform->curveToLink(curve, link, increments);
                for (std::size_t t = 0; t < 3; ++t) {
                    QVERIFY(std::fabs(link[t] - transform->toLink(values[3 * run + t])) < 1e-12);
                    QVERIFY(std::fabs(transform->fromLink(link[t]) - values[3 * run + t]) < 1e-12);
                }
            }
        }
    }

    void flatStretchesAndLeadingZeros()
    {
        // The first two points are 0 in every run; run 2 has a step without increase.
        const std::vector<double> values = {0, 0, 1e-9, 0.3, 0, 0, 0.2, 0.2};
        const auto transform = OutputTransform::fit(Kind::CumulativeHazard, values.data(), 2, 4, "p", "");
        QVERIFY(transform.has_value());
        QCOMPARE(transform->curvePoints(), std::size_t(2));
        double curve[2], link[4], increments[2];
        for (std::size_t run = 0; run < 2; ++run) {
            transform->toCurve(values.data() + 4 * run, curve);
            transform->curveToLink(curve, link, increments);
            QCOMPARE(transform->fromLink(link[0]), 0.0);
            QCOMPARE(transform->fromLink(link[1]), 0.0);
            for (std::size_t t = 2; t < 4; ++t)
                QVERIFY(std::fabs(transform->fromLink(link[t]) - values[4 * run + t]) <
                        1e-15 + 1e-8 * values[4 * run + t]);
        }
    }

    void refusesWhatDoesNotSuit()
    {
        const auto code = [](Kind kind, std::vector<double> values) {
            const auto transform =
                OutputTransform::fit(kind, values.data(), 1, values.size(), "p", "/models/0");
            return transform ? std::string() : transform.error().code;
        };
        QCOMPARE(code(Kind::Log, {1, 0}), std::string("fit.transform.log"));
        QCOMPARE(code(Kind::Logit, {0.5, 1}), std::string("fit.transform.logit"));
        QCOMPARE(code(Kind::CumulativeHazard, {0, 1.2}), std::string("fit.transform.hazard"));
        QCOMPARE(code(Kind::CumulativeHazard, {0, 0.3, 0.2}), std::string("fit.transform.hazard"));
        QCOMPARE(code(Kind::CumulativeHazard, {0, 0}), std::string("fit.transform.hazard"));
    }

    void probabilityWhateverTheSurrogateSays()
    {
        std::vector<double> values(2 * 6);
        for (std::size_t t = 0; t < 6; ++t) {
            values[t] = 0.01 * double(t);
            values[6 + t] = 0.1 * double(t);
        }
        OutputCurve curve;
        curve.transform = *OutputTransform::fit(Kind::CumulativeHazard, values.data(), 2, 6, "p", "");
        curve.centre.assign(5, -3.0);
        curve.basis = {1, 1, 1, 1, 1, 1, 0.5, 0, -0.5, -1};
        curve.residual.assign(5, 0.01);
        curve.scale.assign(6, 1.6);
        std::mt19937 generator(3);
        std::normal_distribution<double> wild(0, 6);
        OutputCurve::Scratch scratch;
        for (int trial = 0; trial < 2000; ++trial) {
            const double means[] = {wild(generator), wild(generator)};
            const double variances[] = {std::exp(wild(generator)), std::exp(wild(generator))};
            double mean[6], lower[6], upper[6];
            curve.respond(means, variances, 1, mean, lower, upper, scratch);
            QCOMPARE(mean[0], 0.0);
            QCOMPARE(upper[0], 0.0);
            for (std::size_t t = 0; t < 6; ++t) {
                QVERIFY(mean[t] >= 0 && mean[t] <= 1);
                QVERIFY(lower[t] >= 0 && lower[t] <= mean[t] && mean[t] <= upper[t] && upper[t] <= 1);
                if (t > 0)
                    QVERIFY(mean[t] >= mean[t - 1] && lower[t] >= lower[t - 1] && upper[t] >= upper[t - 1]);
            }
        }
    }

    void deviationOfTheHazardByDifferences()
    {
        std::vector<double> values = {0, 0.1, 0.2, 0.3, 0, 0.2, 0.3, 0.4};
        OutputCurve curve;
        curve.transform = *OutputTransform::fit(Kind::CumulativeHazard, values.data(), 2, 4, "p", "");
        curve.centre = {-2, -1.5, -2.5};
        curve.basis = {0.6, 0.5, 0.62};
        curve.residual.assign(3, 0.0);
        OutputCurve::Scratch scratch;
        const double variance = 1e-8, step = std::sqrt(variance);
        double mode = 0.3, link[4], deviation[4], moved[4];
        curve.linkOf(&mode, &variance, link, deviation, scratch);
        mode += step;
        curve.linkOf(&mode, nullptr, moved, nullptr, scratch);
        for (std::size_t t = 1; t < 4; ++t)
            QVERIFY(std::fabs((moved[t] - link[t]) / deviation[t] - 1) < 1e-3);
    }
};

QTEST_GUILESS_MAIN(TestOutputTransform)
#include "tst_output_transform.moc"
