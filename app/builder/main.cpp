// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "files/template_list.h"
#include "run/export_dialog.h"
#include "theme/fonts.h"
#include "window/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QSettings>
#include <cstdio>

namespace {

/// What the command line asks to open: an app's file, or a template's.
struct Start
{
    QString file;
    QString templateFile;
};

QString templateCalled(const QString& name)
{
    for (const twin::TemplateInfo& info : twin::listTemplates(twin::templatesFolder())) {
        if (info.name == name)
            return info.appFile;
    }
    return {};
}

Start readCommandLine(QCommandLineParser& parser, const QApplication& app)
{
    parser.setApplicationDescription(
        QApplication::translate("main", "Turns executable digital twins into apps."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({"template", QApplication::translate("main", "Begin with a template."), "NAME"});
    parser.addPositionalArgument(
        "APP", QApplication::translate("main", "An app (.twinapp, .twinpack), or a template's name."),
        "[APP]");
    parser.process(app);

    Start start;
    const QString argument = parser.positionalArguments().value(0);
    QString wanted = parser.value("template");
    if (QFileInfo::exists(argument))
        start.file = argument;
    else if (wanted.isEmpty())
        wanted = argument;
    if (!wanted.isEmpty()) {
        start.templateFile = templateCalled(wanted);
        if (start.templateFile.isEmpty()) {
            const QString text = QApplication::translate(
                                     "main", "twinwright: there is no app and no template called \"%1\".\n")
                                     .arg(wanted);
            std::fputs(qPrintable(text), stderr);
            std::exit(2);
        }
    }
    return start;
}

twin::Theme chosenTheme()
{
    const QString name = QSettings().value("theme").toString();
    return name == "dark"    ? twin::Theme::dark()
           : name == "light" ? twin::Theme::light()
                             : twin::Theme::system();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QApplication::setOrganizationName("Twinwright");
    QApplication::setApplicationName("twinwright");
    QApplication::setApplicationVersion(TWINWRIGHT_VERSION);
    QCommandLineParser parser;
    const Start start = readCommandLine(parser, app);
    twin::loadBundledFonts();
    const twin::Theme theme = chosenTheme();
    theme.applyTo(app);

    twin::MainWindow window(
        twin::standardCatalog(), theme,
        {twin::templatesFolder(), twin::Recovery::standardFolder(), twin::ExportDialog::standardKit()});
    window.show();
    if (!window.files().offerRecovery()) {
        if (!start.file.isEmpty())
            window.files().openFile(start.file);
        else if (!start.templateFile.isEmpty())
            window.files().openTemplate(start.templateFile);
    }
    return QApplication::exec();
}
