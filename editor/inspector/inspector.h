// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/property_editor.h"

#include <QScrollArea>
#include <QTimer>

#include <vector>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace twin {

/// The properties of what is selected, made from the descriptors. Several nodes show what they have in common. It reads the
/// document after each change and changes it through the workspace alone.
class Inspector : public QScrollArea
{
    Q_OBJECT

  public:
    explicit Inspector(Workspace& workspace, QWidget* parent = nullptr);

    /// The field of a property; null when it is not shown.
    PropertyEditor* editorOf(const std::string& key) const;
    void focusFirst();

  private:
    struct Row
    {
        const PropertyDescriptor* property;
        PropertyEditor* editor;
        QWidget* frame;
        QToolButton* reset;
    };
    void rebuild();
    void readValues();
    void addHeader(QVBoxLayout* column);
    void addRow(QVBoxLayout* column, const PropertyDescriptor& property);
    void set(const Row& row, const std::optional<nlohmann::json>& value, bool isTyping);
    QStringList inspected() const;

    Workspace& m_workspace;
    QStringList m_nodes;
    std::vector<Row> m_rows;
    QLabel* m_title = nullptr;
    QTimer m_rebuildSoon;
    int m_mergeToken = 1;
    PropertyEditor* m_typing = nullptr;
};

} // namespace twin
