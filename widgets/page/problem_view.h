// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "theme/theme.h"

#include <QWidget>

namespace twin {

/// Why an app cannot be shown: each finding with what is wrong, where, and what to do.
class ProblemView : public QWidget
{
    Q_OBJECT

  public:
    ProblemView(const Diagnostics& problems, const Theme& theme, QWidget* parent = nullptr);
};

} // namespace twin
