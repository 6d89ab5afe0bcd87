// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unit.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;

namespace {

Unit unit(const char* code)
{
    const Result<Unit> parsed = Unit::parse(code);
    if (!parsed)
        qFatal("%s", format(parsed.error()).c_str());
    return *parsed;
}

} // namespace

class TestUnit : public QObject
{
    Q_OBJECT

  private slots:
    void convertsAsPublished_data();
    void convertsAsPublished();
    void temperatureScales();
    void differencesHaveNoOffset();
    void everydaySpellings_data();
    void everydaySpellings();
    void symbolsForPeople_data();
    void symbolsForPeople();
    void codesReadBack();
    void productsAndQuotients();
    void roots();
    void refuses_data();
    void refuses();
    void suggestsWhatIsNear();
    void survivesAnyText();
};

/// Factors: NIST Special Publication 811 (2008), appendix B.8, seven digits.
void TestUnit::convertsAsPublished_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<double>("factor");
    const auto row = [](const char* from, const char* to, double factor) {
        QTest::addRow("%s to %s", from, to) << QByteArray(from) << QByteArray(to) << factor;
    };
    row("[acr_us]", "m2", 4.046873e+03);
    row("atm", "Pa", 1.01325e+05);
    row("bar", "Pa", 1.0e+05);
    row("[bbl_us]", "m3", 1.589873e-01);
    row("[Btu_IT]", "J", 1.055056e+03);
    row("[Btu_th]", "J", 1.054350e+03);
    row("cal_IT", "J", 4.1868);
    row("cal_th", "J", 4.184);
    row("cm[H2O]", "Pa", 9.80665e+01);
    row("deg", "rad", 1.745329e-02);
    row("dyn", "N", 1.0e-05);
    row("erg", "J", 1.0e-07);
    row("eV", "J", 1.602177e-19);
    row("[foz_us]", "m3", 2.957353e-05);
    row("[ft_i]", "m", 3.048e-01);
    row("[cft_i]/min", "m3/s", 4.719474e-04);
    row("[gal_us]", "m3", 3.785412e-03);
    row("[gal_us]/min", "m3/s", 6.309020e-05);
    row("[gal_br]", "m3", 4.546090e-03);
    row("[gr]", "kg", 6.479891e-05);
    row("har", "m2", 1.0e+04);
    row("[HP]", "W", 7.456999e+02);
    row("[in_i]", "m", 2.54e-02);
    row("kW.h", "J", 3.6e+06);
    row("kgf", "N", 9.80665);
    row("[kn_i]", "m/s", 5.144444e-01);
    row("[lb_av]", "kg", 4.535924e-01);
    row("[lbf_av]", "N", 4.448222);
    row("L/min", "m3/s", 1.666667e-05);
    row("[mi_i]/h", "m/s", 4.470400e-01);
    row("[mil_i]", "m", 2.54e-05);
    row("[nmi_i]", "m", 1.852e+03);
    row("[oz_av]", "kg", 2.834952e-02);
    row("[psi]", "Pa", 6.894757e+03);
    row("P", "Pa.s", 1.0e-01);
    row("[pt_us]", "m3", 4.731765e-04);
    row("[qt_us]", "m3", 9.463529e-04);
    row("{rev}/min", "/s", 1.666667e-02);
    row("St", "m2/s", 1.0e-04);
    row("[ston_av]", "kg", 9.071847e+02);
    row("[lton_av]", "kg", 1.016047e+03);
    row("t", "kg", 1.0e+03);
    row("[yd_i]", "m", 9.144e-01);
    row("d", "s", 8.64e+04);
    row("wk", "s", 6.048e+05);
    // coherence of the SI
    row("N", "kg.m/s2", 1);
    row("Pa", "N/m2", 1);
    row("J", "N.m", 1);
    row("W", "J/s", 1);
    row("V", "W/A", 1);
    row("Ohm", "V/A", 1);
    row("S", "/Ohm", 1);
    row("F", "C/V", 1);
    row("Wb", "V.s", 1);
    row("T", "Wb/m2", 1);
    row("H", "Wb/A", 1);
    row("C", "A.s", 1);
    row("lx", "lm/m2", 1);
    row("lm", "cd.sr", 1);
    row("Gy", "J/kg", 1);
    row("Hz", "/s", 1);
    row("circ", "deg", 360);
    row("a", "d", 365.25);
    row("a", "mo", 12);
    row("%", "[ppm]", 10000);
    row("10*3", "1", 1000);
    row("MW", "kW", 1000);
    row("m3", "L", 1000);
    row("m3/h", "L/s", 1 / 3.6);
}

void TestUnit::convertsAsPublished()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(double, factor);
    const Unit a = unit(from), b = unit(to);
    QVERIFY2(a.isCompatibleWith(b), from.constData());
    QVERIFY2(std::abs(a.to(b, 1) / factor - 1) < 1e-6, qPrintable(QString::number(a.to(b, 1), 'g', 10)));
    QVERIFY(std::abs(b.to(a, a.to(b, 123.456)) - 123.456) < 1e-10);
}

void TestUnit::temperatureScales()
{
    const Unit celsius = unit("Cel"), fahrenheit = unit("[degF]"), kelvin = unit("K");
    QCOMPARE(celsius.to(kelvin, 0), 273.15);
    QVERIFY(std::abs(celsius.to(fahrenheit, 100) - 212) < 1e-10);
    QVERIFY(std::abs(fahrenheit.to(celsius, 32)) < 1e-10);
    QVERIFY(std::abs(fahrenheit.to(celsius, -40) + 40) < 1e-10);
    QVERIFY(std::abs(fahrenheit.to(kelvin, -459.67)) < 1e-10);
}

void TestUnit::differencesHaveNoOffset()
{
    QCOMPARE(unit("Cel").differenceTo(unit("K"), 10), 10.0);
    QVERIFY(std::abs(unit("Cel").differenceTo(unit("[degF]"), 10) - 18) < 1e-12);
    QVERIFY(std::abs(unit("W/(m2.Cel)").to(unit("W/(m2.K)"), 5) - 5) < 1e-12);
}

void TestUnit::everydaySpellings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* text, const char* code) {
        QTest::addRow("%s", text) << QByteArray(text) << QString(code);
    };
    row("degC", "Cel");
    row("°C", "Cel");
    row("degF", "[degF]");
    row("hr", "h");
    row("m³/h", "m3/h");
    row("m^3/h", "m3/h");
    row("m3 / hr", "m3/h");
    row("rpm", "{rev}/min");
    row("kWh", "kW.h");
    row("kW·h", "kW.h");
    row("kW h", "kW.h");
    row("J/kWh", "J/(kW.h)");
    row("µm", "um");
    row("Ω", "Ohm");
    row("psi", "[psi]");
    row("gpm", "[gal_us]/min");
    row("mH2O", "m[H2O]");
    row("ft", "[ft_i]");
    row("", "1");
    row("-", "1");
    row("percent", "%");
    row("m⁻²", "m-2");
    row("m3/h{pump}", "m3/h{pump}");
}

void TestUnit::everydaySpellings()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    QCOMPARE(QString::fromStdString(unit(text).code()), code);
}

void TestUnit::symbolsForPeople_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("symbol");
    const auto row = [](const char* code, const char* symbol) {
        QTest::addRow("%s", code) << QByteArray(code) << QString(symbol);
    };
    row("m3/h", "m³/h");
    row("Cel", "°C");
    row("%", "%");
    row("1", "");
    row("kW.h", "kWh");
    row("{rev}/min", "rpm");
    row("W/(m2.K)", "W/(m²·K)");
    row("um", "µm");
    row("kOhm", "kΩ");
    row("/h", "1/h");
    row("m-2", "1/m²");
    row("m[H2O]", "mH₂O");
    row("kg/har", "kg/ha");
    row("{run}/d", "run/d");
}

void TestUnit::symbolsForPeople()
{
    QFETCH(QByteArray, code);
    QFETCH(QString, symbol);
    QCOMPARE(QString::fromStdString(unit(code).symbol()), symbol);
    const bool stands = symbol.isEmpty() || symbol == QString::fromUtf8("°"); // close to the number
    QCOMPARE(QString::fromStdString(unit(code).afterNumber()), stands ? symbol : ' ' + symbol);
}

void TestUnit::codesReadBack()
{
    for (const char* code :
         {"m3/h", "W/(m2.K)", "10*3/L", "J/s/m2", "{rev}/min", "m3/h{pump}", "[in_i'H2O]", "kg.m2/s3.A-1"}) {
        const Unit once = unit(code);
        const Unit twice = unit(once.code().c_str());
        QCOMPARE(QString::fromStdString(twice.code()), QString(code));
        QCOMPARE(twice.factor(), once.factor());
        QCOMPARE(twice.dimension(), once.dimension());
    }
}

void TestUnit::productsAndQuotients()
{
    QCOMPARE(unit("m3/h").times(unit("h")).code(), std::string("m3"));
    QCOMPARE(unit("m3/h").over(unit("m3/h")).code(), std::string("1"));
    QCOMPARE(unit("m").power(3).code(), std::string("m3"));
    QCOMPARE(unit("s").power(-1).code(), std::string("/s"));
    QVERIFY(unit("kW").times(unit("h")).isCompatibleWith(unit("J")));
    QCOMPARE(unit("Cel").times(unit("h")).offset(), 0.0);
    const Unit product = unit("W/(m2.K)").times(unit("m2")).times(unit("K"));
    QCOMPARE(product.code(), std::string("W"));
}

void TestUnit::roots()
{
    QCOMPARE(unit("m2").root(2)->code(), std::string("m"));
    QCOMPARE(unit("m3/h").power(2).root(2)->code(), std::string("m3/h"));
    QVERIFY(!unit("m3/h").root(2));
}

void TestUnit::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* text, const char* code) {
        QTest::addRow("%s", text) << QByteArray(text) << QString(code);
    };
    row("foo", "unit.unknown");
    row("m3/hh", "unit.unknown");
    row("kpsi", "unit.unknown");
    row("B[SPL]", "unit.unknown");
    row("m3/", "unit.syntax");
    row("m//s", "unit.syntax");
    row("(m", "unit.syntax");
    row("m)", "unit.syntax");
    row("m0", "unit.syntax");
    row("m123", "unit.syntax");
    row("{", "unit.syntax");
    row("{}", "unit.syntax");
    row("m+", "unit.syntax");
    row("0", "unit.syntax");
    row("99999999999", "unit.syntax");
    row("((((((((((((m))))))))))))", "unit.syntax");
    row("Ym99.Ym99.Ym99", "unit.syntax");
}

void TestUnit::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const Result<Unit> parsed = Unit::parse(text.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(QString::fromStdString(parsed.error().code), code);
    QVERIFY(!parsed.error().message.empty());
    QVERIFY(!parsed.error().remedy.empty());
}

void TestUnit::suggestsWhatIsNear()
{
    const auto remedy = [](const char* text) {
        return QString::fromStdString(Unit::parse(text).error().remedy);
    };
    QVERIFY2(remedy("barr").contains("\"bar\""), qPrintable(remedy("barr")));
    QVERIFY2(remedy("m3/hh").contains("\"h\""), qPrintable(remedy("m3/hh")));
    QVERIFY2(remedy("degc").contains("\"degC\""), qPrintable(remedy("degc")));
    QVERIFY2(remedy("kilogram").contains("UCUM"), qPrintable(remedy("kilogram")));
}

void TestUnit::survivesAnyText()
{
    std::mt19937 random(7);
    const std::string pieces[] = {"m", "3", "/", ".",   "(", ")", "{", "}", "[",    "]",   "^", "-",
                                  "+", "h", "k", "10*", "°", "³", " ", "%", "\xff", "Cel", "'", "*"};
    int readable = 0;
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (int k = std::uniform_int_distribution(0, 12)(random); k > 0; --k)
            text += pieces[std::uniform_int_distribution<std::size_t>(0, std::size(pieces) - 1)(random)];
        const Result<Unit> parsed = Unit::parse(text);
        if (!parsed)
            continue;
        ++readable;
        const Result<Unit> again = Unit::parse(parsed->code());
        QVERIFY2(again, parsed->code().c_str());
        QCOMPARE(again->dimension(), parsed->dimension());
        QVERIFY(std::abs(again->factor() / parsed->factor() - 1) < 1e-12);
        QVERIFY(!parsed->symbol().empty() || parsed->code() == "1" || parsed->isDimensionless());
    }
    QVERIFY(readable > 500);
}

QTEST_APPLESS_MAIN(TestUnit)
#include "tst_unit.moc"
