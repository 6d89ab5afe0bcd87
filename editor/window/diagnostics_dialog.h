// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "theme/theme.h"

#include <QDialog>

namespace twin {

/// Says what went wrong with a file: one sentence, then the findings. The one way in which the builder
/// reports a failure of opening or saving.
class DiagnosticsDialog : public QDialog
{
    Q_OBJECT

  public:
    DiagnosticsDialog(const QString& title, const QString& sentence, const Diagnostics& findings,
                      const Theme& theme, QWidget* parent = nullptr);
};

} // namespace twin
