// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "package/archive.h"
#include "package/package.h"
#include "sample_package.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

using namespace twin;

class TestPackage : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase();
    void readsWhatItWrites();
    void answersAreTheSameToTheBit();
    void samePackageSameBytes();
    void writesAtomically();
    void everyPartIsNeeded();
    void everyPartIsChecked();
    void refuses_data();
    void refuses();
    void refusesEveryCut();
    void readingFails();
    void neverWritesWhatIsNotANumber();

  private:
    std::string m_bytes;
    ArchiveEntries m_entries;
};

namespace {

std::string codeOf(const std::string& bytes)
{
    const auto result = parsePackage(bytes, "test.xdt");
    return result ? "read" : result.error().code;
}

/// Puts the parts together again, with a manifest that is right about them.
std::string sealed(ArchiveEntries entries, nlohmann::json manifest)
{
    entries.erase("manifest.json");
    manifest["parts"] = nlohmann::json::object();
    for (const auto& [name, content] : entries)
        manifest["parts"][name] = sha256Hex(content);
    entries["manifest.json"] = canonicalJson(manifest);
    return *writeArchive(entries);
}

std::string numbers(std::initializer_list<double> values)
{
    return std::string(reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(double));
}

} // namespace

void TestPackage::initTestCase()
{
    const auto bytes = packageBytes(samplePackage());
    QVERIFY2(bytes.has_value(), bytes ? "" : format(bytes.error()).c_str());
    m_bytes = *bytes;
    m_entries = *readArchive(m_bytes, "test.xdt");
}

void TestPackage::readsWhatItWrites()
{
    const Package made = samplePackage();
    const auto read = parsePackage(m_bytes, "test.xdt");
    QVERIFY2(read.has_value(), read ? "" : format(read.error()).c_str());
    const Package& package = **read;
    QCOMPARE(canonicalJson(toJson(package.contract)), canonicalJson(toJson(made.contract)));
    QCOMPARE(package.models.size(), std::size_t(2));
    QCOMPARE(package.report, made.report);
    QCOMPARE(package.sha256, sha256Hex(m_bytes));
    QVERIFY(package.domain.has_value());
    QCOMPARE(package.domain->threshold(), made.domain->threshold());
    QCOMPARE(package.domain->runs().size(), made.domain->runs().size());
    QCOMPARE(package.conformance.size(), made.conformance.size());
    QCOMPARE(package.conformance[3].inputs, made.conformance[3].inputs);
    QCOMPARE(package.conformance[3].mean, made.conformance[3].mean);
    QCOMPARE(package.conformance[3].lower[0], made.conformance[3].lower[0]);
    QVERIFY(std::isnan(package.conformance[3].lower[1][0]));
    QCOMPARE(*packageBytes(package), m_bytes);
}

void TestPackage::answersAreTheSameToTheBit()
{
    const auto package = *parsePackage(m_bytes, "test.xdt");
    for (const ConformanceVector& vector : package->conformance) {
        std::vector<double> mean(5), lower(5), upper(5);
        const OutputSlice slice{mean.data(), lower.data(), upper.data()};
        QVERIFY(package->models[0]
                    ->instantiate()
                    ->evaluate(vector.inputs.data(), 1, std::span(&slice, 1))
                    .has_value());
        QCOMPARE(mean, vector.mean[0]);
        QCOMPARE(lower, vector.lower[0]);
        QCOMPARE(upper, vector.upper[0]);
        for (std::size_t h = 0; h < 5; ++h)
            QVERIFY(std::abs(mean[h] - samplePower(vector.inputs[0], vector.inputs[1], vector.inputs[2],
                                                   double(h))) < 0.5);
    }
}

void TestPackage::samePackageSameBytes()
{
    QVERIFY(*packageBytes(samplePackage()) == m_bytes);
}

void TestPackage::writesAtomically()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("pump.xdt").toStdString();
    const auto hash = writePackage(samplePackage(), path);
    QVERIFY(hash.has_value());
    QCOMPARE((*readPackage(path))->sha256, *hash);
    QCOMPARE(writePackage(samplePackage(), path.parent_path() / "gone" / "pump.xdt").error().code,
             std::string("file.folder-missing"));
}

void TestPackage::everyPartIsNeeded()
{
    QVERIFY(m_entries.size() > 8);
    const nlohmann::json manifest = *parseJson(m_entries["manifest.json"], "manifest.json");
    for (const auto& [name, content] : m_entries) {
        ArchiveEntries without = m_entries;
        without.erase(name);
        QVERIFY2(codeOf(*writeArchive(without)) == "package.part-missing", name.c_str());
        if (name == "manifest.json")
            continue;
        // Taken out of the manifest too, by somebody who hides it well.
        const std::string code = codeOf(sealed(without, manifest));
        QVERIFY2(code == "package.part-missing", (name + ": " + code).c_str());
    }
}

void TestPackage::everyPartIsChecked()
{
    for (const auto& [name, content] : m_entries) {
        if (name == "manifest.json")
            continue;
        ArchiveEntries changed = m_entries;
        changed[name].back() ^= 1;
        QCOMPARE(codeOf(*writeArchive(changed)), std::string("package.checksum"));
    }
}

void TestPackage::refuses_data()
{
    QTest::addColumn<QString>("part");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* title, const char* part, const QByteArray& content, const char* code) {
        QTest::newRow(title) << QString::fromLatin1(part) << content << QString::fromLatin1(code);
    };
    const QByteArray deep = QByteArray("[").repeated(100000);
    for (const char* part :
         {"contract.json", "model.json", "domain.json", "report.json", "conformance.json"}) {
        row((std::string("cut ") + part).c_str(), part, "{\"a\": [", "json.syntax");
        row((std::string("deep ") + part).c_str(), part, deep, "json.depth");
        row((std::string("NaN in ") + part).c_str(), part, "{\"a\": NaN}", "json.syntax");
    }
    row("models are missing", "model.json", "{}", "package.outputs");
    row("models are a text", "model.json", "{\"models\": \"all\"}", "package.outputs");
    row("model part is a list", "model.json", "[]", "package.outputs");
    row("conformance is a list", "conformance.json", "[]", "package.conformance");
    row("conformance of another length", "conformance.json", "{\"vectors\": 5}", "package.conformance");
    row("conformance of no length", "conformance.json", "{\"vectors\": -1}", "package.conformance");
    row("conformance of any length", "conformance.json", "{\"vectors\": 18446744073709551615}",
        "package.conformance");
    row("array cut", "arrays/conformance/inputs.f64", "1234567", "package.array");
    row("something that the format does not know", "virus.exe", "MZ", "package.part-unknown");
}

void TestPackage::refuses()
{
    QFETCH(QString, part);
    QFETCH(QByteArray, content);
    QFETCH(QString, code);
    ArchiveEntries entries = m_entries;
    entries[part.toStdString()] = content.toStdString();
    const nlohmann::json manifest = *parseJson(m_entries["manifest.json"], "manifest.json");
    QCOMPARE(QString::fromStdString(codeOf(sealed(entries, manifest))), code);
}

void TestPackage::refusesEveryCut()
{
    for (std::size_t i = 1; i < 400; ++i) {
        const std::size_t length = m_bytes.size() * i / 400;
        QVERIFY(parsePackage(std::string_view(m_bytes).substr(0, length), "cut.xdt").error().code ==
                "package.zip");
    }
}

void TestPackage::readingFails()
{
    const auto result = readPackage("/nowhere/pump.xdt");
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().code, std::string("package.open"));

    const auto withManifest = [&](const nlohmann::json& change) {
        nlohmann::json manifest = *parseJson(m_entries["manifest.json"], "manifest.json");
        manifest.merge_patch(change);
        return codeOf(sealed(m_entries, manifest));
    };
    QCOMPARE(withManifest(nlohmann::json::object()), std::string("read"));
    QCOMPARE(withManifest({{"formatVersion", Package::currentFormat + 1}}),
             std::string("package.format-newer"));
    QCOMPARE(withManifest({{"formatVersion", 18446744073709551615u}}), std::string("package.format-newer"));
    QCOMPARE(withManifest({{"formatVersion", "1"}}), std::string("package.format"));
    QCOMPARE(withManifest({{"formatVersion", 0}}), std::string("package.format"));
    QCOMPARE(withManifest({{"format", "twinpack"}}), std::string("package.format"));
    QCOMPARE(withManifest({{"arrays", nullptr}}), std::string("package.array"));
    for (const nlohmann::json& shape :
         {nlohmann::json({4}), nlohmann::json({4, 4}), nlohmann::json({-4, -3}), nlohmann::json({4.0, 3.5}),
          nlohmann::json({4294967296u, 4294967296u, 4294967296u}), nlohmann::json::array(),
          nlohmann::json("4x3")})
        QVERIFY(withManifest({{"arrays", {{"conformance/inputs", shape}}}}) != "read");

    // A number that is none, in any array.
    for (auto entry : m_entries) {
        if (!entry.first.ends_with(".f64"))
            continue;
        for (const double value : {std::nan(""), std::numeric_limits<double>::infinity()}) {
            ArchiveEntries entries = m_entries;
            entries[entry.first].replace(entry.second.size() - 8, 8, numbers({value}));
            QCOMPARE(codeOf(sealed(entries, *parseJson(m_entries["manifest.json"], "m"))),
                     std::string("package.array"));
        }
    }
}

void TestPackage::neverWritesWhatIsNotANumber()
{
    Package package = samplePackage();
    package.report["rmse"] = std::nan("");
    QCOMPARE(packageBytes(package).error().code, std::string("package.not-finite"));
    package = samplePackage();
    package.conformance[0].mean[0][2] = std::numeric_limits<double>::infinity();
    QCOMPARE(packageBytes(package).error().code, std::string("package.not-finite"));
    package = samplePackage();
    package.conformance[0].mean[0].pop_back();
    QCOMPARE(packageBytes(package).error().code, std::string("package.conformance"));
}

QTEST_APPLESS_MAIN(TestPackage)
#include "tst_package.moc"
