package dev.culebra.par;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyChunkRunsOnce(int threads) {
    try (Workers workers = Workers.of(threads)) {
      assertEquals(threads, workers.threads());
      for (int chunks : new int[] {0, 1, 2, 3, 17, 1000}) {
        AtomicIntegerArray seen = new AtomicIntegerArray(chunks);
        workers.run(seen::incrementAndGet, chunks);
        for (int chunk = 0; chunk < chunks; chunk++) {
          assertEquals(1, seen.get(chunk));
        }
      }
    }
  }

  /** Plain writes of the chunks are visible after the run, and those before it inside. */
  @Test
  void hundredThousandDispatches() {
    int[] cells = new int[7];
    int[] round = new int[1];
    Task task = chunk -> cells[chunk] += round[0];
    try (Workers workers = Workers.of(3)) {
      for (int run = 0; run < 100_000; run++) {
        round[0] = run % 10;
        workers.run(task, cells.length);
      }
    }
    for (int cell : cells) {
      assertEquals(450_000, cell);
    }
  }

  @Test
  void runningAllocatesNothing() {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] cells = new int[64];
    Task task = chunk -> cells[chunk]++;
    try (Workers workers = Workers.of(2)) {
      for (int run = 0; run < 20_000; run++) {
        workers.run(task, 4);
      }
      long before = bean.getTotalThreadAllocatedBytes();
      for (int run = 0; run < 20_000; run++) {
        workers.run(task, 4);
      }
      long bytes = bean.getTotalThreadAllocatedBytes() - before;
      assertTrue(bytes < 20_000, bytes + " bytes in 20000 runs");
    }
  }

  @Test
  void failureIsRethrownAfterAllStoppedAndThePoolGoesOn() {
    IllegalStateException failure = new IllegalStateException("chunk 5");
    AtomicInteger inside = new AtomicInteger();
    try (Workers workers = Workers.of(3)) {
      for (int run = 0; run < 200; run++) {
        Task failing =
            chunk -> {
              inside.incrementAndGet();
              try {
                if (chunk == 5) {
                  throw failure;
                }
              } finally {
                inside.decrementAndGet();
              }
            };
        assertSame(
            failure, assertThrows(IllegalStateException.class, () -> workers.run(failing, 50)));
        assertEquals(0, inside.get());
        AtomicInteger count = new AtomicInteger();
        workers.run(chunk -> count.incrementAndGet(), 9);
        assertEquals(9, count.get());
      }
      assertThrows(
          OutOfMemoryError.class,
          () ->
              workers.run(
                  chunk -> {
                    throw new OutOfMemoryError("thrown by the test");
                  },
                  4));
    }
  }

  @Test
  void nestedRunsStayInTheirThread() {
    AtomicInteger count = new AtomicInteger();
    try (Workers workers = Workers.of(3)) {
      for (int run = 0; run < 100; run++) {
        workers.run(
            outer -> {
              Thread thread = Thread.currentThread();
              workers.run(
                  inner -> {
                    assertSame(thread, Thread.currentThread());
                    count.incrementAndGet();
                  },
                  5);
            },
            6);
      }
    }
    assertEquals(100 * 6 * 5, count.get());
  }

  @Test
  void secondUserWorksAloneMeanwhile() throws InterruptedException {
    try (Workers workers = Workers.of(2)) {
      CountDownLatch secondIsDone = new CountDownLatch(1);
      CountDownLatch firstIsIn = new CountDownLatch(1);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread first =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, thrown) -> failure.set(thrown))
              .start(
                  () ->
                      workers.run(
                          chunk -> {
                            firstIsIn.countDown();
                            await(secondIsDone);
                          },
                          2));
      await(firstIsIn);
      AtomicInteger count = new AtomicInteger();
      workers.run(chunk -> count.incrementAndGet(), 10);
      assertEquals(10, count.get());
      secondIsDone.countDown();
      first.join();
      assertSame(null, failure.get());
    }
  }

  @Test
  void workersWakeAfterALongPause() throws InterruptedException {
    try (Workers workers = Workers.of(2)) {
      for (int run = 0; run < 5; run++) {
        Thread.sleep(20);
        CountDownLatch both = new CountDownLatch(2);
        workers.run(
            chunk -> {
              both.countDown();
              await(both);
            },
            2);
      }
    }
  }

  @Test
  void closeEndsTheThreadsAndRefusesWork() throws InterruptedException {
    Workers workers = Workers.of(3);
    AtomicReference<Thread> other = new AtomicReference<>();
    CountDownLatch both = new CountDownLatch(3);
    workers.run(
        chunk -> {
          both.countDown();
          await(both);
          if (Thread.currentThread().getName().startsWith("culebra-")) {
            other.set(Thread.currentThread());
          }
        },
        3);
    assertThrows(IllegalStateException.class, () -> workers.run(chunk -> workers.close(), 2));
    workers.close();
    assertTrue(other.get().join(Duration.ofSeconds(10)));
    assertThrows(IllegalStateException.class, () -> workers.run(chunk -> {}, 2));
    workers.close();
  }

  @Test
  void noThreadsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Workers.of(0));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS), "nobody came");
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
