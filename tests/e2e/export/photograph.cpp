// SPDX-License-Identifier: GPL-3.0-or-later
// photograph PICTURE.png COMMAND...: starts a command on the display of this process, waits until something is painted there and has come to
// rest, saves a picture of the screen, says how many milliseconds the first paint took, and ends the command.

#include <QGuiApplication>
#include <QImage>
#include <QPixmap>
#include <QProcess>
#include <QScreen>
#include <QSet>
#include <QTextStream>
#include <QThread>

#include <chrono>

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

QImage screenImage()
{
    return QGuiApplication::primaryScreen()->grabWindow(0).toImage();
}

// A painted window has text, and text has many shades; an empty screen or window has few.
bool isPainted(const QImage& image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            if (colours.insert(image.pixel(x, y)); colours.size() > 24)
                return true;
    return false;
}

int milliseconds(Clock::duration duration)
{
    return int(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

} // namespace

int main(int argc, char** argv)
{
    QGuiApplication application(argc, argv);
    QStringList arguments = application.arguments().mid(1);
    QTextStream out(stdout);
    QTextStream err(stderr);
    if (arguments.size() < 2) {
        err << "photograph PICTURE.png COMMAND...\n";
        return 2;
    }
    const QString picture = arguments.takeFirst();
    const QString command = arguments.takeFirst();

    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    const Clock::time_point start = Clock::now();
    process.start(command, arguments);
    QImage image;
    do {
        QThread::msleep(5);
        image = screenImage();
        if (process.waitForFinished(0) || Clock::now() - start > 30s) {
            err << "photograph: nothing was painted\n";
            return 1;
        }
    } while (!isPainted(image));
    out << "first window after " << milliseconds(Clock::now() - start) << " ms\n";
    out.flush();

    for (Clock::time_point still = Clock::now(); Clock::now() - still < 800ms && Clock::now() - start < 30s;) {
        QThread::msleep(50);
        if (const QImage next = screenImage(); next != image) {
            image = next;
            still = Clock::now();
        }
    }
    const bool saved = image.save(picture);
    process.terminate();
    if (!process.waitForFinished(5000))
        process.kill();
    process.waitForFinished(5000);
    return saved ? 0 : 1;
}
