// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about sources that a linker cannot see: who includes what, who may change a document, names,
// licences.

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

namespace {

struct Source
{
    QString path; // relative to the project
    QString text;
};

// A pattern that files of `where` may not hold, but for those of `except`.
struct Rule
{
    const char* name;
    const char* where;
    const char* except;
    const char* forbidden;
};

constexpr Rule rules[] = {
    {"no Qt without a user interface", "^(runtime/|app/cli/|widgets/catalog\\.|widgets/.*_descriptor\\.)",
     "^$", "#\\s*include\\s*[<\"](Q[A-Z]\\w*|qcustomplot\\.h)"},
    {"only package and bundle use libzip, libsodium and liblzma", "^(runtime|widgets|editor|app)/",
     "^runtime/(package|bundle)/", "#\\s*include\\s*[<\"](zip|sodium|lzma)\\.h"},
    {"only the editor changes documents", "^(widgets/|app/)", "^$",
     "\\bapply\\s*\\(|#\\s*include\\s*\"document/change\\.h\""},
    {"QCustomPlot is included in one place", "^(app|editor|runtime|widgets)/",
     "^widgets/plot/\\w+\\.(cpp|h)$", "#\\s*include\\s*[<\"](qcustomplot|plot/axis_tickers)\\.h"},
    {"kernels hold no standard library",
     "^runtime/model/kernels/kernel_(source|vectors|correlations|matrices)\\.h$", "^$",
     "\\bstd::|\\bEigen::"},
};

QStringList broken(const Source& source)
{
    QStringList names;
    for (const Rule& rule : rules) {
        if (!QRegularExpression(rule.where).match(source.path).hasMatch() ||
            QRegularExpression(rule.except).match(source.path).hasMatch())
            continue;
        if (QRegularExpression(rule.forbidden).match(source.text).hasMatch())
            names << rule.name;
    }
    // The kernels' source is there to be included once for each instruction set.
    const bool isHeader = source.path.endsWith(".h") && !source.path.endsWith("/kernel_source.h");
    if (!source.text.startsWith("// SPDX-License-Identifier: GPL-3.0-or-later\n"))
        names << "an SPDX line at the top";
    if (isHeader && !source.text.contains("\n#pragma once\n"))
        names << "#pragma once";
    if (QRegularExpression("(^|[/_])(utils?|helpers?|managers?)[_.]").match(source.path).hasMatch())
        names << "no utils, helper or manager";
    return names;
}

QList<Source> sources()
{
    QList<Source> found;
    const QDir root(TWINWRIGHT_SOURCE_DIR);
    for (const char* folder : {"app", "editor", "runtime", "widgets", "tests", "packaging"}) {
        QDirIterator it(root.filePath(folder), {"*.h", "*.cpp", "*.inc"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly))
                found.append({root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    }
    return found;
}

const char* const spdx = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

} // namespace

class TestSources : public QObject
{
    Q_OBJECT

  private slots:
    void everySourceKeepsTheRules()
    {
        const QList<Source> all = sources();
        QVERIFY(all.size() > 30);
        QStringList findings;
        for (const Source& source : all)
            for (const QString& rule : broken(source))
                findings << source.path + ": " + rule;
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join('\n')));
    }

    void theRulesBite_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("rule");
        QTest::newRow("Qt in the runtime") << "runtime/session/x.cpp"
                                           << "#include <QString>" << rules[0].name;
        QTest::newRow("Qt in a descriptor") << "widgets/slider/slider_descriptor.cpp"
                                            << "#include <QColor>" << rules[0].name;
        QTest::newRow("zip in a session") << "runtime/session/x.cpp"
                                          << "#include <zip.h>" << rules[1].name;
        QTest::newRow("a widget that changes its document") << "widgets/slider/slider_view.cpp"
                                                            << "apply(document, change);" << rules[2].name;
        QTest::newRow("a second QCustomPlot") << "editor/x.cpp"
                                              << "#include <qcustomplot.h>" << rules[3].name;
        QTest::newRow("a helper") << "runtime/base/string_utils.cpp"
                                  << ""
                                  << "no utils, helper or manager";
    }

    void theRulesBite()
    {
        QFETCH(QString, path);
        QFETCH(QString, line);
        QFETCH(QString, rule);
        QCOMPARE(broken({path, spdx + line + '\n'}), QStringList{rule});
    }

    void oneFileIncludesQCustomPlot()
    {
        QStringList files;
        for (const Source& source : sources())
            if (source.text.contains("#include <qcustomplot.h>") && source.path.startsWith("widgets/"))
                files << source.path;
        QVERIFY2(files.size() <= 1, qPrintable(files.join(", ")));
    }

    void theTopLevelIsAsAgreed()
    {
        const QStringList agreed{"app",     "build",     "editor", "packaging", "resources",
                                 "runtime", "templates", "tests",  "widgets"};
        const QStringList folders =
            QDir(TWINWRIGHT_SOURCE_DIR).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString& folder : folders)
            QVERIFY2(agreed.contains(folder), qPrintable(folder));
    }
};

QTEST_GUILESS_MAIN(TestSources)
#include "tst_sources.moc"
