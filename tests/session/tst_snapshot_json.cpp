// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_package.h"
#include "session/session.h"
#include "session/snapshot_json.h"

#include <QTest>

using namespace twin;
using nlohmann::json;

/// QCOMPARE does not compile with a type that converts to anything.
static void compare(const json& got, const json& wanted)
{
    QCOMPARE(QString::fromStdString(got.dump(1)), QString::fromStdString(wanted.dump(1)));
}

class TestSnapshotJson : public QObject
{
    Q_OBJECT

    static json answer(std::vector<double> inputs)
    {
        auto session = Session::open(fakePackage(), {}, Session::Mode::Inline);
        if (!session)
            qFatal("%s", format(session.error()).c_str());
        return toJson((*session)->contract(), (*session)->evaluatePoint(inputs));
    }

  private slots:
    void anAnswerHasNumbers()
    {
        const json got = answer({50, 2});
        compare(got["zone"], json("validated"));
        compare(got["verdict"], json("Pass"));
        compare(got["axis"], json({{"name", "time"}, {"unit", "h"}, {"values", {0.0, 1.0, 2.0}}}));
        compare(got["outputs"]["level"], json({{"unit", "m"},
                                               {"values", {25.0, 50.0, 75.0}},
                                               {"lower", {24.0, 49.0, 74.0}},
                                               {"upper", {26.0, 51.0, 76.0}}}));
        compare(got["outputs"]["load"],
                json({{"unit", "m3/h"}, {"value", 25.0}, {"lower", nullptr}, {"upper", nullptr}}));
        QVERIFY(got["verdicts"].size() == 1);
        compare(got["verdicts"][0],
                json({{"rule", "R1"}, {"verdict", "Pass"}, {"message", ""}, {"nearest", json::object()}}));
    }

    void aBlockedPointHasNullInPlaceOfEveryNumber()
    {
        const json got = answer({70, 2});
        compare(got["zone"], json("impossible"));
        compare(got["verdict"], json("Block"));
        const json nothing = {nullptr, nullptr, nullptr};
        compare(got["outputs"]["level"],
                json({{"unit", "m"}, {"values", nothing}, {"lower", nothing}, {"upper", nothing}}));
        compare(got["outputs"]["load"]["value"], json());
        compare(got["verdicts"][0]["verdict"], json("Block"));
        // 60 m3/h on two pumps, or 70 m3/h on three.
        compare(got["verdicts"][0]["nearest"], json({{"flow", 60.0}, {"pumps", 3.0}}));
    }
};

QTEST_APPLESS_MAIN(TestSnapshotJson)
#include "tst_snapshot_json.moc"
