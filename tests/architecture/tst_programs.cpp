// SPDX-License-Identifier: GPL-3.0-or-later
// What the linked programs are made of: no user interface in the command line, no editor in the player.

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

namespace {

QString outputOf(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        return {};
    return QString::fromUtf8(process.readAllStandardOutput());
}

// Functions and objects with a strong definition: inline functions of shared headers are weak.
QSet<QString> definedIn(const QString& file)
{
    QSet<QString> names;
    for (const QString& line : outputOf(TWINWRIGHT_NM, {"--defined-only", file}).split('\n'))
        // Small letters too: what is hidden turns local in a program. Names of one file's own may stand in many files.
        if (const auto match = QRegularExpression(" [TtDdRrBb] (_Z(?!L|\\w*_GLOBAL__N_1)\\w+)$").match(line);
            match.hasMatch())
            names.insert(match.captured(1));
    return names;
}

// Names of the editor's classes as they stand in a program's type information, which stripping leaves.
QList<QByteArray> editorTypeNames()
{
    QList<QByteArray> names;
    QDirIterator it(TWINWRIGHT_SOURCE_DIR "/editor", {"*.h"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString text = QString::fromUtf8(file.readAll());
        auto classes = QRegularExpression("class (\\w+)[^;{]*:\\s*public Q").globalMatch(text);
        while (classes.hasNext()) {
            const QByteArray name = classes.next().captured(1).toUtf8();
            names << "N4twin" + QByteArray::number(name.size()) + name + "E";
        }
    }
    return names;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPrograms : public QObject
{
    Q_OBJECT

  private slots:
    void theCommandLineLoadsNoUserInterface()
    {
        const QString libraries = outputOf("ldd", {TWINWRIGHT_XDT});
        QVERIFY(libraries.contains("libc.so"));
        const QRegularExpression gui("lib(Qt\\d|X11|xcb|GL|EGL|wayland|QCustomPlot|fontconfig)");
        QVERIFY2(!gui.match(libraries).hasMatch(), qPrintable(libraries));
    }

    void thePlayerHoldsNoEditor()
    {
        const QSet<QString> editor = definedIn(TWINWRIGHT_EDITOR_LIBRARY);
        QVERIFY(editor.size() > 20);
        QVERIFY(definedIn(TWINWRIGHT_BUILDER).intersects(editor)); // the comparison can find something
        const QSet<QString> found = definedIn(TWINWRIGHT_PLAYER) & editor;
        QVERIFY2(found.isEmpty(), qPrintable(found.values().join('\n')));
    }

    void theExportedPlayerHoldsNoEditor()
    {
        const QList<QByteArray> names = editorTypeNames();
        const QByteArray builder = contentOf(TWINWRIGHT_BUILDER);
        const QByteArray player = contentOf(TWINWRIGHT_BINARY_DIR "/share/twinwright/kit/lib/twinplayer");
        QVERIFY(!player.isEmpty());
        int inBuilder = 0;
        for (const QByteArray& name : names) {
            inBuilder += builder.contains(name);
            QVERIFY2(!player.contains(name), name.constData());
        }
        QVERIFY(inBuilder > 3); // the comparison can find something
    }
};

QTEST_GUILESS_MAIN(TestPrograms)
#include "tst_programs.moc"
