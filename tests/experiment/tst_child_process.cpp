// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/child_process.h"

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <thread>

using namespace twin;
using End = ChildOutcome::End;

namespace {

ChildProcess shell(const char* script)
{
    ChildProcess child;
    child.arguments = {"/bin/sh", "-c", script};
    return child;
}

ChildOutcome outcomeOf(const ChildProcess& child)
{
    const std::atomic<bool> stop = false;
    const auto outcome = runChild(child, stop);
    return outcome ? *outcome : ChildOutcome{End::Stopped, -1, outcome.error().message, {}};
}

} // namespace

class TestChildProcess : public QObject
{
    Q_OBJECT

  private slots:
    void bothStreamsAndTheExitCodeComeBack()
    {
        const ChildOutcome outcome = outcomeOf(shell("echo out; echo wrong >&2; exit 7"));
        QCOMPARE(outcome.end, End::Exited);
        QCOMPARE(outcome.code, 7);
        QCOMPARE(outcome.output, std::string("out\n"));
        QCOMPARE(outcome.errors, std::string("wrong\n"));
    }

    void muchOutputIsReadWhole()
    {
        const ChildOutcome outcome =
            outcomeOf(shell("head -c 5000000 /dev/zero; head -c 300000 /dev/zero >&2"));
        QCOMPARE(outcome.end, End::Exited);
        QCOMPARE(outcome.output.size(), std::size_t(5000000));
        QCOMPARE(outcome.errors.size(), std::size_t(4096));
    }

    void aCrashIsASignal()
    {
        const ChildOutcome outcome = outcomeOf(shell("kill -SEGV $$"));
        QCOMPARE(outcome.end, End::Signalled);
        QCOMPARE(outcome.code, SIGSEGV);
    }

    void anEndlessOneIsEndedWithAllItHasStarted()
    {
        ChildProcess child = shell("sh -c 'while :; do :; done' & echo $!; wait");
        child.limit = std::chrono::milliseconds(200);
        const ChildOutcome outcome = outcomeOf(child);
        QCOMPARE(outcome.end, End::TimedOut);
        const int grandchild = std::atoi(outcome.output.c_str());
        QVERIFY(grandchild > 1);
        // It is dead or about to be reaped by its new parent.
        QTRY_VERIFY(::kill(grandchild, 0) != 0 ||
                    QFile::exists(QString("/proc/%1").arg(grandchild)) == false || [&] {
                        QFile stat(QString("/proc/%1/stat").arg(grandchild));
                        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
                    }());
    }

    void whatIsLeftRunningDoesNotHoldUsUp()
    {
        // The one left behind keeps standard output open for ever.
        const ChildOutcome outcome = outcomeOf(shell("sh -c 'while :; do sleep 1000; done' & echo done"));
        QCOMPARE(outcome.end, End::Exited);
        QCOMPARE(outcome.output, std::string("done\n"));
    }

    void closedStreamsAreNotTheEnd()
    {
        ChildProcess child = shell("exec >&- 2>&-; while :; do :; done");
        child.limit = std::chrono::milliseconds(200);
        QCOMPARE(outcomeOf(child).end, End::TimedOut);
    }

    void tooMuchOutputIsCut()
    {
        ChildProcess child = shell("cat /dev/zero");
        child.outputLimit = 1 << 20;
        QCOMPARE(outcomeOf(child).end, End::TooMuchOutput);
    }

    void stopEndsIt()
    {
        std::atomic<bool> stop = true;
        const auto outcome = runChild(shell("while :; do :; done"), stop);
        QVERIFY(outcome);
        QCOMPARE(outcome->end, End::Stopped);
    }

    void whatCannotBeStartedIsAnError()
    {
        QCOMPARE(findProgram("no-such-program-here").error().code, std::string("run.command"));
        QCOMPARE(findProgram("/etc/passwd").error().code, std::string("run.command"));
        QCOMPARE(findProgram("").error().code, std::string("run.command"));
        QTemporaryDir folder;
        QFile file(folder.filePath("broken"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/no/such/interpreter\n");
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        file.close();
        ChildProcess child;
        child.arguments = {file.fileName().toStdString()};
        const std::atomic<bool> stop = false;
        const auto outcome = runChild(child, stop);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, std::string("run.command"));
    }

    void manyAtOnceDoNotMix()
    {
        std::vector<std::jthread> threads;
        std::atomic<int> wrong = 0;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([i, &wrong] {
                for (int k = 0; k < 10; ++k) {
                    const std::string text = std::to_string(100 * i + k);
                    if (outcomeOf(shell(("echo " + text).c_str())).output != text + "\n")
                        ++wrong;
                }
            });
        threads.clear();
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(TestChildProcess)
#include "tst_child_process.moc"
