// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_package.h"
#include "session/evaluator.h"
#include "session/session.h"

#include <QTest>
#include <atomic>
#include <latch>
#include <stdexcept>

using namespace twin;

namespace {

/// Everything that was delivered, and a way to wait for it that is not a sleep.
class Deliveries
{
  public:
    void add(const Snapshot& snapshot)
    {
        const std::lock_guard lock(m_mutex);
        m_edits.push_back(snapshot.edit);
        m_last = snapshot;
        m_changed.notify_all();
    }
    void waitFor(std::uint64_t edit)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return !m_edits.empty() && m_edits.back() >= edit; });
    }
    std::vector<std::uint64_t> edits()
    {
        const std::lock_guard lock(m_mutex);
        return m_edits;
    }
    Snapshot last()
    {
        const std::lock_guard lock(m_mutex);
        return m_last;
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::uint64_t> m_edits;
    Snapshot m_last;
};

Snapshot answerTo(const Evaluator::Request& request)
{
    Snapshot snapshot;
    snapshot.edit = request.edit;
    snapshot.inputs = request.inputs;
    return snapshot;
}

} // namespace

class TestEvaluator : public QObject
{
    Q_OBJECT

  private slots:
    void newestWinsAndTheRunningOneIsNotCancelled()
    {
        std::latch running(1), release(1);
        Deliveries deliveries;
        Evaluator evaluator(
            [&](const Evaluator::Request& request) {
                if (request.edit == 1) {
                    running.count_down();
                    release.wait();
                }
                return answerTo(request);
            },
            [&](const Snapshot& snapshot) { deliveries.add(snapshot); });
        evaluator.request({1, {1}});
        running.wait();
        for (std::uint64_t edit = 2; edit <= 100; ++edit)
            evaluator.request({edit, {double(edit)}});
        release.count_down();
        deliveries.waitFor(100);
        QCOMPARE(deliveries.edits(), (std::vector<std::uint64_t>{1, 100}));
        QCOMPARE(deliveries.last().inputs, std::vector<double>{100});
    }

    void stopsAfterTheRunningOneAndDropsTheWaitingOne()
    {
        std::latch running(1), release(1);
        std::atomic<int> runs = 0;
        Deliveries deliveries;
        {
            auto evaluator = std::make_unique<Evaluator>(
                [&](const Evaluator::Request& request) {
                    ++runs;
                    running.count_down();
                    release.wait();
                    return answerTo(request);
                },
                [&](const Snapshot& snapshot) { deliveries.add(snapshot); });
            evaluator->request({1, {}});
            running.wait();
            evaluator->request({2, {}});
            evaluator->dropWaiting();
            std::thread opener([&] { release.count_down(); });
            evaluator.reset();
            opener.join();
        }
        QCOMPARE(runs.load(), 1);
        QCOMPARE(deliveries.edits(), std::vector<std::uint64_t>{1});
    }

    void whatIsThrownIsDelivered()
    {
        Deliveries deliveries;
        Evaluator evaluator(
            [&](const Evaluator::Request& request) -> Snapshot {
                if (request.edit == 1)
                    throw std::runtime_error("no memory left");
                if (request.edit == 2)
                    throw 42;
                return answerTo(request);
            },
            [&](const Snapshot& snapshot) { deliveries.add(snapshot); });
        evaluator.request({1, {7}});
        deliveries.waitFor(1);
        QVERIFY(deliveries.last().error);
        QCOMPARE(deliveries.last().error->code, std::string("session.evaluate"));
        QVERIFY(deliveries.last().error->message.find("no memory left") != std::string::npos);
        QCOMPARE(deliveries.last().inputs, std::vector<double>{7});
        evaluator.request({2, {}});
        deliveries.waitFor(2);
        QVERIFY(deliveries.last().error);
        evaluator.request({3, {}});
        deliveries.waitFor(3);
        QVERIFY(!deliveries.last().error);
    }

    void theCallersThreadDoesNotEvaluate()
    {
        std::atomic<std::thread::id> worker;
        Deliveries deliveries;
        Evaluator evaluator(
            [&](const Evaluator::Request& request) {
                worker = std::this_thread::get_id();
                return answerTo(request);
            },
            [&](const Snapshot& snapshot) { deliveries.add(snapshot); });
        evaluator.request({1, {}});
        deliveries.waitFor(1);
        QVERIFY(worker.load() != std::this_thread::get_id());
    }

    void aSessionCoalescesASlidersMoves()
    {
        std::latch running(1), release(1);
        std::atomic<int> evaluations = 0;
        Deliveries deliveries;
        auto session = Session::open(fakePackage([&](auto... arguments) {
                                         if (evaluations++ == 0) {
                                             running.count_down();
                                             release.wait();
                                         }
                                         return fakeAnswer(arguments...);
                                     }),
                                     {}, Session::Mode::Threaded);
        QVERIFY(session);
        (*session)->setListener([&](std::shared_ptr<const Snapshot> snapshot) { deliveries.add(*snapshot); });
        (*session)->evaluate();
        running.wait();
        for (int flow = 20; flow < 60; ++flow)
            QVERIFY((*session)->setInput("flow", flow).accepted);
        const std::uint64_t last = (*session)->lastEdit();
        release.count_down();
        deliveries.waitFor(last);
        QCOMPARE(deliveries.edits(), (std::vector<std::uint64_t>{1, last}));
        QCOMPARE(evaluations.load(), 2);
        QCOMPARE((*session)->snapshot()->outputs[1].mean, std::vector<double>{59.0 / 2});
    }

    void anOlderAnswerNeverFollowsABlockedPoint()
    {
        std::latch running(1), release(1);
        std::atomic<int> evaluations = 0;
        Deliveries deliveries;
        {
            auto session = Session::open(fakePackage([&](auto... arguments) {
                                             ++evaluations;
                                             running.count_down();
                                             release.wait();
                                             return fakeAnswer(arguments...);
                                         }),
                                         {}, Session::Mode::Threaded);
            QVERIFY(session);
            (*session)->setListener(
                [&](std::shared_ptr<const Snapshot> snapshot) { deliveries.add(*snapshot); });
            (*session)->evaluate();
            running.wait();
            (*session)->setInput("flow", 50); // waits, and is dropped by the blocked one
            (*session)->setInput("flow", 70);
            QCOMPARE(deliveries.edits(), std::vector<std::uint64_t>{3});
            QVERIFY((*session)->snapshot()->verdict == Verdict::Block);
            release.count_down();
        }
        QCOMPARE(evaluations.load(), 1);
        QCOMPARE(deliveries.edits(), std::vector<std::uint64_t>{3});
    }
};

QTEST_APPLESS_MAIN(TestEvaluator)
#include "tst_evaluator.moc"
