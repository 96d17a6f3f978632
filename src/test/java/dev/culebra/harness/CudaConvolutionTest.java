package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Window2d;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Convolutions of the device by its own kernels and by cuDNN: both agree with the reference. */
@Tag("cuda")
public class CudaConvolutionTest {
  private static final String PROPERTY = "culebra.cuda.convolutions";

  private static final Set<Class<?>> CONVOLUTIONS =
      Set.of(Conv2d.class, ConvTranspose2d.class, Conv2dWeightGradient.class);

  /** Does something while a kind of kernels convolves. */
  public static <T> T with(String choice, Supplier<T> work) {
    return with(PROPERTY, choice, work);
  }

  /** Does something while a property has a value. */
  static <T> T with(String property, String value, Supplier<T> work) {
    String before = System.getProperty(property);
    System.setProperty(property, value);
    try {
      return work.get();
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  private static String means(Tiers tiers, Signature signature) {
    return tiers.select(signature).means();
  }

  @TestFactory
  Stream<DynamicTest> ownKernelsAgree() {
    return agree("own");
  }

  @TestFactory
  Stream<DynamicTest> cudnnAgrees() {
    return agree("cudnn");
  }

  /** Every case in every precision; with cuDNN those that it supports. */
  static Stream<DynamicTest> agree(String choice) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Precision precision : FakeDriver.tiers().precisions()) {
      AllCases.at(precision)
          .filter(test -> CONVOLUTIONS.contains(test.op().getClass()))
          .filter(test -> choice.equals("own") || with(choice, () -> isCudnns(test, precision)))
          .forEach(
              test ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          test + " in " + precision.label() + " by " + choice,
                          () -> with(choice, () -> check(precision, test)))));
    }
    System.out.println(tests.size() + " convolutions on cuda by " + choice);
    return tests.stream();
  }

  private static boolean isCudnns(Case test, Precision precision) {
    return means(FakeDriver.tiers().at(precision), test.signature()) != null;
  }

  private static Void check(Precision precision, Case test) {
    CudaAgreeTest.check(FakeDriver.tiers().at(precision), test);
    return null;
  }

  private static Signature forward(int inputs, int outputs, int groups, Window2d window) {
    return Signature.of(
        new Conv2d(window, groups),
        List.of(
            TensorType.of(DType.F32, 2, 8, 8, inputs),
            TensorType.of(DType.F32, 3, 3, inputs / groups, outputs)));
  }

  @Test
  void cudnnHasManyChannelsUnlessTold() {
    Tiers tiers = FakeDriver.tiers();
    Window2d window = Window2d.of(1, 1);
    assertEquals("cuDNN 9.6.0", means(tiers, forward(16, 16, 1, window)));
    assertEquals("cuDNN 9.6.0", means(tiers.at(Precision.TF32), forward(64, 17, 1, window)));
    assertNull(means(tiers, forward(15, 16, 1, window)), "few inputs");
    assertNull(means(tiers, forward(16, 15, 1, window)), "few outputs");
    assertNull(means(tiers, forward(32, 32, 2, window)), "groups");
    Signature many = forward(16, 16, 1, window);
    assertNull(with("own", () -> means(tiers, many)));
    Signature few = forward(1, 3, 1, window);
    assertNull(means(tiers, few));
    assertNotNull(with("cudnn", () -> means(tiers, few)));
    assertNotNull(with("cudnn", () -> means(tiers, forward(32, 32, 2, window))));
  }

  @Test
  void whatCudnnDoesNotSupportIsOurs() {
    Tiers tiers = FakeDriver.tiers();
    Signature plain = forward(16, 16, 1, Window2d.of(1, 1));
    assertNull(means(tiers.at(Precision.BF16), plain), "bfloat16");
    Window2d uneven = new Window2d(1, 1, 2, 0, 1, 1, 1, 1);
    assertNull(means(tiers, forward(16, 16, 1, uneven)), "uneven padding");
    Window2d harmless = new Window2d(2, 2, 1, 0, 1, 0, 1, 1);
    assertNotNull(means(tiers, forward(16, 16, 1, harmless)), "padding that no window meets");
    ConvTranspose2d dilated = new ConvTranspose2d(Window2d.of(1, 2, 2), 1, 8, 8);
    List<TensorType> operands =
        List.of(TensorType.of(DType.F32, 2, 8, 8, 16), TensorType.of(DType.F32, 3, 3, 16, 16));
    assertNull(means(tiers, Signature.of(dilated, operands)), "no algorithm");
    assertNull(
        means(
            tiers,
            Signature.of(
                new Conv2dWeightGradient(Window2d.of(1, 1), 1, 3, 3),
                List.of(
                    TensorType.of(DType.F32, 0, 8, 8, 16), TensorType.of(DType.F32, 0, 8, 8, 16)))),
        "empty sums");
  }

  @Test
  void aRecordingReadsWhatItsOperandsHoldAtEachRun() {
    Tiers tiers = FakeDriver.tiers();
    Signature signature = forward(16, 16, 1, Window2d.of(1, 1));
    assertNotNull(means(tiers, signature));
    Accelerator device = tiers.accelerator();
    var kernel = tiers.select(signature);
    long bytes = signature.output(0).bytes();
    MemorySegment fed = device.allocateHost(bytes);
    MemorySegment result = device.allocateHost(bytes);
    MemorySegment image = device.allocate(bytes);
    MemorySegment weight = device.allocate(signature.input(1).bytes());
    MemorySegment ones = device.allocateHost(weight.byteSize());
    MemorySegment output = device.allocate(bytes);
    MemorySegment workspace = device.allocate(kernel.workspaceBytes());
    for (long i = 0; i < ones.byteSize() / Float.BYTES; i++) {
      ones.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
    }
    List<Call> calls =
        List.of(
            device.upload(fed, image),
            device.upload(ones, weight),
            device.bind(
                kernel, new Operands(List.of(image, weight), List.of(output), workspace, null)),
            device.download(output, result));
    try (Accelerator.Recording recording = device.record(calls)) {
      for (int run = 1; run < 3; run++) {
        for (long i = 0; i < bytes / Float.BYTES; i++) {
          fed.setAtIndex(ValueLayout.JAVA_FLOAT, i, run);
        }
        recording.run();
        // A corner meets four taps, what lies inside nine, of all channels.
        assertEquals(run * 4 * 16, result.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
        assertEquals(run * 9 * 16, result.getAtIndex(ValueLayout.JAVA_FLOAT, (8 + 1) * 16));
      }
    } finally {
      Stream.of(image, weight, output, workspace).forEach(device::free);
      Stream.of(fed, result, ones).forEach(device::freeHost);
    }
  }

  @Test
  void anUnknownChoiceIsRefusedInWords() {
    String refusal = with("fast", () -> Tiers.of("cuda").refusals().get("cuda"));
    assertTrue(FakeDriver.tiers().names().contains("cuda"));
    assertEquals("-Dculebra.cuda.convolutions=fast is unknown; choose own, cudnn, mixed", refusal);
  }
}
