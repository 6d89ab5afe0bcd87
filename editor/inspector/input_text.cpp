// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/input_text.h"

#include "contract/contract.h"

#include <QCoreApplication>
#include <QStringList>

namespace twin {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("InputText", text);
}

} // namespace

QString inputsText(const nlohmann::json& inputs, const Contract* contract)
{
    QStringList parts;
    if (!inputs.is_object())
        return {};
    for (const auto& [name, value] : inputs.items()) {
        if (!value.is_number())
            continue;
        const Variable* variable = contract ? contract->findInput(name) : nullptr;
        const bool isItem = variable && variable->type == VariableType::Enumeration &&
                            value.get<double>() >= 0 && value.get<double>() < double(variable->items.size());
        const QString text = isItem ? QString::fromStdString(variable->items[value.get<std::size_t>()].name)
                                    : QString::number(value.get<double>(), 'g', 12);
        parts.append(QString::fromStdString(name) + " = " + text);
    }
    return parts.join(", ");
}

Result<nlohmann::json> inputsFrom(const QString& text, const Contract* contract)
{
    nlohmann::json inputs = nlohmann::json::object();
    for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
        if (part.trimmed().isEmpty())
            continue;
        const QString name = part.section('=', 0, 0).trimmed();
        const QString given = part.section('=', 1).trimmed();
        const Variable* variable = contract ? contract->findInput(name.toStdString()) : nullptr;
        if (!variable) {
            return fail("example.input", {}, tr("The twin has no input “%1”.").arg(name).toStdString(),
                        tr("Write name = value, with commas between.").toStdString());
        }
        if (given.isEmpty())
            return fail("example.input", {}, tr("Give a value for %1.").arg(name).toStdString());
        const Result<double> value = variable->parseValue(given.toStdString());
        if (!value)
            return fail(value.error());
        inputs[variable->name] = *value;
    }
    return inputs;
}

} // namespace twin
