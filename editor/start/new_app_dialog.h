// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace twin {

/// Asks what an app needs before its first page: the twin's package, the decision that it is for, who decides, in how long.
class NewAppDialog : public QDialog
{
    Q_OBJECT

  public:
    explicit NewAppDialog(const Catalog& catalog, QWidget* parent = nullptr);

    /// Takes a package file, as if it had been chosen.
    void choosePackage(const QString& path);
    /// The new app; valid once the dialog is accepted.
    Bundle result() const;

  private:
    void updateState();
    const Catalog& m_catalog;
    std::shared_ptr<const Package> m_package;
    QString m_packagePath;
    QLineEdit* m_packageField;
    QLabel* m_about;
    QLineEdit* m_title;
    QLineEdit* m_decision;
    QLineEdit* m_user;
    QSpinBox* m_minutes;
    QDialogButtonBox* m_buttons;
};

} // namespace twin
