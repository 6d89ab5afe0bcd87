// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/archive.h"
#include "zip_forge.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace twin;

class TestArchive : public QObject
{
    Q_OBJECT

  private slots:
    void readsWhatItWrites();
    void sameEntriesSameBytes();
    void otherToolsCanReadIt();
    void readsWhatOtherToolsWrite();
    void refuses_data();
    void refuses();
    void refusesEveryTruncation();
    void refusesBytesAround();
    void refusesToWriteUnsafeNames();
    void hashes();
};

namespace {

const ArchiveEntries sample = {{"manifest.json", "{}\n"},
                               {"arrays/a.f64", std::string(4096, '\0')},
                               {"assets/Straße.svg", "<svg/>"},
                               {"empty", ""}};

} // namespace

void TestArchive::readsWhatItWrites()
{
    const auto bytes = writeArchive(sample);
    QVERIFY(bytes.has_value());
    const auto back = readArchive(*bytes, "sample.xdt");
    QVERIFY2(back.has_value(), back ? "" : format(back.error()).c_str());
    QVERIFY(*back == sample);
}

void TestArchive::sameEntriesSameBytes()
{
    const auto first = writeArchive(sample);
    qputenv("TZ", "Pacific/Kiritimati");
    tzset();
    const auto second = writeArchive(sample);
    qunsetenv("TZ");
    tzset();
    QVERIFY(*first == *second);
}

void TestArchive::otherToolsCanReadIt()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("a.zip").toStdString();
    std::ofstream(path, std::ios::binary) << *writeArchive(sample);
    QProcess python;
    python.start("/usr/bin/python3",
                 {"-c",
                  "import sys, zipfile\n"
                  "z = zipfile.ZipFile(sys.argv[1])\n"
                  "assert z.testzip() is None\n"
                  "assert z.namelist() == sorted(z.namelist())\n"
                  "assert {i.date_time for i in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}\n"
                  "print(z.read('assets/Stra\\u00dfe.svg').decode())",
                  QString::fromStdString(path)});
    if (!python.waitForStarted())
        QSKIP("no python3 here");
    QVERIFY(python.waitForFinished());
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("<svg/>"));
    QCOMPARE(python.exitCode(), 0);
}

void TestArchive::readsWhatOtherToolsWrite()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("a.zip").toStdString();
    QProcess python;
    python.start("/usr/bin/python3", {"-c",
                                      "import sys, zipfile\n"
                                      "z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n"
                                      "z.mkdir('docs') if hasattr(z, 'mkdir') else z.writestr('docs/', '')\n"
                                      "z.writestr('docs/a.txt', 'text ' * 1000)\n"
                                      "z.close()",
                                      QString::fromStdString(path)});
    if (!python.waitForStarted())
        QSKIP("no python3 here");
    QVERIFY(python.waitForFinished());
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto back = readArchive(bytes, "a.zip");
    QVERIFY2(back.has_value(), back ? "" : format(back.error()).c_str());
    QCOMPARE(back->size(), std::size_t(1));
    QCOMPARE(back->at("docs/a.txt").size(), std::size_t(5000));
}

void TestArchive::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const std::vector<ForgedEntry>& entries, const char* code) {
        QTest::newRow(name) << QByteArray::fromStdString(forgeZip(entries)) << QString::fromLatin1(code);
    };
    const auto named = [&](const char* title, const std::string& name) {
        row(title, {{.name = name, .content = "x"}}, "package.unsafe-name");
    };
    named("above the folder", "../evil.sh");
    named("above the folder, inside", "a/../../evil.sh");
    named("absolute", "/etc/passwd");
    named("backslash", "..\\evil.exe");
    named("drive letter", "C:/evil.exe");
    named("dot", "./a");
    named("empty step", "a//b");
    named("control character", "a\nb");
    row("zero in the name", {{.name = std::string("a\0b", 3), .content = "x"}}, "package.zip");
    named("too long", std::string(300, 'a'));
    row("same name twice", {{.name = "a", .content = "1"}, {.name = "a", .content = "2"}}, "package.zip");
    row("same name in other case",
        {{.name = "Model.json", .content = "1"}, {.name = "model.JSON", .content = "2"}},
        "package.unsafe-name");
    row("file and folder", {{.name = "a", .content = "1"}, {.name = "a/b", .content = "2"}},
        "package.unsafe-name");
    row("symbolic link", {{.name = "a", .content = "/etc/passwd", .mode = 0120777}}, "package.unsafe-name");
    row("symbolic link of another system",
        {{.name = "a", .content = "/etc/passwd", .mode = 0120777, .system = 0}}, "package.unsafe-name");
    row("device", {{.name = "a", .content = "", .mode = 0020666}}, "package.unsafe-name");
    row("encrypted", {{.name = "a", .content = "secret", .flags = 1}}, "package.unsafe-name");
    row("bzip2", {{.name = "a", .content = "x", .method = 12}}, "package.unsafe-name");
    row("wrong checksum", {{.name = "a", .content = "x", .crcChange = 1}}, "package.zip");
    row("says less than it holds", {{.name = "a", .content = "12345678", .sizeChange = -4}}, "package.zip");
    row("says more than it holds", {{.name = "a", .content = "12345678", .sizeChange = 4}}, "package.zip");
    row("other name in the local header", {{.name = "a", .content = "x", .localName = "b"}}, "package.zip");
    row("bomb", {{.name = "a", .content = std::string(64 << 20, '\0'), .method = 8}}, "package.limit");
    row("claims 4 GiB", {{.name = "a", .content = "x", .claimedSize = 0xfffffff0u}}, "package.limit");
    row("zip64 claims 2^60", {{.name = "a", .content = "x", .zip64Size = std::uint64_t(1) << 60}},
        "package.zip");
    QTest::newRow("nothing") << QByteArray() << "package.zip";
    QTest::newRow("text") << QByteArray("not a zip at all") << "package.zip";
    std::vector<ForgedEntry> many;
    for (int i = 0; i < 5000; ++i)
        many.push_back({.name = std::to_string(i), .content = ""});
    row("too many entries", many, "package.limit");
}

void TestArchive::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    const auto result =
        readArchive(std::string_view(bytes.constData(), std::size_t(bytes.size())), "evil.xdt");
    QVERIFY2(!result.has_value(), "it was read");
    QVERIFY2(code == QString::fromStdString(result.error().code), format(result.error()).c_str());
    QVERIFY(result.error().message.find("evil.xdt") != std::string::npos);
    QVERIFY(!result.error().remedy.empty());
    QVERIFY(!nlohmann::json(result.error()).dump().empty());
}

void TestArchive::refusesEveryTruncation()
{
    const std::string bytes = *writeArchive(sample);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto result = readArchive(std::string_view(bytes).substr(0, length), "cut.xdt");
        QVERIFY2(!result.has_value(), qPrintable(QString("cut after %1 bytes").arg(length)));
        QCOMPARE(result.error().code, std::string("package.zip"));
    }
}

void TestArchive::refusesBytesAround()
{
    const std::string bytes = *writeArchive(sample);
    QVERIFY(!readArchive(bytes + "garbage", "after.xdt").has_value());
    QVERIFY(!readArchive("#!/bin/sh\n" + bytes, "before.xdt").has_value());
    QVERIFY(!readArchive(bytes + bytes, "twice.xdt").has_value());
    std::string commented = bytes;
    commented[commented.size() - 2] = 3;
    QVERIFY(!readArchive(commented + "abc", "comment.xdt").has_value());
}

void TestArchive::refusesToWriteUnsafeNames()
{
    for (const char* name : {"../a", "/a", "a\\b", "", "a/./b"})
        QCOMPARE(writeArchive({{name, "x"}}).error().code, std::string("package.unsafe-name"));
}

void TestArchive::hashes()
{
    // FIPS 180-2, appendix B.1
    QCOMPARE(sha256Hex("abc"),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256Hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

QTEST_APPLESS_MAIN(TestArchive)
#include "tst_archive.moc"
