// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/template_list.h"

#include "base/file.h"
#include "base/json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>

namespace twin {

namespace {

QString titleOf(const QString& appFile)
{
    const Result<std::string> text = readFile(appFile.toStdString(), std::size_t(8) << 20);
    const Result<nlohmann::json> json = text ? parseJson(*text, appFile.toStdString()) : fail("", "", "");
    if (!json || !json->is_object())
        return {};
    const auto root = json->find("root");
    if (root == json->end() || !root->is_object() || !root->contains("properties"))
        return {};
    const auto& properties = (*root)["properties"];
    if (!properties.is_object() || !properties.contains("title") || !properties["title"].is_string())
        return {};
    return QString::fromStdString(properties["title"].get<std::string>());
}

/// The first paragraph of a Markdown text that is not a heading, without marks.
QString firstParagraph(const QString& file)
{
    QFile readme(file);
    if (!readme.open(QIODevice::ReadOnly))
        return {};
    QStringList lines;
    for (const QString& raw : QString::fromUtf8(readme.read(1 << 16)).split('\n')) {
        const QString line = raw.trimmed();
        const bool isText = !line.isEmpty() && !line.startsWith('#') && !line.startsWith("<!--");
        if (isText)
            lines.append(line);
        else if (!lines.isEmpty())
            break;
    }
    return lines.join(' ').remove('`').remove("**");
}

} // namespace

QString templatesFolder()
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + "/../share/twinwright/templates");
}

std::vector<TemplateInfo> listTemplates(const QString& folder)
{
    std::vector<TemplateInfo> templates;
    const QDir root(folder);
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QDir here(root.filePath(name));
        const QStringList apps = here.entryList({"*.twinapp"}, QDir::Files, QDir::Name);
        if (apps.isEmpty())
            continue;
        TemplateInfo info;
        info.name = name;
        info.appFile = here.filePath(apps.front());
        info.title = titleOf(info.appFile);
        if (info.title.isEmpty())
            info.title = name;
        info.description = firstParagraph(here.filePath("README.md"));
        templates.push_back(info);
    }
    std::sort(templates.begin(), templates.end(),
              [](const TemplateInfo& a, const TemplateInfo& b) { return a.title < b.title; });
    return templates;
}

} // namespace twin
