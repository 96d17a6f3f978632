package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.bench.GpuRecurrent;
import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequence;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent layers of the device, step by step and all steps in one launch. */
@Tag("cuda")
public class CudaRecurrentTest {
  private static final String PROPERTY = "culebra.cuda.recurrent";
  private static final String STEPS = "a launch for each step";
  private static final String WALK = "all steps in one launch";

  private static final Set<Class<?>> LAYERS =
      Set.of(
          LstmSequence.class,
          LstmSequenceGradient.class,
          GruSequence.class,
          GruSequenceGradient.class);

  /** Does something while recurrent layers go through time in a certain way. */
  public static <T> T with(String choice, Supplier<T> work) {
    return CudaConvolutionTest.with(PROPERTY, choice, work);
  }

  @TestFactory
  Stream<DynamicTest> stepsAgree() {
    return agree("steps");
  }

  @TestFactory
  Stream<DynamicTest> walksAgree() {
    return agree("walk");
  }

  /** Every case; with one launch for all steps those of so few units. */
  static Stream<DynamicTest> agree(String choice) {
    Tiers tiers = FakeDriver.tiers();
    List<DynamicTest> tests =
        AllCases.all()
            .filter(test -> LAYERS.contains(test.op().getClass()))
            .filter(
                test ->
                    (choice.equals("walk") ? WALK : STEPS).equals(means(choice, test.signature())))
            .map(
                test ->
                    DynamicTest.dynamicTest(
                        test + ", " + choice, () -> with(choice, () -> check(tiers, test))))
            .toList();
    System.out.println(tests.size() + " recurrent layers on cuda, " + choice);
    return tests.stream();
  }

  private static Void check(Tiers tiers, Case test) {
    CudaAgreeTest.check(tiers, test);
    return null;
  }

  private static String means(String choice, Signature signature) {
    return with(
        choice,
        () ->
            FakeDriver.tiers().choices(signature).get("cuda") instanceof Kernel kernel
                ? kernel.means()
                : null);
  }

  @Test
  void fewUnitsAreOneLaunchUnlessTold() {
    Tiers tiers = FakeDriver.tiers();
    assertEquals(WALK, tiers.select(GpuRecurrent.lstm(3, 5, 2, 256)).means());
    assertEquals(STEPS, tiers.select(GpuRecurrent.lstm(3, 5, 2, 257)).means());
    assertEquals(STEPS, means("steps", GpuRecurrent.lstm(3, 5, 2, 1)));
    assertEquals(STEPS, means("walk", GpuRecurrent.lstm(3, 5, 2, 257)));
    assertEquals(WALK, means("walk", GpuRecurrent.lstm(3, 5, 2, 1)));
  }

  private static long launches(String choice, Signature signature) {
    return with(
        choice,
        () -> {
          try (Arena arena = Arena.ofShared();
              Workers workers = Workers.caller()) {
            List<MemorySegment> inputs =
                signature.inputs().stream().map(type -> arena.allocate(type.bytes(), 64)).toList();
            Eager cuda = new Eager(Tiers.of("cuda"), workers);
            long before = FakeDriver.launches();
            cuda.apply(signature, inputs, arena);
            return FakeDriver.launches() - before;
          }
        });
  }

  @Test
  void longerSequencesAreNoMoreLaunches() {
    FakeDriver.tiers();
    Assumptions.assumeTrue(FakeDriver.isHere(), "a real driver does not count launches");
    assertEquals(
        launches("walk", GpuRecurrent.lstm(3, 2, 2, 5)),
        launches("walk", GpuRecurrent.lstm(3, 40, 2, 5)));
    assertTrue(
        launches("steps", GpuRecurrent.lstm(3, 2, 2, 5))
            < launches("steps", GpuRecurrent.lstm(3, 40, 2, 5)),
        "steps");
  }

  /** The bits of a sequence do not depend on how many others there are. */
  @ParameterizedTest
  @ValueSource(strings = {"units_65", "units_256"})
  void sequencesTogetherHaveTheBitsThatTheyHaveAlone(String name) {
    FakeDriver.tiers();
    Case many =
        AllCases.all()
            .filter(test -> test.toString().contains(name))
            .filter(test -> test.op() instanceof LstmSequence)
            .filter(test -> test.signature().inputs().size() == 6)
            .findFirst()
            .orElseThrow();
    Signature signature = many.signature();
    int samples = signature.input(0).shape().size(0);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.caller()) {
      Eager cuda = new Eager(Tiers.of("cuda"), workers);
      List<MemorySegment> inputs =
          Tensors.fill(many, signature.inputs(), Seed.random(many.toString()), arena);
      List<MemorySegment> together = cuda.apply(signature, inputs, arena);
      int sample = samples / 2;
      List<MemorySegment> own = new ArrayList<>(inputs);
      for (int i : new int[] {0, 4, 5}) {
        own.set(i, part(inputs.get(i), samples, sample));
      }
      Shape x = signature.input(0).shape();
      int hidden = signature.input(4).shape().size(1);
      List<MemorySegment> alone =
          cuda.apply(GpuRecurrent.lstm(1, x.size(1), x.size(2), hidden), own, arena);
      for (int i = 0; i < alone.size(); i++) {
        assertEquals(
            -1, alone.get(i).mismatch(part(together.get(i), samples, sample)), "output " + i);
      }
    }
  }

  private static MemorySegment part(MemorySegment all, int parts, int part) {
    long bytes = all.byteSize() / parts;
    return all.asSlice(part * bytes, bytes);
  }

  @Test
  void anUnknownChoiceIsRefusedInWords() {
    FakeDriver.tiers();
    String refusal = with("fast", () -> Tiers.of("cuda").refusals().get("cuda"));
    assertEquals("-Dculebra.cuda.recurrent=fast is unknown; choose steps, walk", refusal);
  }
}
