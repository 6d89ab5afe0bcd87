// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <set>

/// The real program: exit codes, the self-test's report, the picture, and the window of an app that cannot be
/// opened.
class TwinplayerTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QString out, err;
    };

    QTemporaryDir m_folder;

    static QString golden()
    {
        return QStringLiteral(TWINWRIGHT_SOURCE_DIR "/tests/golden/bundle-1.twinpack");
    }
    QString place(const char* name) const { return m_folder.filePath(name); }

    static Outcome run(const QStringList& arguments)
    {
        QProcess process;
        process.start(QStringLiteral(TWINWRIGHT_PLAYER), arguments);
        if (!process.waitForFinished(60000)) {
            process.kill();
            process.waitForFinished();
            return {-2, {}, "did not end: " + process.errorString()};
        }
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -3,
                QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    QString write(const char* name, const QByteArray& bytes) const
    {
        QFile file(place(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", name);
        return file.fileName();
    }
    static QByteArray read(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static qsizetype colorsIn(const QImage& image)
    {
        std::set<QRgb> colors;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                colors.insert(image.pixel(x, y));
        return qsizetype(colors.size());
    }

  private slots:
    void passesItsSelfTest_data()
    {
        QTest::addColumn<QString>("app");
        const QString templates = QStringLiteral(TWINWRIGHT_BINARY_DIR "/share/twinwright/templates/");
        QTest::newRow("a bundle") << golden();
        QTest::newRow("Eastfield") << templates + "eastfield/eastfield.twinapp";
        QTest::newRow("water network") << templates + "network-pump/network-pump.twinapp";
    }
    void passesItsSelfTest()
    {
        QFETCH(QString, app);
        const Outcome outcome = run({app, "--selftest"});
        QVERIFY2(outcome.exit == 0, qPrintable(outcome.out + outcome.err));
        QVERIFY2(outcome.out.contains("self-test: passed"), qPrintable(outcome.out));
        QVERIFY2(outcome.out.contains(QRegularExpression("vectors: +[1-9]")), qPrintable(outcome.out));
        QVERIFY2(outcome.out.contains(QRegularExpression("sha-256: +[0-9a-f]{64}\\n")),
                 qPrintable(outcome.out));
    }

    void failsItsSelfTest_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray whole = read(golden());
        QVERIFY(whole.size() > 1000);
        QByteArray changed = whole;
        changed[changed.size() / 2] = char(changed[changed.size() / 2] ^ 0x20);
        QTest::newRow("nothing in it") << QByteArray();
        QTest::newRow("no bundle") << QByteArray("This is a letter.\n");
        QTest::newRow("cut off") << whole.left(whole.size() / 2);
        QTest::newRow("one bit changed") << changed;
    }
    void failsItsSelfTest()
    {
        QFETCH(QByteArray, bytes);
        const Outcome outcome = run({write("broken.twinpack", bytes), "--selftest"});
        QVERIFY2(outcome.exit == 1, qPrintable(QString::number(outcome.exit) + outcome.out + outcome.err));
        QVERIFY2(outcome.out.contains("self-test: FAILED"), qPrintable(outcome.out));
        QVERIFY(!outcome.out.contains("passed"));
    }

    void complainsOfItsArguments_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        QTest::newRow("no app") << QStringList{} << "no app beside the program";
        QTest::newRow("no such input") << QStringList{golden(), "--set", "colour=3"} << "colour";
        QTest::newRow("no value") << QStringList{golden(), "--set", "flow=plenty"} << "plenty";
        QTest::newRow("what cannot be") << QStringList{golden(), "--set", "flow=1e9"} << "physical range";
    }
    void complainsOfItsArguments()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains(words), qPrintable(outcome.err));
    }

    void takesAPicture()
    {
        const Outcome outcome =
            run({golden(), "--theme", "light", "--size", "1024x740", "--screenshot", place("app.png")});
        QVERIFY2(outcome.exit == 0, qPrintable(outcome.err));
        const QImage picture(place("app.png"));
        QCOMPARE(picture.size(), QSize(1024, 740));
        QVERIFY(colorsIn(picture) > 50);
        const Outcome moved = run({golden(), "--theme", "light", "--size", "1024x740", "--set", "flow=1000",
                                   "--screenshot", place("moved.png")});
        QVERIFY2(moved.exit == 0, qPrintable(moved.err));
        QVERIFY(QImage(place("moved.png")) != picture);
    }

    void cannotWriteThePicture()
    {
        const Outcome outcome = run({golden(), "--screenshot", place("no such folder/app.png")});
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.err.contains("cannot be written"), qPrintable(outcome.err));
    }

    /// It is a window that says why, and no crash and no empty one.
    void showsWhyAnAppCannotBeOpened()
    {
        const QString broken = write("broken.twinpack", "This is a letter.\n");
        const Outcome outcome =
            run({broken, "--theme", "light", "--size", "800x500", "--screenshot", place("why.png")});
        QVERIFY2(outcome.exit == 0, qPrintable(outcome.err));
        const QImage picture(place("why.png"));
        QCOMPARE(picture.size(), QSize(800, 500));
        QVERIFY(colorsIn(picture) > 20);
    }
};

QTEST_GUILESS_MAIN(TwinplayerTest)
#include "tst_twinplayer.moc"
