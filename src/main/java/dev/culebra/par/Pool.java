package dev.culebra.par;

import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that wait busily for a short while and then park, so that dispatch costs about a
 * microsecond within a step and an idle engine costs nothing.
 *
 * <p>Chunks are claimed one by one from a shared word. Who runs which chunk differs between runs,
 * so chunks must not care. One thread at a time has the workers: a second one that calls {@link
 * #run} meanwhile does its chunks alone, and so does a chunk that calls {@link #run} itself.
 * Neither waits, so neither can deadlock.
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

  /** Shared words, 128 bytes apart: cores fetch cache lines in pairs. */
  private static final int CLAIM = 16;

  private static final int UNFINISHED = 32;
  private static final int WORDS = 48;

  /**
   * {@link #CLAIM} holds the number of the run in the upper half and its unclaimed chunks in the
   * lower half, so that one compare-and-set proves that the run is still the one that was looked
   * at.
   */
  private final AtomicLongArray words = new AtomicLongArray(WORDS);

  private final AtomicReference<Thread> user = new AtomicReference<>();
  private final Worker[] workers;
  private final Affinity affinity;

  /** The workers' CPUs; empty if they are not pinned. The caller is moved off them, not pinned. */
  private final int[] taken;

  /**
   * Written before {@link #CLAIM}, read after a claim succeeded: then the run cannot have ended.
   */
  private Task task;

  private int chunks;

  private volatile Throwable failure;
  private volatile boolean closed;

  Pool(int threads, Affinity affinity, boolean pinCaller) {
    int[] cpus = affinity.allowed();
    boolean pin = affinity.refusal() == null && threads <= cpus.length;
    this.affinity = affinity;
    taken = pin ? Arrays.copyOfRange(cpus, 1, threads) : new int[0];
    ThreadFactory factory = Thread.ofPlatform().daemon().name("culebra-", 1).factory();
    workers = new Worker[threads - 1];
    for (int index = 0; index < workers.length; index++) {
      workers[index] = new Worker(factory, pin ? taken[index] : -1);
    }
    for (Worker worker : workers) {
      worker.thread.start();
    }
    if (pin && pinCaller) {
      affinity.pin(cpus[0]);
    }
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
    if (count <= 1 || !user.compareAndSet(null, Thread.currentThread())) {
      for (int chunk = 0; chunk < count; chunk++) {
        work.run(chunk);
      }
      return;
    }
    try {
      share(work, count);
    } finally {
      user.set(null);
    }
  }

  private void share(Task work, int count) {
    task = work;
    chunks = count;
    words.set(UNFINISHED, count);
    long number = (words.get(CLAIM) >>> 32) + 1;
    if (number % RUNS == 0) {
      makeWay();
    }
    words.set(CLAIM, number << 32 | count);
    int wanted = Math.min(workers.length, count - 1);
    for (int index = 0; index < wanted; index++) {
      workers[index].wake();
    }
    participate();
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

  /** Claims and runs chunks until none is left; after a failure the rest is claimed but not run. */
  private void participate() {
    int done = 0;
    for (long claim = words.get(CLAIM); (int) claim > 0; claim = words.get(CLAIM)) {
      if (words.compareAndSet(CLAIM, claim, claim - 1)) {
        done++;
        if (failure == null) {
          runChunk(chunks - (int) claim);
        }
      }
    }
    if (done > 0) {
      words.addAndGet(UNFINISHED, -done);
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
    if (user.get() == current || isWorker(current)) {
      throw new IllegalStateException("[workers] close from inside a chunk");
    }
    while (!user.compareAndSet(null, current)) {
      Thread.yield();
    }
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker.thread);
    }
    user.set(null);
  }

  private boolean isWorker(Thread thread) {
    for (Worker worker : workers) {
      if (worker.thread == thread) {
        return true;
      }
    }
    return false;
  }

  private final class Worker implements Runnable {
    final Thread thread;
    private final int cpu;
    private volatile boolean parked;

    Worker(ThreadFactory factory, int cpu) {
      this.cpu = cpu;
      thread = factory.newThread(this);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      if (cpu >= 0) {
        affinity.pin(cpu);
      }
      while (!closed) {
        participate();
        awaitWork();
      }
    }

    private boolean idle() {
      return (int) words.get(CLAIM) == 0 && !closed;
    }

    private void awaitWork() {
      long start = System.nanoTime();
      for (int spin = 1; idle(); spin++) {
        Thread.onSpinWait();
        if (spin % SPINS != 0) {
          continue;
        }
        long waited = System.nanoTime() - start;
        if (waited > PARK_NANOS) {
          park();
          return;
        }
        if (waited > SUSPECT_NANOS && cpu < 0) {
          Thread.yield();
        }
      }
    }

    /** The flag is raised before the last look at the word, and read after the word was written. */
    private void park() {
      parked = true;
      while (idle()) {
        LockSupport.park(Pool.this);
      }
      parked = false;
    }
  }
}
