// SPDX-License-Identifier: GPL-3.0-or-later
// The coordinates that surrogates are fitted in.

#include "model/input_encoding.h"

#include <QtTest>
#include <cmath>

using namespace twin;

namespace {

Contract contractOf(Range validated)
{
    Contract contract;
    contract.inputs.emplace_back();
    contract.inputs[0].name = "speed";
    contract.inputs[0].validated = validated;
    return contract;
}

double encoded(const InputEncoding& encoding, double input)
{
    double coordinate = -1;
    encoding.encode(&input, 1, &coordinate);
    return coordinate;
}

} // namespace

class TestInputEncoding : public QObject
{
    Q_OBJECT

  private slots:
    void rangesAreTakenWholeWhereRunsAllButFillThem_data()
    {
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::addColumn<double>("atZero");
        QTest::addColumn<double>("atTen");
        QTest::newRow("all but filled") << 0.3 << 9.9 << 0.0 << 1.0;
        QTest::newRow("half filled") << 0.0 << 5.0 << 0.0 << 2.0;
        QTest::newRow("wider than the range") << 0.0 << 12.5 << 0.0 << 0.8;
    }
    void rangesAreTakenWholeWhereRunsAllButFillThem()
    {
        QFETCH(double, least);
        QFETCH(double, most);
        const double runs[] = {least, (least + most) / 3, most};
        const InputEncoding encoding = InputEncoding::fit(contractOf({0, 10}), runs, 3);
        QFETCH(double, atZero);
        QFETCH(double, atTen);
        QVERIFY(std::fabs(encoded(encoding, 0) - atZero) < 1e-12);
        QVERIFY(std::fabs(encoded(encoding, 10) - atTen) < 1e-12);
    }

    void kneesGoByWhatTheRunsSpan()
    {
        const double runs[] = {0.5, 3, 10};
        const InputEncoding encoding = InputEncoding::fit(contractOf({0, 10}), runs, 3, {2.0});
        QVERIFY(std::fabs(encoded(encoding, 0.5)) < 1e-15);
        QVERIFY(std::fabs(encoded(encoding, 2.5) - std::log(2.0) / std::log(5.75)) < 1e-12);
    }
};

QTEST_GUILESS_MAIN(TestInputEncoding)
#include "tst_input_encoding.moc"
