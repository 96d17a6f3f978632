package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.op.Add;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Memory that does not fit the types: what the message says, and that no byte changes. */
class BadMemoryTest extends BadCalls {
  @Test
  void sizeOfMemory() {
    refused(
        "[add] input 1 is f32[4], 16 bytes; its memory has 12: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(f32(4), Operand.f32(bytes(12), 4)),
        f32(4));
    refused(
        "[add] output 0 is f32[4], 16 bytes; its memory has 20: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(f32(4), f32(4)),
        Operand.f32(bytes(20), 4));
  }

  @Test
  void alignment() {
    refused(
        "[add] input 0 is not aligned to 4 bytes: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(Operand.f32(bytes(18).asSlice(2, 16), 4), f32(4)),
        f32(4));
  }

  @Test
  void overlap() {
    MemorySegment block = bytes(32);
    refused(
        "[add] output 0 overlaps input 0; only whole operands may: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(Operand.f32(block.asSlice(0, 16), 4), f32(4)),
        Operand.f32(block.asSlice(4, 16), 4));
    Operand square = f32(3, 3);
    refused(
        "[matmul] output 0 overlaps input 1; this kernel does not work in place:"
            + " f32[3,3] x f32[3,3] -> f32[3,3]",
        PRODUCT,
        List.of(f32(3, 3), square),
        square);
  }

  @Test
  void outputsOverEachOther() {
    Operand state = f32(1, 2);
    List<Operand> inputs =
        List.of(f32(1, 1, 2), f32(2, 8), f32(2, 8), f32(8), f32(1, 2), f32(1, 2));
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Kernels.lstmSequence(
                    inputs.get(0),
                    inputs.get(1),
                    inputs.get(2),
                    inputs.get(3),
                    inputs.get(4),
                    inputs.get(5),
                    f32(1, 1, 2),
                    state,
                    state));
    assertEquals(
        "[lstm_sequence] output 2 overlaps output 1: f32[1,1,2] x f32[2,8] x f32[2,8] x f32[8]"
            + " x f32[1,2] x f32[1,2]"
            + " -> f32[1,1,2], f32[1,2], f32[1,2], f32[1,1,8], f32[1,1,2]",
        failure.getMessage());
  }

  @Test
  void closedMemory() {
    MemorySegment gone;
    try (Arena shortLived = Arena.ofConfined()) {
      gone = shortLived.allocate(16, 64);
    }
    refused(
        "[add] input 0 is closed memory: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(Operand.f32(gone, 4), f32(4)),
        f32(4));
    refused(
        "[add] output 0 is closed memory: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(f32(4), f32(4)),
        Operand.f32(gone, 4));
  }

  @Test
  void memoryClosedAfterPreparing() {
    Arena shortLived = Arena.ofConfined();
    Operand input = Operand.f32(shortLived.allocate(16, 64), 4);
    Operand output = f32(4);
    try (PreparedKernel prepared =
        Kernels.prepare(new Add(), List.of(input, input), List.of(output))) {
      shortLived.close();
      var failure = assertThrows(IllegalArgumentException.class, prepared::run);
      assertEquals(
          "[add] input 0 is closed memory: f32[4] x f32[4] -> f32[4]", failure.getMessage());
      assertEquals(UNTOUCHED, output.memory().get(ValueLayout.JAVA_BYTE, 0));
    }
  }

  @Test
  void closedKernel() {
    PreparedKernel prepared = Kernels.prepare(new Add(), List.of(f32(4), f32(4)), List.of(f32(4)));
    prepared.close();
    prepared.close();
    var failure = assertThrows(IllegalStateException.class, prepared::run);
    assertEquals("[add] the prepared kernel is closed", failure.getMessage());
  }

  @Test
  void readOnlyOutput() {
    refused(
        "[add] output 0 is read-only memory: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(f32(4), f32(4)),
        Operand.f32(bytes(16).asReadOnly(), 4));
  }

  @Test
  void memoryOfAnotherThread() {
    MemorySegment foreign =
        CompletableFuture.supplyAsync(() -> Arena.ofConfined().allocate(16, 64)).join();
    refused(
        "[add] input 0 is memory of another thread: f32[4] x f32[4] -> f32[4]",
        new Add(),
        List.of(Operand.f32(foreign, 4), f32(4)),
        f32(4));
  }

  @Test
  void memoryOfOneThreadForSeveral() {
    try (Arena confined = Arena.ofConfined();
        Workers two = Workers.of(2)) {
      Operand own = Operand.f32(confined.allocate(16, 64), 4);
      Kernels.using(
          new KernelOptions(null, two),
          () ->
              refused(
                  "[add] input 0 is memory of one thread; the kernel was given several:"
                      + " f32[4] x f32[4] -> f32[4]",
                  new Add(),
                  List.of(own, f32(4)),
                  f32(4)));
    }
  }
}
