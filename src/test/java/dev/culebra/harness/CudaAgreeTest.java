package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.math.TensorFloat32;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The kernels of the device on every case against the reference: outputs within the family, inputs
 * untouched, nothing written outside of them, and the same bytes in whatever order threads run. The
 * device is a double that runs them on the host. Every operation has a kernel.
 */
@Tag("cuda")
class CudaAgreeTest {
  @TestFactory
  Stream<DynamicTest> agree() {
    return FakeDriver.tiers().precisions().stream().flatMap(CudaAgreeTest::agree);
  }

  private static Stream<DynamicTest> agree(Precision precision) {
    Tiers tiers = FakeDriver.tiers().at(precision);
    TreeSet<String> missing = new TreeSet<>();
    List<Case> covered =
        AllCases.at(precision)
            .filter(
                test -> {
                  boolean has = tiers.choices(test.signature()).get("cuda") instanceof Kernel;
                  if (!has) {
                    missing.add(test.op().name());
                  }
                  return has;
                })
            .toList();
    covered.forEach(test -> missing.remove(test.op().name()));
    // A plan leaves the members of these apart where the device does not fuse.
    missing.remove("fused");
    System.out.println(covered.size() + " cases on cuda in " + precision.label());
    assertEquals(Set.of(), missing, "operations without a kernel");
    return covered.stream()
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test + " in " + precision.label(), () -> check(tiers, test)));
  }

  /** One case, in each order of threads that the double has. */
  static void check(Tiers tiers, Case test) {
    Signature signature = test.signature();
    boolean isTf32 = tiers.precision() == Precision.TF32;
    Kernel reference =
        Tiers.of("cpu")
            .at(isTf32 ? Precision.F32 : tiers.precision())
            .only("ref")
            .select(signature);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.caller()) {
      List<MemorySegment> drawn =
          Tensors.fill(test, signature.inputs(), Seed.random(test.toString()), arena);
      List<MemorySegment> expected = new ArrayList<>();
      signature.outputs().forEach(type -> expected.add(arena.allocate(type.bytes(), 64)));
      MemorySegment workspace = arena.allocate(reference.workspaceBytes(), 64);
      // The reference does not know TF32, but what it is of rounded operands. How the library of a
      // real device rounds is its own: that is given numbers that it need not round.
      List<MemorySegment> rounded =
          isTf32 && test.op().isProduct()
              ? drawn.stream().map(input -> tf32(input, arena)).toList()
              : drawn;
      List<MemorySegment> inputs = FakeDriver.isHere() ? drawn : rounded;
      reference.bind(new Operands(rounded, expected, workspace, workers)).run();

      Kernel kernel = tiers.select(signature);
      List<MemorySegment> first = null;
      for (FakeDriver.Schedule schedule : FakeDriver.Schedule.values()) {
        FakeDriver.schedule(schedule, (int) Seed.VALUE);
        List<MemorySegment> actual =
            run(tiers.accelerator(), kernel, signature, inputs, workers, arena);
        Agreement.check(test, inputs, expected, actual);
        first = first == null ? actual : first;
        for (int i = 0; i < actual.size(); i++) {
          assertEquals(-1, actual.get(i).mismatch(first.get(i)), "output " + i + ", " + schedule);
        }
      }
    }
  }

  private static MemorySegment tf32(MemorySegment given, Arena arena) {
    MemorySegment rounded = arena.allocate(given.byteSize(), 64);
    for (long i = 0; i < given.byteSize() / Integer.BYTES; i++) {
      float number = given.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      rounded.setAtIndex(ValueLayout.JAVA_FLOAT, i, TensorFloat32.round(number));
    }
    return rounded;
  }

  /** The outputs of one call on the device, which leaves its inputs as they are. */
  static List<MemorySegment> run(
      Accelerator device,
      Kernel kernel,
      Signature signature,
      List<MemorySegment> inputs,
      Workers workers,
      Arena arena) {
    List<MemorySegment> blocks = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    List<MemorySegment> given = new ArrayList<>();
    for (MemorySegment input : inputs) {
      given.add(block(device, input.byteSize(), blocks));
      calls.add(device.upload(input, given.getLast()));
    }
    List<MemorySegment> made = new ArrayList<>();
    List<MemorySegment> results = new ArrayList<>();
    for (TensorType type : signature.outputs()) {
      made.add(block(device, type.bytes(), blocks));
      MemorySegment unset = arena.allocate(type.bytes(), 64).fill((byte) 0xFF);
      calls.add(device.upload(unset, made.getLast()));
      results.add(arena.allocate(type.bytes(), 64));
    }
    MemorySegment workspace = block(device, kernel.workspaceBytes(), blocks);
    try {
      calls.add(device.bind(kernel, new Operands(given, made, workspace, workers)));
      for (int i = 0; i < results.size(); i++) {
        calls.add(device.download(made.get(i), results.get(i)));
      }
      List<MemorySegment> after = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        after.add(arena.allocate(inputs.get(i).byteSize(), 64));
        calls.add(device.download(given.get(i), after.get(i)));
      }
      device.run(calls);
      for (int i = 0; i < inputs.size(); i++) {
        assertEquals(-1, after.get(i).mismatch(inputs.get(i)), "input " + i + " was changed");
      }
    } catch (IllegalStateException failure) {
      String message = FakeDriver.message();
      FakeDriver.recover();
      throw new AssertionError(failure.getMessage() + ": " + message, failure);
    } finally {
      blocks.forEach(device::free);
    }
    return results;
  }

  /** A block of its own, so that the double finds what is written beyond its end. */
  private static MemorySegment block(Accelerator device, long bytes, List<MemorySegment> blocks) {
    MemorySegment block = device.allocate(Math.max(bytes, 1));
    blocks.add(block);
    return block.asSlice(0, bytes);
  }
}
