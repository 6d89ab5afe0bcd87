// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "model/placement.h"
#include "model/workspace.h"

#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <array>

namespace twin {

namespace {

/// Column and row (counted from 1, as people do), width and height in cells. A place that is taken is not
/// accepted, and says why.
class CellEditor : public PropertyEditor
{
  public:
    CellEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_why(new QLabel)
    {
        auto* grid = new QGridLayout(this);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(8);
        grid->setVerticalSpacing(4);
        const std::array<QString, 4> labels{tr("Column"), tr("Row"), tr("Width"), tr("Height")};
        for (int i = 0; i < 4; ++i) {
            auto* box = new QSpinBox;
            box->setRange(1, i % 2 == 0 ? PageView::columns : 500);
            box->setAccessibleName(labels[std::size_t(i)]);
            box->setKeyboardTracking(false);
            box->setButtonSymbols(QAbstractSpinBox::NoButtons); // the arrow keys step
            auto* label = new QLabel(labels[std::size_t(i)]);
            label->setBuddy(box);
            label->setObjectName("muted");
            grid->addWidget(label, i / 2, 2 * (i % 2));
            grid->addWidget(box, i / 2, 2 * (i % 2) + 1);
            m_boxes[std::size_t(i)] = box;
            connect(box, &QSpinBox::valueChanged, this, [this] { take(); });
        }
        grid->setColumnStretch(1, 1);
        grid->setColumnStretch(3, 1);
        grid->addWidget(m_why, 2, 0, 1, 4);
        m_why->setWordWrap(true);
        m_why->setObjectName("problem");
        m_why->hide();
        setFocusProxy(m_boxes[0]);
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        setEnabled(!isMixed && nodes().size() == 1);
        m_why->hide();
        if (!value.is_array() || value.size() != 4)
            return;
        for (std::size_t i = 0; i < 4; ++i) {
            const QSignalBlocker blocker(m_boxes[i]);
            m_boxes[i]->setValue(value[i].is_number_integer() ? value[i].get<int>() + (i < 2 ? 1 : 0) : 1);
        }
    }

    bool isWide() const override { return true; }

  private:
    void take()
    {
        const Cell cell{m_boxes[0]->value() - 1, m_boxes[1]->value() - 1, m_boxes[2]->value(),
                        m_boxes[3]->value()};
        const Node* parent = findParent(workspace().document(), nodes().front().toStdString());
        const Result<Edit> edit =
            placeWidgets(workspace().document(), workspace().catalog(), workspace().contract(),
                         QString::fromStdString(parent->id), {{nodes().front(), cell}});
        if (edit) {
            emit edited(toJson(cell), false);
        } else if (!edit.error().message.empty()) {
            setValue(workspace().model().property(nodes().front(), property().key), false);
            m_why->setText(QString::fromStdString(edit.error().message));
            m_why->show();
        }
    }

    std::array<QSpinBox*, 4> m_boxes{};
    QLabel* m_why;
};

} // namespace

PropertyEditor* makeCellEditor(const EditorContext& context, QWidget* parent)
{
    return new CellEditor(context, parent);
}

} // namespace twin
