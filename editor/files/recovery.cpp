// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/recovery.h"

#include "base/file.h"
#include "base/json.h"
#include "document/document_json.h"
#include "package/archive.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>
#include <QUuid>

namespace twin {

namespace fs = std::filesystem;

namespace {

constexpr auto recordSuffix = ".recovery";

fs::path toPath(const QString& text)
{
    return fs::path(text.toStdString());
}

} // namespace

Recovery::Recovery(QDir folder)
    : m_folder(std::move(folder)), m_name(QUuid::createUuid().toString(QUuid::Id128))
{}

Recovery::~Recovery() = default;

QDir Recovery::standardFolder()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/recovery");
}

Status Recovery::write(const Bundle& bundle, const Catalog& catalog, const QString& appFile)
{
    if (!m_folder.mkpath(".")) {
        return fail("recovery.folder", m_folder.path().toStdString(),
                    "The folder for recovery files cannot be made: " + m_folder.path().toStdString() + ".",
                    "Save the app often, or make the folder writable.");
    }
    const QString record = m_folder.filePath(m_name + recordSuffix);
    if (!m_lock) {
        m_lock = std::make_unique<QLockFile>(record + ".lock");
        m_lock->setStaleLockTime(0);
        m_lock->tryLock(0);
    }
    // The package does not change under the editor's hands: it is written once, by the name of its content.
    std::string packageFile;
    if (bundle.package) {
        packageFile = bundle.package->sha256 + ".xdt";
        const fs::path path = toPath(m_folder.filePath(QString::fromStdString(packageFile)));
        if (!fs::exists(path)) {
            const Result<std::string> bytes = packageBytes(*bundle.package);
            if (!bytes)
                return fail(bytes.error());
            if (Status status = writeFileAtomically(path, *bytes); !status)
                return status;
        }
    }
    nlohmann::json assets = nlohmann::json::object();
    for (const auto& [name, bytes] : bundle.assets)
        assets[name] = QByteArray::fromStdString(bytes).toBase64().toStdString();
    const nlohmann::json json = {
        {"appFile", appFile.toStdString()},
        {"time", QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString()},
        {"package", packageFile},
        {"assets", assets},
        {"document", saveDocument(bundle.document, catalog)}};
    return writeFileAtomically(toPath(record), canonicalJson(json));
}

void Recovery::clear()
{
    QFile::remove(m_folder.filePath(m_name + recordSuffix));
    m_lock.reset();
}

std::vector<RecoveryRecord> Recovery::abandoned() const
{
    std::vector<RecoveryRecord> records;
    for (const QString& name : m_folder.entryList({QString("*") + recordSuffix}, QDir::Files, QDir::Time)) {
        const QString file = m_folder.filePath(name);
        if (name == m_name + recordSuffix)
            continue;
        QLockFile lock(file + ".lock");
        lock.setStaleLockTime(0);
        if (!lock.tryLock(0))
            continue;
        const Result<std::string> text = readFile(toPath(file));
        const Result<nlohmann::json> json = text ? parseJson(*text, name.toStdString()) : fail("", "", "");
        if (!json || !json->is_object())
            continue;
        RecoveryRecord record;
        record.recordFile = file;
        record.appFile = QString::fromStdString(json->value("appFile", std::string()));
        record.time =
            QDateTime::fromString(QString::fromStdString(json->value("time", std::string())), Qt::ISODate);
        const Result<nlohmann::json> document =
            parseJson(json->value("document", std::string()), name.toStdString());
        if (document && document->is_object() && document->contains("root"))
            record.title = QString::fromStdString(document->at("root")
                                                      .value("properties", nlohmann::json::object())
                                                      .value("title", std::string()));
        records.push_back(record);
    }
    return records;
}

Result<Bundle> Recovery::read(const RecoveryRecord& record, const Catalog& catalog)
{
    const std::string name = record.recordFile.toStdString();
    const Result<std::string> text = readFile(toPath(record.recordFile));
    if (!text)
        return fail(text.error());
    const Result<nlohmann::json> json = parseJson(*text, name);
    if (!json)
        return fail(json.error());
    if (!json->is_object())
        return fail("recovery.format", name, "The recovery file is damaged.",
                    "Open the app's own file instead.");
    LoadedDocument loaded = loadDocument(json->value("document", std::string()), name, catalog);
    if (!loaded.document)
        return fail(loaded.diagnostics.empty() ? Diagnostic{} : loaded.diagnostics.front());
    Bundle bundle;
    bundle.document = std::move(*loaded.document);
    bundle.diagnostics = std::move(loaded.diagnostics);
    if (const std::string file = json->value("package", std::string()); !file.empty()) {
        const fs::path path = toPath(record.recordFile).parent_path() / fs::path(file).filename();
        if (Result<std::shared_ptr<const Package>> package = readPackage(path))
            bundle.package = *package;
        else
            bundle.diagnostics.push_back(package.error());
    }
    const nlohmann::json assets = json->value("assets", nlohmann::json::object());
    for (const auto& [asset, bytes] : assets.items()) {
        if (bytes.is_string())
            bundle.assets[asset] =
                QByteArray::fromBase64(QByteArray::fromStdString(bytes.get<std::string>())).toStdString();
    }
    return bundle;
}

void Recovery::discard(const RecoveryRecord& record)
{
    QFile::remove(record.recordFile);
    QFile::remove(record.recordFile + ".lock");
}

} // namespace twin
