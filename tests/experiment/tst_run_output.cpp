// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/run_output.h"

#include <QTest>

using namespace twin;

namespace {

Contract contract()
{
    Contract contract;
    contract.axis = Axis{"time", "Time", {}, {0, 1, 2}};
    contract.outputs.resize(2);
    contract.outputs[0].name = "peak";
    contract.outputs[1].name = "t_out";
    contract.outputs[1].isSeries = true;
    return contract;
}

/// A field over two by three points, with a series along the first axis.
Contract plate()
{
    Contract made = contract();
    made.axis->values = {0, 1};
    made.axis2 = Axis{"z", "Depth", {}, {0, 2, 3}};
    made.outputs[0].isField = true;
    return made;
}

using Values = std::vector<std::vector<double>>;

} // namespace

class TestRunOutput : public QObject
{
    Q_OBJECT

  private slots:
    void jsonAndCsvSayTheSame()
    {
        const Values wanted = {{4.5}, {1, 2, 4.5}};
        for (const char* text : {" {\"t_out\": [1, 2, 4.5], \"peak\": 4.5, \"log\": [\"x\"]}\n",
                                 "{\"t_out\": [1, 2, 4.5], \"peak\": [4.5], \"time\": [0, 1, 2]}",
                                 "time,t_out,peak\n0,1,4.5\n1,2,4.5\n2,4.5,4.5\n",
                                 "t_out;peak;words\n1;4.5;a\n2;4.5;b\n4.5;4.5;c"}) {
            const auto read = readRunOutput(text, contract(), {});
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            QVERIFY(*read == wanted);
        }
    }

    void anAnswerToAnotherRunIsRefused()
    {
        Contract asked = contract();
        asked.inputs.resize(1);
        asked.inputs[0].name = "flow";
        const std::vector<double> flow{1200};
        for (const char* printed : {"1200", "1.2e3", "1205", "\"much\""}) {
            const std::string text =
                std::string("{\"t_out\": [1, 2, 4.5], \"peak\": 4.5, \"flow\": ") + printed + "}";
            QCOMPARE(bool(readRunOutput(text, asked, {}, flow)), true);
        }
        for (const char* text : {"{\"t_out\": [1, 2, 4.5], \"peak\": 4.5, \"flow\": 1300}",
                                 "flow,time,t_out,peak\n1200,0,1,4.5\n1200,1,2,4.5\n900,2,4.5,4.5\n"}) {
            const auto read = readRunOutput(text, asked, {}, flow);
            QVERIFY(!read);
            QCOMPARE(read.error().code, std::string("run.output-input"));
            QVERIFY(readRunOutput(text, asked, {}));
        }
    }

    void fieldsAreListsOfLists()
    {
        const Values wanted = {{1, 2, 3, 4, 5, 6}, {7, 8}};
        for (const char* text :
             {"{\"peak\": [[1, 2, 3], [4, 5, 6]], \"t_out\": [7, 8], \"z\": [0, 2, 3]}",
              "{\"peak\": [1, 2, 3, 4, 5, 6], \"t_out\": [7, 8], \"time\": [0, 1]}",
              "time,z,peak,t_out\n0,0,1,7\n0,2,2,7\n0,3,3,7\n1,0,4,8\n1,2,5,8\n1,3,6,8\n"}) {
            const auto read = readRunOutput(text, plate(), {});
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            QVERIFY(*read == wanted);
        }
        for (const auto& [text, code] :
             {std::pair{"{\"peak\": [[1, 2], [3, 4], [5, 6]], \"t_out\": [7, 8]}", "run.output-length"},
              {"{\"peak\": [[1, 2, 3], [4, 5]], \"t_out\": [7, 8]}", "run.output-length"},
              {"{\"peak\": [[1, 2, 3]], \"t_out\": [7, 8]}", "run.output-length"},
              {"{\"peak\": [[1, 2, 3], 4], \"t_out\": [7, 8]}", "run.output-number"},
              {"{\"peak\": [[1, 2, 3], [4, [5], 6]], \"t_out\": [7, 8]}", "run.output-number"},
              {"{\"peak\": [[1, 2, 3], [4, 5, 6]], \"t_out\": [[7, 8]]}", "run.output-length"},
              {"{\"peak\": [[1, 2, 3], [4, 5, 6]], \"t_out\": [7, 8], \"z\": [0, 2, 4]}", "run.output-axis"},
              {"z,peak,t_out\n0,1,7\n2,2,7\n3,3,9\n0,4,8\n2,5,8\n3,6,8\n", "run.output-length"},
              {"z,peak,t_out\n0,1,7\n0,2,7\n2,3,7\n2,4,8\n3,5,8\n3,6,8\n", "run.output-axis"}}) {
            const auto read = readRunOutput(text, plate(), {});
            QVERIFY2(!read, text);
            QCOMPARE(read.error().code, std::string(code));
        }
    }

    void otherNamesAreMapped()
    {
        const auto read = readRunOutput("{\"T [C]\": [1, 2, 3], \"peak\": 3, \"h\": [0, 1, 2]}", contract(),
                                        {{"t_out", "T [C]"}, {"time", "h"}});
        QVERIFY(read);
        QCOMPARE((*read)[1][2], 3.0);
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* text, const char* code, const char* words) {
            QTest::newRow(name) << QByteArray(text) << QString("run.output-%1").arg(code) << QString(words);
        };
        row("nothing", " \n", "empty", "nothing");
        row("chatter", "Segmentation fault\n", "garbage", "Segmentation fault");
        row("broken JSON", "{\"peak\": 4.5, ", "garbage", "no JSON");
        row("NaN", "{\"peak\": NaN, \"t_out\": [1,2,3]}", "garbage", "no JSON");
        row("null", "{\"peak\": null, \"t_out\": [1,2,3]}", "number", "peak holds null");
        row("text", "{\"peak\": \"hot\", \"t_out\": [1,2,3]}", "number", "peak");
        row("infinite", "t_out,peak\n1,inf\n2,inf\n3,inf\n", "number", "no finite number");
        row("missing", "{\"peek\": 1, \"t_out\": [1,2,3]}", "missing", "peek");
        row("short", "{\"peak\": 1, \"t_out\": [1,2]}", "length",
            "2 values, where the contract has 3 points");
        row("empty list", "{\"peak\": [], \"t_out\": [1,2,3]}", "length", "0 values");
        row("several", "{\"peak\": [1,2,3], \"t_out\": [1,2,3]}", "length", "different values");
        row("other axis", "time,t_out,peak\n0,1,4\n1,2,4\n3,3,4\n", "axis", "Point 3 of time is 3");
        row("words in a column", "t_out,peak\nhot,1\nhot,1\nhot,1\n", "number", "hot");
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        QFETCH(QString, words);
        const auto read = readRunOutput(text.toStdString(), contract(), {});
        QVERIFY(!read);
        QCOMPARE(QString::fromStdString(read.error().code), code);
        QVERIFY2(QString::fromStdString(read.error().message).contains(words), read.error().message.c_str());
        QVERIFY(!QString::fromStdString(read.error().message).contains('\n'));
    }

    void quotesHoldNoControls()
    {
        QCOMPARE(quoted("\n a\x1b[31mb\tc\xff", 60), std::string("a?[31mb c?"));
        QCOMPARE(quoted("abcdef", 3), std::string("abc..."));
    }
};

QTEST_GUILESS_MAIN(TestRunOutput)
#include "tst_run_output.moc"
