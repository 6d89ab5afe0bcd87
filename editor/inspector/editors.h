// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/property_editor.h"

namespace twin {

// One maker for each kind of value; makePropertyEditor() chooses. Each lives in a source of its own.
PropertyEditor* makeTextEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeLongTextEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeNumberEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeFlagEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeChoiceEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeBindingEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeCheckListEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeCellEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeImageEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeExpressionEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeThresholdsEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makeExamplesEditor(const EditorContext& context, QWidget* parent);
PropertyEditor* makePackageEditor(const EditorContext& context, QWidget* parent);

} // namespace twin
