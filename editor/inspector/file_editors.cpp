// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "model/workspace.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace twin {

namespace {

/// One of the images that the app has, or another one from a file.
class ImageEditor : public PropertyEditor
{
  public:
    ImageEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_box(new QComboBox), m_problem(new QLabel)
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        auto* row = new QHBoxLayout;
        auto* choose = new QPushButton(tr("Choose…"));
        row->addWidget(m_box, 1);
        row->addWidget(choose);
        column->addLayout(row);
        column->addWidget(m_problem);
        m_problem->setObjectName("problem");
        m_problem->setWordWrap(true);
        m_problem->hide();
        m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_box->setMinimumContentsLength(6);
        setFocusProxy(m_box);
        connect(m_box, &QComboBox::activated, this,
                [this](int index) { emit edited(m_box->itemText(index).toStdString(), false); });
        connect(choose, &QPushButton::clicked, this, [this] {
            const QString file = QFileDialog::getOpenFileName(this, tr("Choose an image"), {},
                                                              tr("Images (*.svg *.png *.jpg *.jpeg)"));
            if (!file.isEmpty())
                take(file);
        });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QSignalBlocker blocker(m_box);
        m_box->clear();
        for (const auto& [name, bytes] : workspace().assets())
            m_box->addItem(QString::fromStdString(name));
        const QString name = value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
        if (!name.isEmpty() && m_box->findText(name) < 0)
            m_box->addItem(name);
        m_box->setPlaceholderText(isMixed ? tr("different images") : tr("none"));
        m_box->setCurrentIndex(isMixed || name.isEmpty() ? -1 : m_box->findText(name));
    }

    bool isWide() const override { return true; }

  private:
    void take(const QString& file)
    {
        const Result<std::string> name = workspace().addImage(file.toStdString());
        m_problem->setVisible(!name);
        if (name)
            emit edited(*name, false);
        else
            m_problem->setText(QString::fromStdString(name.error().message + " " + name.error().remedy));
    }

    QComboBox* m_box;
    QLabel* m_problem;
};

/// Which twin the app stands on, and the way to another version of it.
class PackageEditor : public PropertyEditor
{
  public:
    PackageEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_text(new QLabel), m_problem(new QLabel)
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(6);
        auto* choose = new QPushButton(tr("Choose another package…"));
        column->addWidget(m_text);
        column->addWidget(choose);
        column->addWidget(m_problem);
        m_text->setWordWrap(true);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_problem->setObjectName("problem");
        m_problem->setWordWrap(true);
        m_problem->hide();
        setFocusProxy(choose);
        connect(choose, &QPushButton::clicked, this, [this] {
            const QString file =
                QFileDialog::getOpenFileName(this, tr("Choose a package"), {}, tr("Packages (*.xdt)"));
            if (file.isEmpty())
                return;
            const Status status = workspace().choosePackage(file.toStdString());
            m_problem->setVisible(!status);
            if (!status)
                m_problem->setText(
                    QString::fromStdString(status.error().message + " " + status.error().remedy));
        });
    }

    void setValue(const nlohmann::json& value, bool) override
    {
        const auto member = [&](const char* key) {
            return value.is_object() && value.contains(key) && value[key].is_string()
                       ? QString::fromStdString(value[key].get<std::string>())
                       : QString();
        };
        if (member("path").isEmpty())
            m_text->setText(tr("None chosen"));
        else
            m_text->setText(tr("%1\nversion %2 of %3").arg(member("path"), member("version"), member("id")));
    }

    bool isWide() const override { return true; }

  private:
    QLabel* m_text;
    QLabel* m_problem;
};

} // namespace

PropertyEditor* makeImageEditor(const EditorContext& context, QWidget* parent)
{
    return new ImageEditor(context, parent);
}

PropertyEditor* makePackageEditor(const EditorContext& context, QWidget* parent)
{
    return new PackageEditor(context, parent);
}

} // namespace twin
