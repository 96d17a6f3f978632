package dev.culebra.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Normal;
import dev.culebra.memory.Block;
import dev.culebra.op.RandomNormal;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory, copies, recordings and errors of the device, and what its double finds. */
@Tag("cuda")
class CudaDeviceTest {
  private static final int STREAM = 7;
  private static final int COUNT = 100;

  private final List<MemorySegment> blocks = new ArrayList<>();
  private final List<MemorySegment> hosts = new ArrayList<>();
  private Accelerator device;

  @BeforeEach
  void open() {
    device = FakeDriver.tiers().accelerator();
  }

  @AfterEach
  void close() {
    FakeDriver.recover();
    blocks.forEach(device::free);
    hosts.forEach(device::freeHost);
  }

  private MemorySegment block(long bytes) {
    blocks.add(device.allocate(bytes));
    return blocks.getLast();
  }

  private MemorySegment host(long bytes) {
    hosts.add(device.allocateHost(bytes));
    return hosts.getLast();
  }

  private Call draw(MemorySegment counter, MemorySegment output, int count) {
    Signature signature =
        Signature.of(
            new RandomNormal(Shape.of(count), STREAM), List.of(TensorType.of(DType.I64, 3)));
    Kernel kernel = FakeDriver.tiers().select(signature);
    return device.bind(kernel, new Operands(List.of(counter), List.of(output), null, null));
  }

  @Test
  void aRecordingReadsWhatItsFeedsHoldAtEachRun() {
    MemorySegment fed = host(24);
    MemorySegment counter = block(24);
    MemorySegment drawn = block(4 * COUNT);
    MemorySegment result = host(4 * COUNT);
    List<Call> calls =
        List.of(
            device.upload(fed, counter),
            draw(counter, drawn, COUNT),
            device.download(drawn, result));
    try (Accelerator.Recording recording = device.record(calls)) {
      for (int step = 1; step < 4; step++) {
        fed.setAtIndex(ValueLayout.JAVA_LONG, 0, 42);
        fed.setAtIndex(ValueLayout.JAVA_LONG, 1, step);
        long before = FakeDriver.launches();
        recording.run();
        assertEquals(1, FakeDriver.launches() - before);
        for (int i = 0; i < COUNT; i++) {
          assertEquals(
              Normal.draw(42, step, STREAM, i), result.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
      }
    }
  }

  @Test
  void memoryBeginsAsZerosAndIsCopiedWithinTheDevice() {
    MemorySegment numbers = host(24);
    numbers.setAtIndex(ValueLayout.JAVA_LONG, 2, 5);
    MemorySegment source = block(24);
    MemorySegment target = block(24);
    MemorySegment read = host(24).fill((byte) 1);
    device.run(List.of(device.download(target, read)));
    assertEquals(0, read.getAtIndex(ValueLayout.JAVA_LONG, 2));
    device.run(
        List.of(
            device.upload(numbers, source),
            device.copy(source, target),
            device.download(target, read)));
    assertEquals(-1, numbers.mismatch(read));
  }

  @Test
  void theDoubleFindsAWriteBeyondTheOutput() {
    Call tooMany = draw(block(24), block(4 * COUNT), COUNT + 1);
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> device.run(List.of(tooMany)));
    assertTrue(failure.getMessage().contains("CUDA_ERROR_LAUNCH_FAILED"), failure.getMessage());
    assertEquals("random_normal: wrote outside its operands", FakeDriver.message());
  }

  @Test
  void theDoubleFindsACopyBeyondAnAllocation() {
    MemorySegment longer = host(32);
    Call copy = device.upload(longer, block(24));
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> device.run(List.of(copy)));
    assertEquals("[cuda] upload: CUDA_ERROR_INVALID_VALUE", failure.getMessage());
  }

  @Test
  void aFullDeviceIsTheUsersMatter() {
    UserError failure = assertThrows(UserError.class, () -> device.allocate(1L << 40));
    assertEquals(
        "[cuda] 1099511627776 bytes of device memory: CUDA_ERROR_OUT_OF_MEMORY;"
            + " the device is full; choose a smaller batch",
        failure.getMessage());
  }

  @Test
  void anImageIsLoadedOnlyWithTheBlockThatItTakes() {
    CudaKernel wrong =
        new CudaKernel(
            "random_normal",
            "random_normal",
            Block.struct(ValueLayout.ADDRESS.withName("output")),
            1,
            CudaKernel.InPlace.NEVER,
            (block, operands) -> {});
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () -> device.bind(wrong, new Operands(List.of(), List.of(), null, null)));
    assertEquals("[cuda] random_normal has a block of 32 bytes; 8 expected", failure.getMessage());
  }

  @Test
  void theDeviceIsDescribed() {
    assertEquals(
        "emulated device, 1024 MiB, compute capability 9.0, driver for CUDA 12.4",
        device.toString());
  }
}
