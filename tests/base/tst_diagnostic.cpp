// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/diagnostic.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace twin;

class TestDiagnostic : public QObject
{
    Q_OBJECT

  private slots:
    void isOneLine();
    void leavesOutWhatIsEmpty();
    void onlyErrorsAreErrors();
    void isData();
    void quotesAnyBytes();
};

void TestDiagnostic::isOneLine()
{
    const Diagnostic finding{Severity::Warning, "layout.small", "/root/children/0", "It is small.",
                             "Make it larger."};
    QCOMPARE(format(finding),
             std::string("warning at /root/children/0: It is small. Make it larger. [layout.small]"));
}

void TestDiagnostic::leavesOutWhatIsEmpty()
{
    QCOMPARE(format({Severity::Error, "a.b", "", "Broken.", ""}), std::string("error: Broken. [a.b]"));
}

void TestDiagnostic::onlyErrorsAreErrors()
{
    QVERIFY(!hasErrors({}));
    QVERIFY(!hasErrors({{Severity::Info, "a", "", "", ""}, {Severity::Warning, "b", "", "", ""}}));
    QVERIFY(hasErrors({{Severity::Info, "a", "", "", ""}, {Severity::Error, "b", "", "", ""}}));
}

void TestDiagnostic::isData()
{
    const nlohmann::json json = Diagnostic{Severity::Info, "a.b", "/x", "Message.", "Remedy."};
    QCOMPARE(json.at("severity").get<std::string>(), std::string("info"));
    QCOMPARE(json.at("code").get<std::string>(), std::string("a.b"));
    QCOMPARE(json.at("location").get<std::string>(), std::string("/x"));
    QCOMPARE(json.at("message").get<std::string>(), std::string("Message."));
    QCOMPARE(json.at("remedy").get<std::string>(), std::string("Remedy."));
}

void TestDiagnostic::quotesAnyBytes()
{
    const nlohmann::json json =
        Diagnostic{Severity::Error, "a.b", "m\xc2", "The unit \"\xff\" is unknown.", ""};
    QCOMPARE(json.at("location").get<std::string>(), std::string("m\xef\xbf\xbd"));
    QCOMPARE(json.at("message").get<std::string>(), std::string("The unit \"\xef\xbf\xbd\" is unknown."));
    QVERIFY(!json.dump().empty());
}

QTEST_APPLESS_MAIN(TestDiagnostic)
#include "tst_diagnostic.moc"
