package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.op.Add;
import dev.culebra.op.Concat;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Embedding;
import dev.culebra.op.Gather;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.MatMul;
import dev.culebra.op.Slice;
import dev.culebra.op.Softmax;
import dev.culebra.op.Sum;
import dev.culebra.op.Window2d;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that do not fit: what the message says, and that no byte of any operand changes. */
class BadCallsTest {
  private static final byte UNTOUCHED = 0x5A;
  private static final Op PRODUCT = new MatMul(false, false);

  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> blocks = new ArrayList<>();

  private MemorySegment bytes(long size) {
    MemorySegment segment = arena.allocate(size, 64).fill(UNTOUCHED);
    blocks.add(segment);
    return segment;
  }

  private Operand f32(int... sizes) {
    return operand(TensorType.f32(sizes));
  }

  private Operand operand(TensorType type) {
    return new Operand(type, bytes(type.bytes()));
  }

  private void refused(String message, Op op, List<Operand> inputs, Operand... outputs) {
    var failure =
        assertThrows(
            IllegalArgumentException.class, () -> Kernels.run(op, inputs, List.of(outputs)));
    assertEquals(message, failure.getMessage());
    for (MemorySegment block : blocks) {
      for (long i = 0; i < block.byteSize(); i++) {
        assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, i), "written all the same");
      }
    }
  }

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void numberOfInputs() {
    refused("[matmul] 1 inputs; 2 expected: f32[2,3]", PRODUCT, List.of(f32(2, 3)), f32(2, 2));
  }

  @Test
  void numberOfOutputs() {
    refused(
        "[matmul] 2 outputs given; the operation has 1: f32[2,3] x f32[3,4] -> f32[2,4]",
        PRODUCT,
        List.of(f32(2, 3), f32(3, 4)),
        f32(2, 4),
        f32(2, 4));
    refused(
        "[matmul] 0 outputs given; the operation has 1: f32[2,3] x f32[3,4] -> f32[2,4]",
        PRODUCT,
        List.of(f32(2, 3), f32(3, 4)));
  }

  @Test
  void rank() {
    refused(
        "[conv2d] input 0 has rank 3, not 4: f32[5,5,2] x f32[3,3,2,4]",
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(f32(5, 5, 2), f32(3, 3, 2, 4)),
        f32(1, 3, 3, 4));
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Kernels.convTranspose2d(
                    f32(1, 3, 3, 4), f32(3, 3, 2, 4), Window2d.of(1, 0), 1, f32(5, 5, 2)));
    assertEquals(
        "[conv_transpose2d] the output is f32[5,5,2]; rank 4 needed with f32[1,3,3,4]",
        failure.getMessage());
  }

  @Test
  void elementType() {
    refused(
        "[gaussian_kl] types differ: f32[2,3] and f64[2,3]: f32[2,3] x f64[2,3]",
        new GaussianKl(),
        List.of(f32(2, 3), operand(TensorType.of(DType.F64, 2, 3))),
        f32(2));
    refused(
        "[matmul] i32 has no arithmetic here: i32[2,3] x i32[3,4]",
        PRODUCT,
        List.of(operand(TensorType.of(DType.I32, 2, 3)), operand(TensorType.of(DType.I32, 3, 4))),
        f32(2, 4));
  }

  @Test
  void depth() {
    refused(
        "[matmul] depth 784 != 512: f32[64,784] x f32[512,128]",
        PRODUCT,
        List.of(f32(64, 784), f32(512, 128)),
        f32(64, 128));
    refused(
        "[conv2d] input has 3 channels; weight and groups need 2: f32[1,5,5,3] x f32[3,3,2,4]",
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(f32(1, 5, 5, 3), f32(3, 3, 2, 4)),
        f32(1, 3, 3, 4));
  }

  @Test
  void groups() {
    refused(
        "[conv2d] 2 groups do not divide 3 output channels: f32[1,5,5,4] x f32[3,3,2,3]",
        new Conv2d(Window2d.of(1, 0), 2),
        List.of(f32(1, 5, 5, 4), f32(3, 3, 2, 3)),
        f32(1, 3, 3, 3));
  }

  @Test
  void negativePadding() {
    var failure = assertThrows(IllegalArgumentException.class, () -> Window2d.of(1, -1));
    assertEquals(
        "[window] padding top -1, bottom -1, left -1, right -1; none may be negative",
        failure.getMessage());
  }

  @Test
  void kernelLargerThanImage() {
    refused(
        "[conv2d] the kernel is larger than the padded image: f32[1,2,2,1] x f32[3,3,1,1]",
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(f32(1, 2, 2, 1), f32(3, 3, 1, 1)),
        f32(1, 1, 1, 1));
  }

  @Test
  void axisOutOfRange() {
    refused(
        "[softmax] axis 2 is outside the rank: f32[2,3]",
        new Softmax(2),
        List.of(f32(2, 3)),
        f32(2, 3));
    refused(
        "[softmax] axis -1 is outside the rank: f32[2,3]",
        new Softmax(-1),
        List.of(f32(2, 3)),
        f32(2, 3));
    refused(
        "[sum] axis -1 is outside the rank: f32[2,3]",
        new Sum(List.of(-1)),
        List.of(f32(2, 3)),
        f32(2, 1));
    refused(
        "[concat] axis -1 is outside the rank: f32[2,3] x f32[2,3]",
        new Concat(-1),
        List.of(f32(2, 3), f32(2, 3)),
        f32(2, 6));
  }

  @Test
  void indexOutOfRange() {
    refused(
        "[slice] axis 0 has no 1:9:1: f32[8]",
        new Slice(List.of(1), List.of(9), List.of(1)),
        List.of(f32(8)),
        f32(8));
  }

  /** Only a run can see it; what was written before belongs to the output. */
  @Test
  void elementOfAnIndexOutOfRange() {
    for (String tier : List.of("ref", "simd")) {
      KernelOptions options = KernelOptions.tier(tier);
      Operand table = Operand.f32(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
      for (int number : new int[] {-1, 3}) {
        Operand numbers = Operand.i32(new int[] {0, number}, 2);
        MemorySegment block = bytes(48);
        Operand rows = Operand.f32(block.asSlice(16, 16), 2, 2);
        Kernels.using(
            options,
            () -> {
              var failure =
                  assertThrows(
                      OpException.class,
                      () -> Kernels.run(new Embedding(), List.of(table, numbers), List.of(rows)));
              assertEquals(
                  "[embedding] index "
                      + number
                      + " at 1; the table [3,2] has 3: f32[3,2] x i32[2] -> f32[2,2]",
                  failure.getMessage());
            });
        for (int i = 0; i < 16; i++) {
          assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, i), "before the output");
          assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, 32 + i), "after the output");
        }
        Operand places = Operand.i32(new int[] {0, 1, number, 0}, 2, 2);
        Kernels.using(
            options,
            () -> {
              var failure =
                  assertThrows(
                      OpException.class,
                      () -> Kernels.run(new Gather(0), List.of(table, places), List.of(rows)));
              assertEquals(
                  "[gather] index " + number + " is outside 0..2: f32[3,2] x i32[2,2] -> f32[2,2]",
                  failure.getMessage());
            });
      }
    }
  }

  @Test
  void outputType() {
    refused(
        "[matmul] output 0 is f32[4,2]; needs f32[2,4]: f32[2,3] x f32[3,4] -> f32[2,4]",
        PRODUCT,
        List.of(f32(2, 3), f32(3, 4)),
        f32(4, 2));
  }

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

  @Test
  void tierThatIsNotThere() {
    Kernels.using(
        KernelOptions.tier("abacus"),
        () -> {
          var failure =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Kernels.run(PRODUCT, List.of(f32(2, 3), f32(3, 4)), List.of(f32(2, 4))));
          assertEquals(
              "[matmul] no tier abacus; there are ",
              failure.getMessage().replaceAll("\\[[^]]*]$", ""));
        });
  }

  @Test
  void tierWithoutThisKernel() {
    TensorType doubles = TensorType.of(DType.F64, 3);
    Kernels.using(
        KernelOptions.tier("simd"),
        () ->
            refused(
                "[add] no kernel on cpu for [f64[3], f64[3]]; simd: f64; only f32",
                new Add(),
                List.of(operand(doubles), operand(doubles)),
                operand(doubles)));
  }
}
