// SPDX-License-Identifier: GPL-3.0-or-later
// The configure-time check of link rules stops the real project when a target links what it may not.

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

class TestLayers : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exitCode = -1;
        QString output;
    };

    // Configures the project in an empty folder, with a link added from outside once everything is read.
    static Outcome configure(const QString& target, const QString& library)
    {
        QTemporaryDir folder;
        QStringList arguments{"-S",    TWINWRIGHT_SOURCE_DIR, "-B", folder.filePath("build"), "-G",
                              "Ninja", "-DBUILD_TESTING=OFF"};
        if (!target.isEmpty()) {
            QFile intruder(folder.filePath("intruder.cmake"));
            if (!intruder.open(QIODevice::WriteOnly))
                return {};
            intruder.write(QString("cmake_language(DEFER CALL target_link_libraries %1 PRIVATE %2)\n")
                               .arg(target, library)
                               .toUtf8());
            intruder.close();
            arguments << "-DCMAKE_PROJECT_twinwright_INCLUDE=" + intruder.fileName();
        }
        QProcess cmake;
        cmake.setProcessChannelMode(QProcess::MergedChannels);
        cmake.start(TWINWRIGHT_CMAKE, arguments);
        if (!cmake.waitForFinished(120000))
            return {};
        // CMake breaks long messages into lines.
        return {cmake.exitCode(), QString::fromUtf8(cmake.readAll()).simplified()};
    }

  private slots:
    void theProjectItselfConfigures()
    {
        const Outcome outcome = configure({}, {});
        QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.output));
    }

    void aForbiddenLinkStopsTheConfiguration_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("library");
        QTest::newRow("runtime with Qt") << "twin_runtime"
                                         << "Qt6::Core";
        QTest::newRow("runtime with Qt by its file name") << "twin_runtime"
                                                          << "Qt6Core";
        QTest::newRow("runtime with Qt in some configurations") << "twin_runtime"
                                                                << "$<$<CONFIG:Debug>:Qt6::Core>";
        QTest::newRow("descriptors with views") << "twin_catalog"
                                                << "twin_widgets";
        QTest::newRow("views with the editor") << "twin_widgets"
                                               << "twin_editor";
        QTest::newRow("command line with views") << "xdt"
                                                 << "twin_widgets";
        QTest::newRow("player with the editor") << "twinplayer"
                                                << "twin_editor";
    }

    void aForbiddenLinkStopsTheConfiguration()
    {
        QFETCH(QString, target);
        QFETCH(QString, library);
        const Outcome outcome = configure(target, library);
        QVERIFY2(outcome.exitCode != 0, qPrintable(outcome.output));
        QVERIFY2(outcome.output.contains("Layering: " + target + " links"), qPrintable(outcome.output));
    }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
