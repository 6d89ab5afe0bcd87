// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "bundle/bundle.h"
#include "catalog.h"
#include "package/archive.h"
#include "sample_package.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace twin;
namespace fs = std::filesystem;

class TestBundle : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase();
    void init();
    void opensAnAppBesideItsPackage();
    void opensATemplateFolder();
    void folderMustHoldOneApp();
    void packedAppIsTheSame();
    void sameBundleSameBytes();
    void opensARenamedBundle();
    void packageMustLieInTheFolder_data();
    void packageMustLieInTheFolder();
    void keepsTheDocumentWithoutItsPackage();
    void missingImageIsAWarning();
    void everyPartIsNeededAndChecked();
    void refusesOtherFiles();
    void refusesToPackWhatCannotRun();

  private:
    fs::path write(const char* name, const std::string& content) const;
    Bundle open(const fs::path& path) const;
    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_folder;
    std::string m_package;
};

namespace {

Document app(const std::string& packagePath)
{
    const Node image{"n4", "image", {{"file", "plan.svg"}, {"cell", {0, 4, 6, 6}}}, {}};
    const Node banner{"n3", "fidelity-banner", nlohmann::json::object(), {}};
    const Node page{"n2", "page", {{"title", "Today"}}, {banner, image}};
    return {{"n1",
             "app",
             {{"title", "Pump"}, {"package", {{"path", packagePath}, {"id", "test.pump"}}}},
             {page}}};
}

std::string text(const Document& document)
{
    return saveDocument(document, standardCatalog());
}

bool has(const Diagnostics& findings, const std::string& code)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& d) { return d.code == code; });
}

} // namespace

fs::path TestBundle::write(const char* name, const std::string& content) const
{
    const fs::path path = m_folder / name;
    fs::create_directories(path.parent_path());
    const Status written = writeFileAtomically(path, content);
    if (!written)
        qFatal("%s", format(written.error()).c_str());
    return path;
}

Bundle TestBundle::open(const fs::path& path) const
{
    auto bundle = openBundle(path, standardCatalog());
    if (!bundle)
        qFatal("%s", format(bundle.error()).c_str());
    return std::move(*bundle);
}

void TestBundle::initTestCase()
{
    const auto bytes = packageBytes(samplePackage());
    QVERIFY(bytes.has_value());
    m_package = *bytes;
}

void TestBundle::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = fs::path(m_temporary->path().toStdString()) / "inspect";
    write("app.twinapp", text(app("pump.xdt")));
    write("pump.xdt", m_package);
    write("assets/plan.svg", "<svg/>");
}

void TestBundle::opensAnAppBesideItsPackage()
{
    const Bundle bundle = open(m_folder / "app.twinapp");
    QVERIFY(bundle.diagnostics.empty());
    QVERIFY(bundle.document == app("pump.xdt"));
    QCOMPARE(bundle.package->contract.id, std::string("test.pump"));
    QCOMPARE(bundle.package->sha256, sha256Hex(m_package));
    QCOMPARE(bundle.assets.at("plan.svg"), std::string("<svg/>"));
}

void TestBundle::opensATemplateFolder()
{
    QCOMPARE(open(m_folder).source, m_folder / "app.twinapp");
}

void TestBundle::folderMustHoldOneApp()
{
    write("other.twinapp", text(app("pump.xdt")));
    QCOMPARE(openBundle(m_folder, standardCatalog()).error().code, std::string("bundle.folder"));
    QCOMPARE(openBundle(m_folder / "assets", standardCatalog()).error().code, std::string("bundle.folder"));
}

void TestBundle::packedAppIsTheSame()
{
    const Bundle source = open(m_folder);
    const fs::path packed = m_folder / "pump.twinpack";
    QVERIFY(writeBundle(source, standardCatalog(), packed).has_value());
    const Bundle bundle = open(packed);
    QVERIFY(bundle.diagnostics.empty());
    QVERIFY(bundle.document.root.children == source.document.root.children);
    QCOMPARE(bundle.document.root.properties.at("package"),
             (nlohmann::json{{"path", "package.xdt"}, {"id", "test.pump"}, {"version", "1.2.0"}}));
    QCOMPARE(bundle.package->sha256, source.package->sha256);
    QCOMPARE(bundle.assets, source.assets);
}

void TestBundle::sameBundleSameBytes()
{
    QVERIFY(writeBundle(open(m_folder), standardCatalog(), m_folder / "one.twinpack").has_value());
    QVERIFY(writeBundle(open(m_folder / "one.twinpack"), standardCatalog(), m_folder / "two.twinpack")
                .has_value());
    QVERIFY(*readFile(m_folder / "one.twinpack") == *readFile(m_folder / "two.twinpack"));
}

void TestBundle::opensARenamedBundle()
{
    QVERIFY(writeBundle(open(m_folder), standardCatalog(), m_folder / "download.bin").has_value());
    QVERIFY(open(m_folder / "download.bin").package != nullptr);
}

void TestBundle::packageMustLieInTheFolder_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("above") << "../pump.xdt";
    QTest::newRow("above, hidden") << "assets/../../pump.xdt";
    QTest::newRow("absolute") << "/etc/hostname";
    QTest::newRow("through a link") << "elsewhere/pump.xdt";
}

void TestBundle::packageMustLieInTheFolder()
{
    QFETCH(QString, path);
    write("../pump.xdt", m_package);
    fs::create_directory_symlink(m_folder.parent_path(), m_folder / "elsewhere");
    write("app.twinapp", text(app(path.toStdString())));
    const Bundle bundle = open(m_folder);
    QVERIFY(!bundle.package);
    QVERIFY(has(bundle.diagnostics, "bundle.package-path"));
    QVERIFY(hasErrors(bundle.diagnostics));
}

void TestBundle::keepsTheDocumentWithoutItsPackage()
{
    fs::remove(m_folder / "pump.xdt");
    const Bundle missing = open(m_folder);
    QVERIFY(has(missing.diagnostics, "package.open"));
    QVERIFY(missing.document == app("pump.xdt"));
    write("pump.xdt", m_package.substr(0, m_package.size() / 2));
    const Bundle damaged = open(m_folder);
    QVERIFY(has(damaged.diagnostics, "package.zip"));
    QVERIFY(damaged.document == app("pump.xdt"));
}

void TestBundle::missingImageIsAWarning()
{
    fs::remove(m_folder / "assets/plan.svg");
    const Bundle bundle = open(m_folder);
    QVERIFY(has(bundle.diagnostics, "bundle.image-missing"));
    QVERIFY(!hasErrors(bundle.diagnostics));
}

void TestBundle::everyPartIsNeededAndChecked()
{
    const fs::path packed = m_folder / "pump.twinpack";
    QVERIFY(writeBundle(open(m_folder), standardCatalog(), packed).has_value());
    const std::string bytes = *readFile(packed);
    const ArchiveEntries entries = *readArchive(bytes, "pump.twinpack");
    QCOMPARE(entries.size(), std::size_t(4));
    for (const auto& [name, content] : entries) {
        ArchiveEntries changed = entries;
        changed.erase(name);
        write("bad.twinpack", *writeArchive(changed));
        QCOMPARE(openBundle(m_folder / "bad.twinpack", standardCatalog()).error().code,
                 std::string("package.part-missing"));
        if (name == "manifest.json")
            continue;
        changed = entries;
        changed[name] += " ";
        write("bad.twinpack", *writeArchive(changed));
        QCOMPARE(openBundle(m_folder / "bad.twinpack", standardCatalog()).error().code,
                 std::string("package.checksum"));
    }
    ArchiveEntries newer = entries;
    nlohmann::json manifest = *parseJson(newer["manifest.json"], "manifest.json");
    manifest["formatVersion"] = Bundle::currentFormat + 1;
    newer["manifest.json"] = canonicalJson(manifest);
    write("bad.twinpack", *writeArchive(newer));
    QCOMPARE(openBundle(m_folder / "bad.twinpack", standardCatalog()).error().code,
             std::string("package.format-newer"));
    for (std::size_t i = 1; i < 50; ++i) {
        write("bad.twinpack", bytes.substr(0, bytes.size() * i / 50));
        QCOMPARE(openBundle(m_folder / "bad.twinpack", standardCatalog()).error().code,
                 std::string("package.zip"));
    }
}

void TestBundle::refusesOtherFiles()
{
    QCOMPARE(openBundle(m_folder / "gone.twinapp", standardCatalog()).error().code, std::string("file.open"));
    // A package is not an app.
    QCOMPARE(openBundle(m_folder / "pump.xdt", standardCatalog()).error().code,
             std::string("package.format"));
    QVERIFY(hasErrors(open(m_folder / "assets/plan.svg").diagnostics));
}

void TestBundle::refusesToPackWhatCannotRun()
{
    Bundle bundle = open(m_folder);
    bundle.assets["../evil"] = "x";
    QCOMPARE(writeBundle(bundle, standardCatalog(), m_folder / "x.twinpack").error().code,
             std::string("bundle.asset-name"));
    bundle.package = nullptr;
    QCOMPARE(writeBundle(bundle, standardCatalog(), m_folder / "x.twinpack").error().code,
             std::string("package.none"));
    QVERIFY(!fs::exists(m_folder / "x.twinpack"));
}

QTEST_APPLESS_MAIN(TestBundle)
#include "tst_bundle.moc"
