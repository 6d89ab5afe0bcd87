// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/clipboard.h"

#include "base/json.h"
#include "document/document_json.h"
#include "model/edits.h"

#include <QMimeData>

namespace twin {

namespace {
constexpr auto mimeType = "application/x-twinwright-nodes+json";
constexpr std::size_t sizeLimit = std::size_t(16) << 20;
} // namespace

QMimeData* toMimeData(const Document& document, const QStringList& ids)
{
    nlohmann::json nodes = nlohmann::json::array();
    for (const QString& id : topmostWidgets(document, ids))
        nodes.push_back(nodeToJson(*findNode(document, id.toStdString())));
    for (const Node& child : document.root.children) {
        if (ids.contains(QString::fromStdString(child.id)))
            nodes.push_back(nodeToJson(child));
    }
    if (nodes.empty())
        return nullptr;
    const std::string text = canonicalJson({{"twinwright", Document::currentFormat}, {"nodes", nodes}});
    auto* data = new QMimeData;
    data->setData(mimeType, QByteArray::fromStdString(text));
    data->setText(QString::fromStdString(text));
    return data;
}

bool holdsNodes(const QMimeData* data)
{
    return data &&
           (data->hasFormat(mimeType) || (data->hasText() && data->text().contains(u"\"twinwright\"")));
}

Result<std::vector<Node>> nodesFrom(const QMimeData* data)
{
    std::vector<Node> nodes;
    if (!holdsNodes(data))
        return nodes;
    const std::string text =
        (data->hasFormat(mimeType) ? data->data(mimeType) : data->text().toUtf8()).toStdString();
    if (text.size() > sizeLimit)
        return fail("clipboard.too-large", {}, "The clipboard holds more than a page can.");
    Result<nlohmann::json> json = parseJson(text, "clipboard");
    if (!json)
        return fail(json.error());
    if (!json->is_object() || !json->contains("nodes") || !(*json)["nodes"].is_array())
        return nodes;
    std::size_t index = 0;
    for (const nlohmann::json& item : (*json)["nodes"]) {
        Result<Node> node = nodeFromJson(item, "/nodes/" + std::to_string(index++));
        if (!node)
            return fail(node.error());
        nodes.push_back(std::move(*node));
    }
    return nodes;
}

} // namespace twin
