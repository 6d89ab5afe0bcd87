// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QStringList>
#include <nlohmann/json.hpp>

namespace twin {

struct XdtOutcome
{
    int exit = -1;
    QByteArray out;
    QByteArray err;

    nlohmann::json json() const { return nlohmann::json::parse(out.toStdString(), nullptr, false); }
    /// The code of the first diagnostic on standard output.
    QByteArray code() const
    {
        const nlohmann::json answer = json();
        if (!answer.is_object() || !answer.contains("diagnostics") || answer["diagnostics"].empty())
            return "no diagnostics: " + out + err;
        return QByteArray::fromStdString(answer["diagnostics"][0].value("code", ""));
    }
};

/// Runs the real program, as a person or a script would.
inline XdtOutcome xdt(const QStringList& arguments, const QString& outputFile = {})
{
    QProcess process;
    if (!outputFile.isEmpty())
        process.setStandardOutputFile(outputFile);
    process.start(TWINWRIGHT_XDT, arguments);
    if (!process.waitForStarted() || !process.waitForFinished(120000))
        return {-2, {}, process.errorString().toUtf8()};
    const int exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -3;
    return {exit, process.readAllStandardOutput(), process.readAllStandardError()};
}

inline void writeText(const QString& path, const std::string& text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(text.data(), qint64(text.size())) != qint64(text.size()))
        qFatal("%s cannot be written", qPrintable(path));
}

inline QByteArray readBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace twin
