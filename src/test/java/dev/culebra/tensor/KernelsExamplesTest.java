package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.OpException;
import dev.culebra.op.Add;
import dev.culebra.op.Conv2d;
import dev.culebra.op.GaussianNll;
import dev.culebra.op.Sqrt;
import dev.culebra.op.SquaredError;
import dev.culebra.op.Window2d;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every kernel of {@link Kernels} has an example, and all examples stand in tests word for word.
 */
class KernelsExamplesTest {
  private static final Path SOURCES = Path.of("src");

  /** Where examples are tested. */
  private static final List<String> TESTS =
      List.of(
          "KernelsExamplesTest",
          "LayerKernelsTest",
          "SequenceKernelsTest",
          "LossKernelsTest",
          "CodeKernelsTest");

  @Test
  void everyExampleIsTested() throws IOException {
    StringBuilder tests = new StringBuilder();
    for (String test : TESTS) {
      tests.append(read("test", test));
    }
    String compiled = squeezed(tests.toString());
    assertFalse(examples().isEmpty());
    for (String example : examples()) {
      assertTrue(compiled.contains(squeezed(example)), "not compiled by a test:\n" + example);
    }
  }

  @Test
  void everyKernelHasAnExample() throws IOException {
    String all = String.join("\n", examples());
    int kernels = 0;
    for (Method method : Kernels.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        assertTrue(all.contains("Kernels." + method.getName() + "("), method.getName());
        kernels++;
      }
    }
    assertTrue(kernels > 20, "found " + kernels);
  }

  private static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    for (Class<?> file = Kernels.class; file != Object.class; file = file.getSuperclass()) {
      Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>", Pattern.DOTALL)
          .matcher(read("main", file.getSimpleName()))
          .results()
          .map(MatchResult::group)
          .map(text -> text.replaceAll("<pre>\\{@code|}</pre>", ""))
          .map(text -> text.lines().map(line -> line.replaceFirst("^ *\\*", "")))
          .map(lines -> lines.collect(Collectors.joining("\n")).strip())
          .forEach(examples::add);
    }
    return examples;
  }

  private static String read(String tree, String type) throws IOException {
    return Files.readString(SOURCES.resolve(tree + "/java/dev/culebra/tensor/" + type + ".java"));
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void using() {
    float[] product = new float[1];
    Kernels.using(
        KernelOptions.tier("ref"),
        () ->
            Kernels.matmul(
                Operand.f32(new float[] {1, 2}, 1, 2),
                Operand.f32(new float[] {3, 4}, 2, 1),
                Operand.f32(product, 1, 1)));
    assertArrayEquals(new float[] {11}, product);
  }

  @Test
  void run() {
    float[] roots = new float[3];
    Kernels.run(
        new Sqrt(), List.of(Operand.f32(new float[] {1, 4, 9}, 3)), List.of(Operand.f32(roots, 3)));
    assertArrayEquals(new float[] {1, 2, 3}, roots);
  }

  @Test
  void prepare() {
    float[] counts = {1, 2};
    Operand operand = Operand.f32(counts, 2);
    try (PreparedKernel doubling =
        Kernels.prepare(new Add(), List.of(operand, operand), List.of(operand))) {
      doubling.run();
    }
    assertArrayEquals(new float[] {2, 4}, counts);
  }

  @Test
  void gradient() {
    float[] slope = new float[2];
    Kernels.gradient(
        new SquaredError(),
        List.of(Operand.f32(new float[] {1, 5}, 2), Operand.f32(new float[] {2, 2}, 2)),
        Operand.f32(new float[] {1, 1}, 2),
        List.of(Operand.f32(slope, 2)));
    assertArrayEquals(new float[] {-2, 6}, slope);
  }

  @Test
  void gradientsOfSeveralInputsAreThoseOfTheNamedKernels() {
    Operand image = Operand.f32(new float[] {0, 1, 5, 7}, 1, 1, 4, 1);
    Operand weight = Operand.f32(new float[] {-1, 1}, 1, 2, 1, 1);
    Operand arriving = Operand.f32(new float[] {1, 2, 3}, 1, 1, 3, 1);
    float[] ofImage = new float[4];
    float[] ofWeight = new float[2];
    Kernels.gradient(
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(image, weight),
        arriving,
        List.of(Operand.f32(ofImage, 1, 1, 4, 1), Operand.f32(ofWeight, 1, 2, 1, 1)));
    float[] adjoint = new float[4];
    Kernels.convTranspose2d(
        arriving, weight, Window2d.of(1, 0), 1, Operand.f32(adjoint, 1, 1, 4, 1));
    assertArrayEquals(adjoint, ofImage);
    assertArrayEquals(new float[] {17, 32}, ofWeight);
    float[] ofMean = new float[1];
    Kernels.gradient(
        new GaussianNll(),
        List.of(one(3), one(0), one(5)),
        one(1),
        List.of(Operand.f32(ofMean, 1)));
    assertArrayEquals(new float[] {-2}, ofMean);
  }

  @Test
  void gradientsThatDoNotFitWriteNothing() {
    float[] untouched = {7};
    OpException failure =
        assertThrows(
            OpException.class,
            () ->
                Kernels.gradient(
                    new SquaredError(),
                    List.of(one(1), one(2)),
                    Operand.f32(new float[2], 2),
                    List.of(Operand.f32(untouched, 1))));
    assertTrue(
        failure.getMessage().startsWith("[squared_error] the arriving gradient is f32[2]"),
        failure.getMessage());
    assertThrows(
        OpException.class,
        () ->
            Kernels.gradient(
                new SquaredError(),
                List.of(one(1), one(2)),
                one(1),
                List.of(Operand.f32(untouched, 1), Operand.f32(new float[2], 2))));
    assertArrayEquals(new float[] {7}, untouched);
  }

  private static Operand one(float element) {
    return Operand.f32(new float[] {element}, 1);
  }
}
