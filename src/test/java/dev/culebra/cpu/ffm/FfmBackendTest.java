package dev.culebra.cpu.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Normal;
import dev.culebra.memory.Block;
import dev.culebra.op.AdamStep;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.VqAssign;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FfmBackendTest {
  /** The draws of native/test/random_normal_test.c. */
  private static final long SEED = -0x123456789abcdf0L;

  private static final int STEP = 7;
  private static final long OFFSET = (1L << 34) + 5;
  private static final int STREAM = 0x9e3779b9;
  private static final int COUNT = (1 << 20) + 3;

  /** Neither side can change a coefficient unless the other follows. */
  @Test
  void javaDrawsTheBitsThatTheTestInCExpects() throws IOException {
    long hash = hash(i -> Float.floatToRawIntBits(Normal.draw(SEED, STEP, STREAM, OFFSET + i)));
    assertEquals(Long.toHexString(expected()), Long.toHexString(hash));
  }

  @Test
  void nativeDrawsHaveTheSameBitsOnTwoThreads() throws IOException {
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2)) {
      MemorySegment output = arena.allocate(4L * COUNT, 64);
      draws(counter(arena), output, workers).run();
      long hash = hash(i -> output.getAtIndex(ValueLayout.JAVA_INT, i));
      assertEquals(Long.toHexString(expected()), Long.toHexString(hash));
    }
  }

  @Test
  void runningAllocatesNothing() {
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2)) {
      List<Call> calls =
          List.of(
              draws(counter(arena), arena.allocate(4L * 40_000, 64), workers),
              adam(40_000, arena, workers),
              assign(500, arena, workers));
      // On a busy machine the compiler is late, and until it has come calls make garbage.
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < 20 && bytes >= 5_000; round++) {
        long before = bean.getTotalThreadAllocatedBytes();
        for (int run = 0; run < 5_000; run++) {
          calls.get(run % calls.size()).run();
        }
        bytes = bean.getTotalThreadAllocatedBytes() - before;
      }
      assertTrue(bytes < 5_000, bytes + " bytes in 5000 runs");
    }
  }

  @Test
  void closedMemoryIsAnExceptionAndNotACrash() {
    try (Arena arena = Arena.ofShared()) {
      Arena shorter = Arena.ofShared();
      Call call = draws(counter(arena), shorter.allocate(64), Workers.caller());
      call.run();
      shorter.close();
      assertThrows(IllegalStateException.class, call::run);
    }
  }

  @Test
  void heapMemoryIsRefusedWhenBound() {
    loaded();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment heap = MemorySegment.ofArray(new float[16]);
      MemorySegment counter = counter(arena);
      assertThrows(IllegalArgumentException.class, () -> draws(counter, heap, Workers.caller()));
    }
  }

  /** A kernel whose block were laid out otherwise would be refused, with both layouts. */
  @Test
  void blocksAreLaidOutAsInC() {
    loaded();
    assertEquals(null, RandomNormalFfm.FUNCTION.refusal());
    assertEquals(null, AdamStepFfm.FUNCTION.refusal());
    assertEquals(null, VqNearestFfm.PACK.refusal());
    assertEquals(null, VqAssignFfm.SORT.refusal());
  }

  @Test
  void anotherLayoutIsRefused() {
    SymbolLookup library = loaded();
    StructLayout swapped =
        Block.struct(
            ValueLayout.ADDRESS.withName("output"),
            ValueLayout.ADDRESS.withName("counter"),
            ValueLayout.JAVA_LONG.withName("count"),
            ValueLayout.JAVA_INT.withName("stream"));
    assertEquals(
        "culebra_random_normal has the block counter@0:8 output@8:8 count@16:8 stream@24:4 32;"
            + " expected output@0:8 counter@8:8 count@16:8 stream@24:4 32",
        NativeFunction.of(library, "culebra_random_normal", swapped).refusal());
    assertEquals(
        "culebra_nothing is not in the library; build it from these sources",
        NativeFunction.of(library, "culebra_nothing", swapped).refusal());
  }

  /** Binds a draw as large as the output. */
  private static Call draws(MemorySegment counter, MemorySegment output, Workers workers) {
    loaded();
    Signature signature =
        Signature.of(
            new RandomNormal(Shape.of(Math.toIntExact(output.byteSize() / 4)), STREAM),
            List.of(TensorType.of(DType.I64, 3)));
    return bind(signature, List.of(counter), List.of(output), workers);
  }

  private static Call bind(
      Signature signature,
      List<MemorySegment> inputs,
      List<MemorySegment> outputs,
      Workers workers) {
    return assertInstanceOf(Kernel.class, new FfmBackend().select(signature))
        .bind(new Operands(inputs, outputs, MemorySegment.NULL, workers));
  }

  /** Binds a step in place. */
  private static Call adam(int size, Arena arena, Workers workers) {
    List<TensorType> types = new ArrayList<>(Collections.nCopies(4, TensorType.f32(size)));
    types.addAll(List.of(TensorType.f32(3), TensorType.f32()));
    List<MemorySegment> inputs =
        types.stream().map(type -> arena.allocate(type.bytes(), 64).fill((byte) 0x3F)).toList();
    Signature signature = Signature.of(new AdamStep(0.9, 0.999, 1e-8, 0, false), types);
    return bind(signature, inputs, List.of(inputs.get(0), inputs.get(2), inputs.get(3)), workers);
  }

  /** Binds a search of so many vectors with its statistics. */
  private static Call assign(int samples, Arena arena, Workers workers) {
    Signature signature =
        Signature.of(
            new VqAssign(false), List.of(TensorType.f32(samples, 8), TensorType.f32(33, 8)));
    Kernel kernel = assertInstanceOf(Kernel.class, new FfmBackend().select(signature));
    Function<TensorType, MemorySegment> fill =
        type -> arena.allocate(type.bytes(), 64).fill((byte) 0x3F);
    return kernel.bind(
        new Operands(
            signature.inputs().stream().map(fill).toList(),
            signature.outputs().stream().map(fill).toList(),
            arena.allocate(kernel.workspaceBytes(), 64),
            workers));
  }

  private static SymbolLookup loaded() {
    String refusal = new FfmBackend().refusal();
    assumeTrue(refusal == null, () -> "C tier not tested: " + refusal);
    return NativeLibrary.get().symbols();
  }

  private static MemorySegment counter(Arena arena) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG, SEED, STEP, OFFSET);
  }

  /** FNV-1a over the bits of the draws. */
  private static long hash(IntToLongFunction bits) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < COUNT; i++) {
      hash = (hash ^ bits.applyAsLong(i) & 0xFFFFFFFFL) * 0x100000001b3L;
    }
    return hash;
  }

  private static long expected() throws IOException {
    String source = Files.readString(Path.of("native/test/random_normal_test.c"));
    Matcher matcher = Pattern.compile("EXPECTED = 0x([0-9a-f]{16})u").matcher(source);
    assertTrue(matcher.find(), source);
    return Long.parseUnsignedLong(matcher.group(1), 16);
  }
}
