// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/new_app_dialog.h"

#include "model/new_node.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

namespace twin {

namespace {
constexpr auto folderKey = "packageFolder";
} // namespace

NewAppDialog::NewAppDialog(const Catalog& catalog, QWidget* parent)
    : QDialog(parent)
    , m_catalog(catalog)
    , m_packageField(new QLineEdit)
    , m_about(new QLabel)
    , m_title(new QLineEdit)
    , m_decision(new QLineEdit)
    , m_user(new QLineEdit)
    , m_minutes(new QSpinBox)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel))
{
    setWindowTitle(tr("New app"));
    setMinimumWidth(560);
    auto* intro = new QLabel(tr("An app answers one question of one person. Say which, and the page begins with what "
                                "they must know: the twin's fidelity statement."));
    intro->setWordWrap(true);
    intro->setObjectName("muted");
    auto* choose = new QPushButton(tr("Choose…"));
    auto* packageRow = new QHBoxLayout;
    packageRow->addWidget(m_packageField, 1);
    packageRow->addWidget(choose);
    m_packageField->setObjectName("packagePath");
    m_packageField->setPlaceholderText(tr("the twin's package, an .xdt file"));
    m_about->setWordWrap(true);
    m_about->setObjectName("muted");
    m_title->setObjectName("title");
    m_decision->setObjectName("decision");
    m_decision->setPlaceholderText(tr("Which pumps to inspect today?"));
    m_user->setObjectName("user");
    m_user->setPlaceholderText(tr("Maintenance engineer, morning shift"));
    m_minutes->setObjectName("minutes");
    m_minutes->setRange(1, 480);
    m_minutes->setValue(5);
    m_minutes->setSuffix(tr(" min"));
    auto* form = new QFormLayout;
    form->setSpacing(10);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Package"), packageRow);
    form->addRow(QString(), m_about);
    form->addRow(tr("&Title"), m_title);
    form->addRow(tr("&Decision"), m_decision);
    form->addRow(tr("&User"), m_user);
    form->addRow(tr("Time &budget"), m_minutes);
    static_cast<QLabel*>(form->labelForField(packageRow))->setBuddy(m_packageField);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Create app"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(14);
    column->addWidget(intro);
    column->addLayout(form);
    column->addStretch(1);
    column->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_packageField, &QLineEdit::editingFinished, this, [this] {
        if (m_packageField->text() != m_packagePath)
            choosePackage(m_packageField->text());
    });
    connect(m_title, &QLineEdit::textChanged, this, &NewAppDialog::updateState);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString folder = QSettings().value(folderKey).toString();
        const QString file = QFileDialog::getOpenFileName(this, tr("Choose the twin's package"), folder, tr("Packages (*.xdt)"));
        if (!file.isEmpty())
            choosePackage(file);
    });
    updateState();
}

void NewAppDialog::choosePackage(const QString& path)
{
    m_packagePath = path;
    m_packageField->setText(path);
    m_package.reset();
    if (path.isEmpty()) {
        m_about->clear();
        return updateState();
    }
    const Result<std::shared_ptr<const Package>> package = readPackage(path.toStdString());
    if (package) {
        m_package = *package;
        const Contract& contract = m_package->contract;
        m_about->setText(tr("%1, version %2: %3 inputs, %4 results. %5")
                             .arg(QString::fromStdString(contract.title), QString::fromStdString(contract.version))
                             .arg(contract.inputs.size())
                             .arg(contract.outputs.size())
                             .arg(QString::fromStdString(contract.fidelity)));
        if (m_title->text().isEmpty())
            m_title->setText(QString::fromStdString(contract.title));
        QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    } else {
        m_about->setText(QString(QChar(0x2715)) + " "
                         + QString::fromStdString(package.error().message + " " + package.error().remedy));
    }
    updateState();
}

void NewAppDialog::updateState()
{
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(m_package && !m_title->text().trimmed().isEmpty());
}

Bundle NewAppDialog::result() const
{
    Bundle bundle;
    bundle.package = m_package;
    AppStart start;
    start.title = m_title->text().trimmed();
    start.decision = m_decision->text().trimmed();
    start.user = m_user->text().trimmed();
    start.minutes = m_minutes->value();
    start.pageTitle = tr("Today");
    bundle.document = newApp(start, m_package->contract, QFileInfo(m_packagePath).fileName(), m_catalog);
    // The package is looked for beside the app; until that is saved, it lies where it was chosen.
    bundle.source = std::filesystem::absolute(m_packagePath.toStdString()).parent_path() / "new.twinapp";
    return bundle;
}

} // namespace twin
