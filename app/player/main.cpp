// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle_beside.h"
#include "catalog.h"
#include "options.h"
#include "player_window.h"
#include "self_test.h"
#include "theme/fonts.h"

#include <QApplication>
#include <cstdio>

int main(int argc, char** argv)
{
    using namespace twin;
    using namespace twin::player;

    auto read = readOptions(argc, argv);
    if (const int* code = std::get_if<int>(&read))
        return *code;
    Options options = std::get<Options>(std::move(read));
    if (options.app.empty()) {
        const auto beside = bundleBeside(ownProgram(argv[0]));
        if (!beside) {
            std::fprintf(stderr,
                         "twinplayer: there is no app beside the program. Name one: twinplayer APP\n");
            return 2;
        }
        options.app = *beside;
    }
    if (options.selfTest)
        return runSelfTest(options.app, standardCatalog());

    // Qt sees only its own arguments: ours are taken.
    int ownArguments = 1;
    QApplication application(ownArguments, argv);
    QApplication::setApplicationName("Twinwright player");
    QApplication::setApplicationVersion(TWINWRIGHT_VERSION);
    loadBundledFonts();

    PlayerWindow window(openBundle(options.app, standardCatalog()), standardCatalog(), options);
    if (const Status taken = window.takeInputs(); !taken) {
        std::fprintf(stderr, "twinplayer: %s\n", format(taken.error()).c_str());
        return 2;
    }
    if (!options.screenshot.empty())
        window.saveScreenshotWhenAnswered();
    options.fullScreen ? window.showFullScreen() : window.show();
    return QApplication::exec();
}
