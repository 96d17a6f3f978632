package dev.culebra.par;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SlotsTest {
  /** Whoever comes first: memory that another core has written is far away. */
  @Test
  void aThreadHasItsOwnSlotEachTime() {
    Slots slots = new Slots(4);
    Map<Thread, Set<Integer>> taken = new ConcurrentHashMap<>();
    try (Workers workers = Workers.of(3)) {
      for (int run = 0; run < 1000; run++) {
        CountDownLatch all = new CountDownLatch(3);
        workers.run(
            chunk -> {
              int slot = slots.take();
              taken
                  .computeIfAbsent(Thread.currentThread(), _ -> ConcurrentHashMap.newKeySet())
                  .add(slot);
              all.countDown();
              await(all);
              slots.give(slot);
            },
            3);
      }
    }
    assertEquals(3, taken.size());
    taken.values().forEach(slotsOfOne -> assertEquals(1, slotsOfOne.size(), taken.toString()));
    assertEquals(Set.of(0), taken.get(Thread.currentThread()));
  }

  /** With fewer slots than threads a thread without one of its own takes what is free. */
  @Test
  void noTwoHaveASlotAtOnce() {
    Slots slots = new Slots(2);
    Set<Integer> inUse = ConcurrentHashMap.newKeySet();
    try (Workers workers = Workers.of(4)) {
      workers.run(
          chunk -> {
            int slot = slots.take();
            assertTrue(inUse.add(slot), "slot " + slot + " twice");
            inUse.remove(slot);
            slots.give(slot);
          },
          10_000);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
