// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace twin;
namespace fs = std::filesystem;

class TestFile : public QObject
{
    Q_OBJECT

  private slots:
    void init();
    void readsWhatWasWritten();
    void keepsThePreviousContent();
    void leavesNothingBesideTheFile();
    void keepsTheRightsOfTheFile();
    void writesThroughALink();
    void fullDiskLeavesTheOldFile();
    void fullDevice();
    void readOnlyFolder();
    void readOnlyFile();
    void missingFolder();
    void refusesFolders();
    void readingFails();
    void readsNoMoreThanAllowed();

  private:
    std::vector<std::string> names() const;
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

namespace {

/// The rights of an ordinary user, also where the tests run as root, whom no right stops.
class OrdinaryUser
{
  public:
    OrdinaryUser()
    {
        if (m_wasRoot && ::seteuid(65534) != 0)
            qFatal("cannot become an ordinary user");
    }
    ~OrdinaryUser()
    {
        if (m_wasRoot && ::seteuid(0) != 0)
            qFatal("cannot become root again");
    }

  private:
    bool m_wasRoot = ::geteuid() == 0;
};

/// Files of this process cannot grow beyond a size, as on a full disk.
class SmallDisk
{
  public:
    explicit SmallDisk(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_old);
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, m_old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_old); }

  private:
    rlimit m_old = {};
};

} // namespace

void TestFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    ::chmod(m_folder->path().toUtf8().constData(), 0755);
    m_path = fs::path(m_folder->path().toStdString()) / "plan.twinapp";
}

std::vector<std::string> TestFile::names() const
{
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(m_path.parent_path()))
        found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
}

void TestFile::readsWhatWasWritten()
{
    std::string content(1 << 20, 'x');
    content += std::string("\0\r\n\xff", 4);
    QVERIFY(writeFileAtomically(m_path, content).has_value());
    const auto back = readFile(m_path);
    QVERIFY(back.has_value());
    QVERIFY(*back == content);
    QVERIFY(writeFileAtomically(m_path, "").has_value());
    QCOMPARE(readFile(m_path)->size(), std::size_t(0));
}

void TestFile::keepsThePreviousContent()
{
    QVERIFY(writeFileAtomically(m_path, "one", true).has_value());
    QCOMPARE(names(), std::vector<std::string>{"plan.twinapp"});
    QVERIFY(writeFileAtomically(m_path, "two", true).has_value());
    QVERIFY(writeFileAtomically(m_path, "three", true).has_value());
    QCOMPARE(*readFile(m_path), std::string("three"));
    QCOMPARE(*readFile(m_path.string() + "~"), std::string("two"));
    QCOMPARE(names(), (std::vector<std::string>{"plan.twinapp", "plan.twinapp~"}));
}

void TestFile::leavesNothingBesideTheFile()
{
    QVERIFY(writeFileAtomically(m_path, "one").has_value());
    QVERIFY(writeFileAtomically(m_path, "two").has_value());
    QCOMPARE(names(), std::vector<std::string>{"plan.twinapp"});
}

void TestFile::keepsTheRightsOfTheFile()
{
    QVERIFY(writeFileAtomically(m_path, "one").has_value());
    const mode_t mask = ::umask(022);
    ::umask(mask);
    struct stat about = {};
    QCOMPARE(::stat(m_path.c_str(), &about), 0);
    QCOMPARE(about.st_mode & 0777u, 0666u & ~mask);
    ::chmod(m_path.c_str(), 0640);
    QVERIFY(writeFileAtomically(m_path, "two").has_value());
    QCOMPARE(::stat(m_path.c_str(), &about), 0);
    QCOMPARE(about.st_mode & 0777u, 0640u);
}

void TestFile::writesThroughALink()
{
    const fs::path real = m_path.parent_path() / "real";
    QVERIFY(writeFileAtomically(real, "one").has_value());
    fs::create_symlink("real", m_path);
    QVERIFY(writeFileAtomically(m_path, "two").has_value());
    QVERIFY(fs::is_symlink(m_path));
    QCOMPARE(*readFile(real), std::string("two"));
}

void TestFile::fullDiskLeavesTheOldFile()
{
    QVERIFY(writeFileAtomically(m_path, "old").has_value());
    {
        const SmallDisk disk(65536);
        const Status written = writeFileAtomically(m_path, std::string(1 << 20, 'x'), true);
        QVERIFY(!written.has_value());
        QCOMPARE(written.error().code, std::string("file.full"));
        QVERIFY(written.error().message.find(m_path.string()) != std::string::npos);
    }
    QCOMPARE(*readFile(m_path), std::string("old"));
    QCOMPARE(names(), std::vector<std::string>{"plan.twinapp"});
}

void TestFile::fullDevice()
{
    if (!fs::exists("/dev/full"))
        QSKIP("this system has no /dev/full");
    const Status written = writeFileAtomically("/dev/full", "x");
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().code, std::string("file.full"));
    QVERIFY(writeFileAtomically("/dev/null", "x").has_value());
}

void TestFile::readOnlyFolder()
{
    const fs::path folder = m_path.parent_path() / "locked";
    fs::create_directory(folder);
    QVERIFY(writeFileAtomically(folder / "old", "old").has_value());
    ::chmod(folder.c_str(), 0555);
    {
        const OrdinaryUser user;
        const Status written = writeFileAtomically(folder / "new", "x");
        QVERIFY(!written.has_value());
        QCOMPARE(written.error().code, std::string("file.read-only"));
    }
    ::chmod(folder.c_str(), 0755);
    QCOMPARE(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), std::ptrdiff_t(1));
}

void TestFile::readOnlyFile()
{
    QVERIFY(writeFileAtomically(m_path, "old").has_value());
    ::chmod(m_path.c_str(), 0444);
    ::chmod(m_path.parent_path().c_str(), 0777);
    {
        const OrdinaryUser user;
        const Status written = writeFileAtomically(m_path, "new");
        QVERIFY(!written.has_value());
        QCOMPARE(written.error().code, std::string("file.read-only"));
    }
    QCOMPARE(*readFile(m_path), std::string("old"));
}

void TestFile::missingFolder()
{
    const Status written = writeFileAtomically(m_path.parent_path() / "gone" / "x", "x");
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().code, std::string("file.folder-missing"));
}

void TestFile::refusesFolders()
{
    const Status written = writeFileAtomically(m_path.parent_path(), "x");
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().code, std::string("file.write"));
    QCOMPARE(readFile(m_path.parent_path()).error().code, std::string("file.open"));
}

void TestFile::readingFails()
{
    const auto missing = readFile(m_path);
    QVERIFY(!missing.has_value());
    QCOMPARE(missing.error().code, std::string("file.open"));
    QVERIFY(missing.error().message.find("plan.twinapp") != std::string::npos);
}

void TestFile::readsNoMoreThanAllowed()
{
    QVERIFY(writeFileAtomically(m_path, std::string(1000, 'x')).has_value());
    QVERIFY(readFile(m_path, 1000).has_value());
    QCOMPARE(readFile(m_path, 999).error().code, std::string("file.too-large"));
    QCOMPARE(readFile("/dev/zero", 1 << 20).error().code, std::string("file.too-large"));
}

QTEST_APPLESS_MAIN(TestFile)
#include "tst_file.moc"
