package dev.culebra.par;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that wait busily for a short while and then park, so that dispatch costs about a
 * microsecond within a step and an idle engine costs nothing.
 *
 * <p>Each thread has a contiguous range of the chunks, the same in every run of as many chunks, and
 * helps others when it is done: what a chunk wrote in one kernel is mostly read in the next by the
 * same core, out of its own caches. Who runs which chunk still differs between runs, so chunks must
 * not care. One thread at a time has the workers: a second one that calls {@link #run} meanwhile
 * does its chunks alone, and so does a chunk that calls {@link #run} itself. Neither waits, so
 * neither can deadlock.
 *
 * <p>Owned by whoever started it and usable from any thread until {@link #close}.
 */
final class Pool implements Workers {
  /**
   * Waiting longer than this, which is longer than a chunk's imbalance, a thread suspects that it
   * keeps another one of the pool from its core.
   */
  private static final long SUSPECT_NANOS = 20_000;

  /** Waiting longer than this, a worker parks; the gaps between kernels of one step are shorter. */
  private static final long PARK_NANOS = 200_000;

  /** Looks at the shared word between two looks at the clock. */
  private static final int SPINS = 16;

  /** Runs between two looks at the caller's CPU. */
  private static final int RUNS = 64;

  /**
   * Shared words are 128 bytes apart: cores fetch cache lines in pairs. What a thread looks at
   * while it waits, or writes in each run, is among them and not in a field: fields of objects that
   * the collector lays side by side would share lines.
   */
  private static final int STEP = 16;

  /** The number of the run in the upper half and its chunks in the lower half. */
  private static final int RUN = STEP;

  /** Chunks that nobody has finished. */
  private static final int UNFINISHED = 2 * STEP;

  /** The number of the thread that has the workers; 0 if none has. */
  private static final int USER = 3 * STEP;

  /**
   * The first of a word per thread: the number of the run that its range was last claimed from in
   * the upper half, and the range's unclaimed chunks in the lower half. With an older number the
   * whole range is unclaimed. A compare-and-set that succeeds proves that the run has not ended.
   */
  private static final int RANGES = 4 * STEP;

  private final AtomicLongArray words;

  private final Worker[] workers;
  private final Affinity affinity;

  /** The workers' CPUs; empty if they are not pinned. The caller is moved off them, not pinned. */
  private final int[] taken;

  /** Written before {@link #RUN}, read after a claim succeeded. */
  private Task task;

  private volatile Throwable failure;
  private volatile boolean closed;

  Pool(int threads, Affinity affinity) {
    int[] cpus = affinity.allowed();
    boolean pin = affinity.refusal() == null && threads <= cpus.length;
    this.affinity = affinity;
    taken = pin ? Arrays.copyOfRange(cpus, 1, threads) : new int[0];
    words = new AtomicLongArray(RANGES + (threads + 1) * STEP);
    workers = new Worker[threads - 1];
    for (int index = 0; index < workers.length; index++) {
      workers[index] = new Worker(index + 1, pin ? taken[index] : -1);
    }
    for (Worker worker : workers) {
      worker.start();
    }
  }

  /** Which of its pool's threads the calling one is, from 1; 0 for all others. */
  static int number() {
    return Thread.currentThread() instanceof Worker worker ? worker.number : 0;
  }

  @Override
  public int threads() {
    return workers.length + 1;
  }

  @Override
  public void run(Task work, int count) {
    if (closed) {
      throw new IllegalStateException("[workers] run after close");
    }
    if (count <= 1 || !words.compareAndSet(USER, 0, Thread.currentThread().threadId())) {
      for (int chunk = 0; chunk < count; chunk++) {
        work.run(chunk);
      }
      return;
    }
    try {
      share(work, count);
    } finally {
      words.set(USER, 0);
    }
  }

  private void share(Task work, int count) {
    task = work;
    words.set(UNFINISHED, count);
    long run = next(count);
    if ((run >>> 32) % RUNS == 0) {
      makeWay();
    }
    words.set(RUN, run);
    int wanted = Math.min(workers.length, count - 1);
    for (int index = 0; index < wanted; index++) {
      workers[index].wake();
    }
    participate(run, 0);
    awaitLastChunks();
    task = null;
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      switch (thrown) {
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        default -> throw new IllegalStateException(thrown);
      }
    }
  }

  /** The word of the next run. */
  private long next(int count) {
    return ((words.get(RUN) >>> 32) + 1) << 32 | count;
  }

  /** Runs chunks of a thread's own range, then of the others', until none is left in the run. */
  private void participate(long run, int self) {
    int threads = threads();
    int done = 0;
    for (int step = 0; step < threads; step++) {
      int owner = self + step < threads ? self + step : self + step - threads;
      for (int chunk = claim(run, owner); chunk >= 0; chunk = claim(run, owner)) {
        done++;
        // After a failure the rest is claimed but not run.
        if (failure == null) {
          runChunk(chunk);
        }
      }
    }
    if (done > 0) {
      words.addAndGet(UNFINISHED, -done);
    }
  }

  /** The next chunk of a thread's range; -1 if there is none or the run has ended. */
  private int claim(long run, int owner) {
    int count = (int) run;
    int threads = threads();
    int longer = count % threads;
    int size = count / threads + (owner < longer ? 1 : 0);
    int end = (owner + 1) * (count / threads) + Math.min(owner + 1, longer);
    int index = RANGES + owner * STEP;
    while (true) {
      long word = words.get(index);
      int age = (int) (run >>> 32) - (int) (word >>> 32);
      int left = age > 0 ? size : age == 0 ? (int) word : 0;
      if (left == 0) {
        return -1;
      }
      if (words.compareAndSet(index, word, run >>> 32 << 32 | left - 1)) {
        return end - left;
      }
    }
  }

  private void runChunk(int chunk) {
    try {
      task.run(chunk);
    } catch (Throwable thrown) {
      failure = thrown;
    }
  }

  private void awaitLastChunks() {
    if (words.get(UNFINISHED) == 0) {
      return;
    }
    long start = System.nanoTime();
    for (int spin = 1; words.get(UNFINISHED) != 0; spin++) {
      Thread.onSpinWait();
      if (spin % SPINS == 0 && System.nanoTime() - start > SUSPECT_NANOS) {
        makeWay();
      }
    }
  }

  /**
   * The kernel leaves two busy threads on one core while another is idle. Without pinning, offering
   * the core is all that can be done.
   */
  private void makeWay() {
    if (taken.length == 0) {
      Thread.yield();
      return;
    }
    int cpu = affinity.current();
    for (int other : taken) {
      if (other == cpu) {
        affinity.leave(taken);
        return;
      }
    }
  }

  /** Ends the threads; waits for a run in progress. Must not be called from a chunk. */
  @Override
  public void close() {
    Thread current = Thread.currentThread();
    if (words.get(USER) == current.threadId() || isWorker(current)) {
      throw new IllegalStateException("[workers] close from inside a chunk");
    }
    while (!words.compareAndSet(USER, 0, current.threadId())) {
      Thread.yield();
    }
    closed = true;
    words.set(RUN, next(0));
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
    words.set(USER, 0);
  }

  private boolean isWorker(Thread thread) {
    for (Worker worker : workers) {
      if (worker == thread) {
        return true;
      }
    }
    return false;
  }

  private final class Worker extends Thread {
    private final int number;
    private final int cpu;
    private volatile boolean parked;

    Worker(int number, int cpu) {
      super("culebra-" + number);
      this.number = number;
      this.cpu = cpu;
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      if (cpu >= 0) {
        affinity.pin(cpu);
      }
      long seen = 0;
      while (!closed) {
        awaitWork(seen);
        seen = words.get(RUN);
        participate(seen, number);
      }
    }

    /**
     * Waits for another run than the one that this thread last took part in; closing is one too.
     */
    private void awaitWork(long seen) {
      long start = System.nanoTime();
      for (int spin = 1; words.get(RUN) == seen; spin++) {
        Thread.onSpinWait();
        if (spin % SPINS != 0) {
          continue;
        }
        long waited = System.nanoTime() - start;
        if (waited > PARK_NANOS) {
          park(seen);
          return;
        }
        if (waited > SUSPECT_NANOS && cpu < 0) {
          Thread.yield();
        }
      }
    }

    /** The flag is raised before the last look at the word, and read after the word was written. */
    private void park(long seen) {
      parked = true;
      while (words.get(RUN) == seen) {
        LockSupport.park(Pool.this);
      }
      parked = false;
    }
  }
}
