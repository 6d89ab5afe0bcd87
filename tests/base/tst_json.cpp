// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <QtTest>
#include <cmath>
#include <limits>
#include <random>

using namespace twin;

class TestJson : public QObject
{
    Q_OBJECT

  private slots:
    void readsWhatItWrites();
    void equalValuesGiveEqualBytes();
    void numbersKeepEveryBit();
    void shortListsStayOnOneLine();
    void refuses_data();
    void refuses();
    void depthIsAllowedUpToTheLimit();
    void namesThePlaceOfAMistake();
    void saysWhatToDoAboutCommonSlips_data();
    void saysWhatToDoAboutCommonSlips();
};

namespace {

std::string nested(int depth)
{
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

} // namespace

void TestJson::readsWhatItWrites()
{
    const nlohmann::json value = {{"b", {1, 2.5, "drei\n\"", nullptr, true}},
                                  {"a", {{"leer", nlohmann::json::array()}, {"unicode", "m³/h °C 泵"}}},
                                  {"z", nlohmann::json::object()}};
    const std::string text = canonicalJson(value);
    const auto back = parseJson(text, "value.json");
    QVERIFY(back.has_value());
    QVERIFY(*back == value);
    QCOMPARE(canonicalJson(*back), text);
    QVERIFY(text.find("\"a\"") < text.find("\"b\""));
    QCOMPARE(text.back(), '\n');
}

void TestJson::equalValuesGiveEqualBytes()
{
    QCOMPARE(canonicalJson(1.0), canonicalJson(1));
    QCOMPARE(canonicalJson(-0.0), canonicalJson(0));
    QCOMPARE(canonicalJson(1100.0), std::string("1100\n"));
    QCOMPARE(canonicalJson(0.1), std::string("0.1\n"));
    QCOMPARE(canonicalJson(std::numeric_limits<double>::infinity()), std::string("null\n"));
}

void TestJson::numbersKeepEveryBit()
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 20000; ++i) {
        const double number = std::bit_cast<double>(random());
        if (!std::isfinite(number))
            continue;
        const auto back = parseJson(canonicalJson(number), "number");
        QVERIFY(back.has_value());
        QCOMPARE(std::bit_cast<std::uint64_t>(back->get<double>() + 0.0),
                 std::bit_cast<std::uint64_t>(number + 0.0));
    }
    for (const double number :
         {1e19, 12345678901234567000.0, 9007199254740993.0, 1e22, 5e-324, 1.7976931348623157e308}) {
        const auto back = parseJson(canonicalJson(number), "number");
        QVERIFY(back.has_value());
        QCOMPARE(back->get<double>(), number);
    }
}

void TestJson::shortListsStayOnOneLine()
{
    QCOMPARE(canonicalJson({{"cell", {0, 4, 7, 5}}}), std::string("{\n  \"cell\": [0, 4, 7, 5]\n}\n"));
    const std::string longList = canonicalJson(std::vector<double>(97, 0.25));
    QCOMPARE(std::count(longList.begin(), longList.end(), '\n'), std::ptrdiff_t(99));
}

void TestJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const QByteArray& text, const char* code) {
        QTest::newRow(name) << text << QString::fromLatin1(code);
    };
    row("empty", "", "json.syntax");
    row("truncated", "{\"a\": [1, 2", "json.syntax");
    row("two values", "{} {}", "json.syntax");
    row("comment", "{} // so", "json.syntax");
    row("NaN", "{\"a\": NaN}", "json.syntax");
    row("infinity", "[Infinity]", "json.syntax");
    row("too large a number", "[1e999]", "json.syntax");
    row("trailing comma", "[1,]", "json.syntax");
    row("broken UTF-8", "[\"\xff\xfe\"]", "json.syntax");
    row("control character", QByteArray("[\"a\0b\"]", 7), "json.syntax");
    row("key twice", "{\"a\": {\"b\": 1, \"b\": 2}}", "json.duplicate-key");
    row("key twice, written differently", "{\"a\": 1, \"\\u0061\": 2}", "json.duplicate-key");
    row("too deep", QByteArray::fromStdString(nested(jsonDepthLimit + 1)), "json.depth");
    row("far too deep", QByteArray::fromStdString(nested(1000000)), "json.depth");
    row("deep objects", QByteArray("{\"a\":").repeated(100000), "json.depth");
}

void TestJson::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const auto parsed = parseJson(text.toStdString(), "input.json");
    QVERIFY(!parsed.has_value());
    QCOMPARE(QString::fromStdString(parsed.error().code), code);
    QVERIFY(parsed.error().message.find("input.json") != std::string::npos);
    QVERIFY(!parsed.error().remedy.empty());
    QVERIFY(nlohmann::json(parsed.error()).dump().size() > 0); // the message itself is valid UTF-8
}

void TestJson::depthIsAllowedUpToTheLimit()
{
    QVERIFY(parseJson(nested(jsonDepthLimit), "deep.json").has_value());
}

void TestJson::namesThePlaceOfAMistake()
{
    const auto parsed = parseJson("{\n  \"a\": 1,\n  \"b\": oops\n}", "spec.json");
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().message.find("line 3, column 8") != std::string::npos,
             parsed.error().message.c_str());
}

void TestJson::saysWhatToDoAboutCommonSlips_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("remedy");
    QTest::newRow("comma before the end of a list")
        << QByteArray("{\"a\": [1, 2,\n]}") << QByteArray("comma before it");
    QTest::newRow("comma before the end of an object")
        << QByteArray("{\"a\": 1,}") << QByteArray("comma before it");
    QTest::newRow("single quotes") << QByteArray("{'a': 1}") << QByteArray("double quotes");
    QTest::newRow("a comment") << QByteArray("{\"a\": 1, // one\n \"b\": 2}") << QByteArray("comment");
    QTest::newRow("a comment of a script")
        << QByteArray("{\"a\": 1, # one\n \"b\": 2}") << QByteArray("comment");
    QTest::newRow("no comma") << QByteArray("{\"a\": 1\n \"b\": 2}") << QByteArray("Put a comma before it");
}

void TestJson::saysWhatToDoAboutCommonSlips()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, remedy);
    const auto parsed = parseJson(text.toStdString(), "spec.json");
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().remedy.find(remedy.toStdString()) != std::string::npos,
             format(parsed.error()).c_str());
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
