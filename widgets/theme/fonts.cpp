// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/fonts.h"

#include <QCoreApplication>
#include <QDir>
#include <QFontDatabase>

namespace twin {

int loadBundledFonts()
{
    const QDir here(QCoreApplication::applicationDirPath());
    for (const char* folder : {"fonts", "../fonts", "../share/fonts"}) {
        const QDir fonts(here.filePath(folder));
        int taken = 0;
        for (const QFileInfo& file : fonts.entryInfoList({"*.otf", "*.ttf"}, QDir::Files, QDir::Name))
            taken += QFontDatabase::addApplicationFont(file.filePath()) >= 0 ? 1 : 0;
        if (taken > 0)
            return taken;
    }
    return 0;
}

QFont interfaceFont(int pixelSize, QFont::Weight weight)
{
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("DejaVu Sans")});
    font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    return font;
}

} // namespace twin
