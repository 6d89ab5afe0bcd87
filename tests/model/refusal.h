// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QtTest>
#include <nlohmann/json.hpp>

namespace twin {

/// Rows of a test that sets one part of a good description to a bad value and expects the reader to refuse it
/// at its place: JSON pointer of the part, its value as JSON, and how the code and the location of the error
/// begin.
inline void refusalColumns()
{
    for (const char* name : {"pointer", "value", "code", "location"})
        QTest::addColumn<QString>(name);
}

inline void refusal(const char* name, const char* pointer, const char* value, const char* code,
                    const char* location)
{
    QTest::newRow(name) << QString(pointer) << QString(value) << QString(code) << QString(location);
}

/// The description with the part of the row at hand set.
inline nlohmann::json withBadPart(nlohmann::json description)
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    description[nlohmann::json::json_pointer(pointer.toStdString())] =
        nlohmann::json::parse(value.toStdString());
    return description;
}

/// That what came of it is the error of the row at hand, with words and a remedy.
template <class T>
void verifyRefusal(const Result<T>& loaded)
{
    QFETCH(QString, code);
    QFETCH(QString, location);
    QVERIFY(!loaded);
    const Diagnostic& error = loaded.error();
    QVERIFY2(QString::fromStdString(error.code).startsWith(code), format(error).c_str());
    QVERIFY2(QString::fromStdString(error.location).startsWith(location), format(error).c_str());
    QVERIFY(!error.message.empty() && !error.remedy.empty());
}

} // namespace twin
