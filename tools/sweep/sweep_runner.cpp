// sweep_runner.cpp -- workers that take runs from the schedule, and the caller's thread that hands finished points on.
#include "tools/sweep/sweep_runner.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace suanli::sweep {
namespace {

using namespace std::chrono_literals;

class Workers {
 public:
  Workers(const SweepPlan& plan, PointRuns& runs, std::vector<std::size_t> points, unsigned threads)
      : runs_(runs), schedule_(plan, std::move(points), threads), most_finished_(2 * std::size_t{threads}) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Workers() {
    stop();
    for (std::thread& thread : threads_) thread.join();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  SweepOutcome hand_on(const SweepCalls& calls) {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait_for(lock, 100ms, [&] { return !finished_.empty() || failure_ || schedule_.finished(); });
      while (!finished_.empty()) {
        const FinishedPoint point = std::move(finished_.front());
        finished_.pop_front();
        room_.notify_all();
        lock.unlock();
        calls.take(point);
        lock.lock();
        ++outcome_.progress.points_done;
      }
      if (failure_) std::rethrow_exception(failure_);
      outcome_.progress.runs_done = schedule_.done_runs();
      outcome_.progress.runs_expected = schedule_.expected();
      if (schedule_.finished()) return outcome_;
      if (calls.keep_going(outcome_.progress)) continue;
      outcome_.stopped = true;
      return outcome_;
    }
  }

 private:
  void stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    room_.notify_all();
  }

  // A worker waits when nothing can be started, and when the disk is slower than the runs.
  std::optional<RunTask> next_task(std::unique_lock<std::mutex>& lock) {
    std::optional<RunTask> task;
    room_.wait(lock, [&] {
      if (stopping_ || failure_ || schedule_.finished()) return true;
      if (finished_.size() > most_finished_) return false;
      task = schedule_.next();
      return task.has_value();
    });
    return stopping_ || failure_ ? std::nullopt : task;
  }

  void work() {
    RunContext context;
    std::unique_lock lock(mutex_);
    while (const auto task = next_task(lock)) {
      lock.unlock();
      PointRun run;
      std::exception_ptr failure;
      try {
        run = runs_.run(*task, context, stopping_);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      if (failure && !failure_) failure_ = failure;
      if (!failure && !stopping_) note(*task, std::move(run));
      room_.notify_all();
      changed_.notify_all();
    }
  }

  void note(const RunTask& task, PointRun run) {
    if (!run.limit.empty()) {
      outcome_.limits_hit.push_back("point " + std::to_string(task.point) + ", replication " + std::to_string(task.replication) + ": " + run.limit);
    }
    if (run.has_no_result) {
      ++outcome_.abandoned;
      return schedule_.abandon(task.point);
    }
    if (auto point = schedule_.done(task, std::move(run.bodies), run.goal_value)) finished_.push_back(std::move(*point));
  }

  PointRuns& runs_;
  std::mutex mutex_;
  std::condition_variable room_;     // for workers
  std::condition_variable changed_;  // for the caller
  PointSchedule schedule_;
  const std::size_t most_finished_;  // before workers wait
  std::deque<FinishedPoint> finished_;
  std::exception_ptr failure_;
  std::atomic<bool> stopping_ = false;
  SweepOutcome outcome_;
  std::vector<std::thread> threads_;
};

}  // namespace

SweepOutcome run_sweep(const SweepPlan& plan, PointRuns& runs, std::vector<std::size_t> points, unsigned threads, const SweepCalls& calls) {
  return Workers(plan, runs, std::move(points), threads).hand_on(calls);
}

}  // namespace suanli::sweep
