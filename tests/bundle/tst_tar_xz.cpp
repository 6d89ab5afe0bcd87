// SPDX-License-Identifier: GPL-3.0-or-later
// Archives of exports: read back by tar and xz, the same bytes every time, and clear about what goes wrong.

#include "bundle/tar_xz.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace twin;

namespace {

void write(const QString& path, const QByteArray& content, bool executable = false)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), qint64(content.size()));
    if (executable)
        file.setPermissions(file.permissions() | QFile::ExeOwner);
}

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

QString run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished();
    return process.exitCode() == 0 ? QString::fromUtf8(process.readAllStandardOutput())
                                   : "failed: " + QString::fromUtf8(process.readAllStandardError());
}

QByteArray noise(int size)
{
    QByteArray bytes(size, '\0');
    quint32 state = 12345;
    for (char& byte : bytes)
        byte = char((state = state * 1664525u + 1013904223u) >> 24);
    return bytes;
}

} // namespace

class TestTarXz : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_app;
    const QString m_longName = QString("licences/") + QString(90, 'a') + "/" + QString(60, 'b') + ".txt";

    static std::string code(const Status& status) { return status ? "" : status.error().code; }
    Status pack(const QString& archive) { return packTarXz(m_app.toStdString(), archive.toStdString(), {}); }

  private slots:
    void initTestCase()
    {
        m_app = m_folder.filePath("pump");
        write(m_app + "/pump", "#!/bin/sh\n", true);
        write(m_app + "/lib/b.so", noise(700000));
        write(m_app + "/lib/a.so", QByteArray(512, 'a'));
        write(m_app + "/empty", "");
        write(m_app + "/" + m_longName, "long");
        QDir().mkpath(m_app + "/share/nothing");
    }

    void tarReadsWhatWasPacked()
    {
        const QString archive = m_folder.filePath("one.tar.xz");
        QCOMPARE(code(pack(archive)), std::string());
        QVERIFY(QDir().mkpath(m_folder.filePath("out")));
        QCOMPARE(run("tar", {"-C", m_folder.filePath("out"), "-xf", archive}), QString());
        QCOMPARE(run("diff", {"-r", m_app, m_folder.filePath("out/pump")}), QString());
        const QString list = run("tar", {"--utc", "-tvf", archive});
        QVERIFY2(list.contains("-rwxr-xr-x root/root        10 1970-01-01 00:00 pump/pump\n"),
                 qPrintable(list));
        QVERIFY2(list.contains("-rw-r--r-- root/root    700000 1970-01-01 00:00 pump/lib/b.so\n"),
                 qPrintable(list));
        const QStringList names = run("tar", {"-tf", archive}).split('\n', Qt::SkipEmptyParts);
        QStringList sorted = names;
        sorted.sort();
        QCOMPARE(names, sorted);
        QVERIFY(names.contains("pump/" + m_longName));
        for (const QString& name : names)
            QVERIFY(name.startsWith("pump/"));
    }

    void theSameFolderGivesTheSameBytes()
    {
        const QString first = m_folder.filePath("first.tar.xz"), second = m_folder.filePath("second.tar.xz");
        QCOMPARE(code(pack(first)), std::string());
        QFile touched(m_app + "/lib/a.so");
        QVERIFY(touched.open(QIODevice::ReadWrite));
        QVERIFY(touched.setFileTime(QDateTime::fromSecsSinceEpoch(1000000000),
                                    QFileDevice::FileModificationTime));
        touched.close();
        touched.setPermissions(touched.permissions() | QFile::WriteGroup | QFile::WriteOther);
        QCOMPARE(code(pack(second)), std::string());
        QCOMPARE(QCryptographicHash::hash(read(first), QCryptographicHash::Sha256).toHex(),
                 QCryptographicHash::hash(read(second), QCryptographicHash::Sha256).toHex());
        write(m_app + "/empty", "x");
        QCOMPARE(code(pack(second)), std::string());
        QVERIFY(read(first) != read(second));
        write(m_app + "/empty", "");
    }

    void aLinkIsRefused()
    {
        const QString link = m_app + "/link";
        QVERIFY(QFile::link("/etc/passwd", link));
        QCOMPARE(code(pack(m_folder.filePath("link.tar.xz"))), std::string("export.unsuitable"));
        QFile::remove(link);
    }

    void cancellingStops()
    {
        int calls = 0;
        const Status status =
            packTarXz(m_app.toStdString(), m_folder.filePath("c.tar.xz").toStdString(), [&](double share) {
                if (share < 0 || share > 1)
                    qFatal("progress out of range");
                return ++calls < 3;
            });
        QCOMPARE(code(status), std::string("export.cancelled"));
        QCOMPARE(calls, 3);
    }

    void aFullDiskIsSaid()
    {
        // A limit on the size of files is the full disk that every machine has.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{100000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const Status status = pack(m_folder.filePath("full.tar.xz"));
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(code(status), std::string("file.full"));
        QVERIFY(!status.error().remedy.empty());
    }

    void aPlaceThatCannotBeWrittenIsSaid()
    {
        const std::string found = code(pack(m_app + "/empty/x.tar.xz"));
        QVERIFY2(found == "file.write" || found == "file.read-only", found.c_str());
        if (geteuid() == 0)
            QSKIP("root may write to read-only folders");
        const QString locked = m_folder.filePath("locked");
        QVERIFY(QDir().mkpath(locked));
        QFile(locked).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        QCOMPARE(code(pack(locked + "/x.tar.xz")), std::string("file.read-only"));
    }
};

QTEST_GUILESS_MAIN(TestTarXz)
#include "tst_tar_xz.moc"
