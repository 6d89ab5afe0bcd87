// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/run_record.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace twin;

namespace {

Contract contract()
{
    Contract contract;
    contract.outputs.resize(1);
    contract.outputs[0].name = "y";
    return contract;
}

const RunRecordSubject subject{"design", "simulator", 10};

RunAnswer answer(double value)
{
    return {{{value}}, std::nullopt};
}

RunAnswer failure(const char* message)
{
    return {{}, Diagnostic{Severity::Error, "run.exit-code", {}, message, "Look."}};
}

} // namespace

class TestRunRecord : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path() const { return m_folder.filePath("r.record").toStdString(); }
    QByteArray bytes() const
    {
        QFile file(m_folder.filePath("r.record"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray& text) const
    {
        QFile file(m_folder.filePath("r.record"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    Result<RunRecord> open(const RunRecordSubject& of = subject,
                           SimulatorChange change = SimulatorChange::Refuse) const
    {
        return RunRecord::open(path(), contract(), of, change);
    }

  private slots:
    void init()
    {
        QFile::remove(m_folder.filePath("r.record"));
        const auto record = open();
        QVERIFY(record);
        auto mutableRecord = open();
        QVERIFY(!mutableRecord);
        QCOMPARE(mutableRecord.error().code, std::string("run.record-busy"));
    }

    void everyDigitComesBack()
    {
        {
            auto record = open();
            QVERIFY(record && record->append({{3, answer(0.1 + 0.2)}, {0, failure("it said \"x\"\xff")}}));
            QVERIFY(record->append({{9, answer(-1e308)}, {5, answer(5e-324)}}));
        }
        const auto record = open();
        QVERIFY(record);
        QCOMPARE(record->done().size(), std::size_t(4));
        QVERIFY(record->done().at(3) == answer(0.1 + 0.2));
        QVERIFY(record->done().at(9) == answer(-1e308) && record->done().at(5) == answer(5e-324));
        QCOMPARE(record->done().at(0).failure->code, std::string("run.exit-code"));
    }

    void everyTornEndIsTolerated()
    {
        {
            auto record = open();
            QVERIFY(record && record->append({{1, answer(1)}}) && record->append({{2, answer(2)}}));
        }
        const QByteArray whole = bytes();
        const qsizetype second = whole.lastIndexOf('\n', whole.size() - 2) + 1;
        for (qsizetype length = second; length < whole.size(); ++length) {
            write(whole.left(length));
            auto record = open();
            QVERIFY(record);
            QCOMPARE(record->done().size(), std::size_t(1));
            QVERIFY(record->append({{2, answer(2)}}));
            QCOMPARE(bytes(), whole);
        }
        for (qsizetype length = 0; length < whole.indexOf('\n'); ++length) {
            write(whole.left(length));
            QVERIFY(open());
        }
        // What a file system may leave of a page that was never written.
        write(whole.left(second) + QByteArray(4096, '\0'));
        QCOMPARE(open()->done().size(), std::size_t(1));
        write(whole.left(second) + QByteArray(100, '\0') + "\n" + QByteArray(100, '\0'));
        QCOMPARE(open()->done().size(), std::size_t(1));
    }

    void damageBeforeTheEndIsNamed()
    {
        {
            auto record = open();
            QVERIFY(record && record->append({{1, answer(1)}, {2, answer(2)}}));
        }
        write(bytes().replace("\"run\":1", "\"run\":x"));
        const auto record = open();
        QVERIFY(!record);
        QCOMPARE(record.error().code, std::string("run.record"));
        QVERIFY(QString::fromStdString(record.error().location).endsWith("r.record:2"));
    }

    void nothingIsMixed()
    {
        QCOMPARE(open({"other", "simulator", 10}).error().code, std::string("run.record-other"));
        QCOMPARE(open({"other", "simulator", 10}, SimulatorChange::Accept).error().code,
                 std::string("run.record-other"));
        QCOMPARE(open({"design", "other", 10}).error().code, std::string("run.record-other"));
        QVERIFY(open({"design", "other", 10}, SimulatorChange::Accept));
        QVERIFY(open({"design", "other", 10}));
        QCOMPARE(open().error().code, std::string("run.record-other"));
    }

    void aStrangersFileIsLeftAlone()
    {
        for (const char* text : {"my letters", "my\nletters\n", "{\"a\": 1}\n", "[]\n"}) {
            write(text);
            QCOMPARE(open().error().code, std::string("run.record"));
            QCOMPARE(bytes(), QByteArray(text));
        }
    }

    void answersThatDoNotFitAreRefused()
    {
        const QByteArray first = bytes();
        for (const char* line : {"{\"run\":1,\"outputs\":[[1,2]]}\n", "{\"run\":1,\"outputs\":[]}\n"}) {
            write(first + line);
            QCOMPARE(open().error().code, std::string("run.record"));
        }
        for (const char* line :
             {"{\"run\":10,\"outputs\":[[1]]}\n", "{\"run\":-1,\"outputs\":[[1]]}\n",
              "{\"run\":1,\"outputs\":[[null]]}\n", "{\"run\":1,\"outputs\":[[1e999]]}\n"}) {
            write(first + line);
            QVERIFY(open()); // the last line, taken for torn
            write(first + line + "{\"run\":2,\"outputs\":[[1]]}\n");
            QCOMPARE(open().error().code, std::string("run.record"));
        }
    }
};

QTEST_GUILESS_MAIN(TestRunRecord)
#include "tst_run_record.moc"
