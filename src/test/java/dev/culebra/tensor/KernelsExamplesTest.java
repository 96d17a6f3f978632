package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.math.Normal;
import dev.culebra.math.Philox;
import dev.culebra.op.AdamStep;
import dev.culebra.op.Add;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Window2d;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of {@link Kernels}, word for word, with what they compute. */
class KernelsExamplesTest {
  private static final Path SOURCES = Path.of("src");

  @Test
  void everyExampleStandsHere() throws IOException {
    String here = squeezed(read("test", "KernelsExamplesTest.java"));
    List<String> examples = examples();
    assertFalse(examples.isEmpty());
    for (String example : examples) {
      assertTrue(here.contains(squeezed(example)), "not compiled by this test:\n" + example);
    }
  }

  @Test
  void everyKernelHasAnExample() throws IOException {
    String all = String.join("\n", examples());
    Matcher methods =
        Pattern.compile("public static \\S+ (\\w+)\\(").matcher(read("main", "Kernels.java"));
    while (methods.find()) {
      assertTrue(all.contains("Kernels." + methods.group(1) + "("), methods.group(1));
    }
  }

  private static List<String> examples() throws IOException {
    return Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>", Pattern.DOTALL)
        .matcher(read("main", "Kernels.java"))
        .results()
        .map(MatchResult::group)
        .map(text -> text.replaceAll("<pre>\\{@code|}</pre>", ""))
        .map(text -> text.lines().map(line -> line.replaceFirst("^ *\\*", "")))
        .map(lines -> lines.collect(Collectors.joining("\n")).strip())
        .toList();
  }

  private static String read(String tree, String file) throws IOException {
    return Files.readString(SOURCES.resolve(tree + "/java/dev/culebra/tensor/" + file));
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
  void matmul() {
    float[] product = new float[4];
    Kernels.matmul(
        Operand.f32(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
        Operand.f32(new float[] {1, 0, 0, 1, 1, 1}, 3, 2),
        Operand.f32(product, 2, 2));
    assertArrayEquals(new float[] {4, 5, 10, 11}, product);
  }

  @Test
  void conv2d() {
    float[] edges = new float[3];
    Kernels.conv2d(
        Operand.f32(new float[] {0, 0, 5, 5}, 1, 1, 4, 1),
        Operand.f32(new float[] {-1, 1}, 1, 2, 1, 1),
        Window2d.of(1, 0),
        1,
        Operand.f32(edges, 1, 1, 3, 1));
    assertArrayEquals(new float[] {0, 5, 0}, edges);
  }

  @Test
  void convTranspose2d() {
    float[] image = new float[4];
    Kernels.convTranspose2d(
        Operand.f32(new float[] {1, 2}, 1, 1, 2, 1),
        Operand.f32(new float[] {10, 1}, 1, 2, 1, 1),
        Window2d.of(2, 0),
        1,
        Operand.f32(image, 1, 1, 4, 1));
    assertArrayEquals(new float[] {10, 1, 20, 2}, image);
  }

  @Test
  void softmax() {
    float[] odds = new float[2];
    Kernels.softmax(Operand.f32(new float[] {0, 0}, 2), -1, Operand.f32(odds, 2));
    assertArrayEquals(new float[] {0.5f, 0.5f}, odds);
  }

  @Test
  void gaussianSample() {
    float[] latent = new float[2];
    Kernels.gaussianSample(
        Operand.f32(new float[] {3, -3}, 1, 2),
        Operand.f32(new float[] {-200, -200}, 1, 2),
        7,
        0,
        "latent",
        Operand.f32(latent, 1, 2));
    assertArrayEquals(new float[] {3, -3}, latent);
  }

  @Test
  void gaussianKl() {
    float[] nats = new float[1];
    Kernels.gaussianKl(
        Operand.f32(new float[] {1, 2}, 1, 2),
        Operand.f32(new float[] {0, 0}, 1, 2),
        Operand.f32(nats, 1));
    assertArrayEquals(new float[] {2.5f}, nats);
  }

  @Test
  void bernoulliLogits() {
    float[] nats = new float[2];
    Kernels.bernoulliLogits(
        Operand.f32(new float[] {100, -100}, 1, 2),
        Operand.f32(new float[] {1, 1}, 1, 2),
        Operand.f32(nats, 1, 2));
    assertArrayEquals(new float[] {0, 100}, nats, 1e-6f);
  }

  @Test
  void bernoulliLogitsSum() {
    float[] nats = new float[1];
    Kernels.bernoulliLogitsSum(
        Operand.f32(new float[] {100, -100}, 1, 2),
        Operand.f32(new float[] {1, 1}, 1, 2),
        Operand.f32(nats, 1));
    assertArrayEquals(new float[] {100}, nats);
  }

  @Test
  void randomNormal() {
    float[] noise = new float[5];
    Kernels.randomNormal(7, 0, "noise", Operand.f32(noise, 5));
    for (int i = 0; i < noise.length; i++) {
      assertEquals(Normal.draw(7, 0, Philox.stream("noise"), i), noise[i]);
    }
  }

  @Test
  void randomUniform() {
    float[] chances = new float[5];
    Kernels.randomUniform(7, 0, "chances", Operand.f32(chances, 5));
    for (int i = 0; i < chances.length; i++) {
      assertEquals(Philox.uniform(7, 0, Philox.stream("chances"), i), chances[i]);
    }
  }

  @Test
  void adamStep() {
    float[] weight = {1};
    Kernels.adamStep(
        new AdamStep(0.9, 0.999, 1e-8, 0, false),
        Operand.f32(weight, 1),
        Operand.f32(new float[] {4}, 1),
        Operand.f32(new float[1], 1),
        Operand.f32(new float[1], 1),
        0.25,
        1);
    assertArrayEquals(new float[] {0.75f}, weight, 1e-6f);
  }

  @Test
  void lstmSequence() {
    float[] everyHidden = new float[2];
    Kernels.lstmSequence(
        Operand.f32(new float[] {1, 1}, 1, 2, 1),
        Operand.f32(new float[] {0, 0, 0, 0}, 1, 4),
        Operand.f32(new float[] {0, 0, 0, 0}, 1, 4),
        Operand.f32(new float[] {0, 0, 0, 0}, 4),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(everyHidden, 1, 2, 1),
        Operand.f32(new float[1], 1, 1),
        Operand.f32(new float[1], 1, 1));
    assertArrayEquals(new float[] {0, 0}, everyHidden);
  }

  @Test
  void vqNearest() {
    int[] numbers = new int[2];
    float[] distances = new float[2];
    Kernels.vqNearest(
        Operand.f32(new float[] {0, 1, 5, 5}, 2, 2),
        Operand.f32(new float[] {4, 4, 0, 0, 0, 2}, 3, 2),
        false,
        Operand.i32(numbers, 2),
        Operand.f32(distances, 2));
    assertArrayEquals(new int[] {1, 0}, numbers);
    assertArrayEquals(new float[] {1, 2}, distances);
  }
}
