package dev.culebra.cpu.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotCallTest {
  private static final int COLLECTIONS = 5;

  /** Where the JVM is tied to fewer processors than it has threads; C knows the address alone. */
  @Test
  void scratchOfManyThreadsLivesAsLongAsTheBlocks() throws InterruptedException {
    NativeFunction function =
        new NativeFunction(
            "scratch", Block.struct(ValueLayout.ADDRESS.withName("scratch")), null, null);
    List<WeakReference<Scope>> scratch = new ArrayList<>();
    try (Workers workers = Workers.of(SlotCall.SLOTS + 1)) {
      MemorySegment[] blocks =
          SlotCall.blocks(
              function,
              new Operands(List.of(), List.of(), null, workers),
              0,
              64,
              (block, memory) -> {
                block.set("scratch", memory);
                scratch.add(new WeakReference<>(memory.scope()));
              });
      assertEquals(SlotCall.SLOTS + 1, scratch.size());
      for (int i = 0; i < COLLECTIONS; i++) {
        System.gc();
        Thread.sleep(20);
      }
      scratch.forEach(each -> assertNotNull(each.get(), "the scratch memory was given back"));
      Reference.reachabilityFence(blocks);
    }
  }
}
