package dev.culebra.repro;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Npy;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.model.Vae;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.train.Progress;
import dev.culebra.train.TrainOptions;
import dev.culebra.train.TrainingListener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe that is stopped goes on where it was, and its table says what it is worth. */
class BenchTest {
  private static final Shape SAMPLE = Shape.of(4, 4, 1);

  @TempDir private Path folder;
  private Path data;
  private int measured;

  /** Two small models on made-up pictures. */
  private final class Small implements Recipe {
    @Override
    public String name() {
      return "small";
    }

    @Override
    public String paper() {
      return "Nobody 2026";
    }

    @Override
    public String prints() {
      return "losses";
    }

    @Override
    public String scaling() {
      return "fewer epochs";
    }

    @Override
    public List<Trial> trials(Budget budget) {
      TrainOptions full =
          TrainOptions.STANDARD.with(
              "small", Map.of("data", data.toString(), "batch", 8, "epochs", 4));
      return List.of(
          new Trial("wide", "vae", config(9), budget.of(full)),
          new Trial("narrow", "vae", config(5), budget.of(full)));
    }

    private static Vae.Config config(int hidden) {
      return new Vae.Config(
          SAMPLE, Vae.Architecture.MLP, hidden, List.of(4), 2, Vae.Likelihood.BERNOULLI, 1, 1);
    }

    @Override
    public Table table(Bench bench) {
      List<Row> rows = new ArrayList<>();
      for (String trial : List.of("wide", "narrow")) {
        Trained trained = bench.train(trial);
        double loss =
            bench.figure(
                trial,
                () -> {
                  measured++;
                  return trained.evaluation().total();
                });
        rows.add(Row.trained(trial, "nats", loss, 2, Published.recalled("1.23")));
      }
      rows.add(Row.fixed("nothing", "nats", Double.NaN, 1, null));
      return new Table(rows, List.of("a note"));
    }
  }

  @BeforeEach
  void write() {
    data = folder.resolve("data.npy");
    float[] pixels = new float[40 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 16 % 4 == i % 4 ? 0.9f : 0.1f;
    }
    Npy.write(data, TensorType.f32(40, 4, 4, 1), MemorySegment.ofArray(pixels));
  }

  private Bench bench(Path run, double budget, long seed, TrainingListener listener) {
    Bench.Request request = new Bench.Request(new Budget(budget), List.of(), seed, 1);
    return new Bench(new Small(), request, run, title -> listener);
  }

  private String whole(Path run) {
    try (Bench bench = bench(run, 0.5, 1, TrainingListener.NONE)) {
      return bench.run().orElseThrow();
    }
  }

  @Test
  void stoppedInTheSecondTrainingItGoesOn() throws IOException {
    String expected = whole(folder.resolve("whole"));
    assertEquals(2, measured);
    Path parts = folder.resolve("parts");
    Bench[] self = new Bench[1];
    int[] step = new int[1];
    TrainingListener stops =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            if (++step[0] == 12) {
              self[0].requestStop();
            }
          }
        };
    try (Bench bench = bench(parts, 0.5, 1, stops)) {
      self[0] = bench;
      assertEquals(Optional.empty(), bench.run());
    }
    assertEquals(3, measured, "one figure was taken before the stop");
    assertFalse(Files.exists(parts.resolve(Bench.TABLE)));
    assertEquals(expected, whole(parts));
    assertEquals(4, measured, "the first figure is not taken again");
    assertEquals(expected, whole(parts));
    assertEquals(4, measured);
    for (String trial : List.of("wide", "narrow")) {
      assertArrayEquals(model(folder.resolve("whole"), trial), model(parts, trial));
    }
  }

  private static byte[] model(Path run, String trial) throws IOException {
    return Files.readAllBytes(run.resolve(trial).resolve("model.safetensors"));
  }

  @Test
  void theTableTellsBudgetSourceAndTheFullCommand() throws IOException {
    Path run = folder.resolve("run");
    String text = whole(run);
    assertEquals(text, Files.readString(run.resolve(Bench.TEXT)));
    Function<String, String> line =
        start -> text.lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    assertTrue(
        line.apply("wide").matches("wide +nats +\\d+\\.\\d\\d \\* +1\\.23 \\(as recalled\\)"));
    assertTrue(line.apply("nothing").matches("nothing +nats +NaN +none"), text);
    assertTrue(text.contains("* at 0.5 of the published budget (fewer epochs)"), text);
    assertTrue(text.contains("in full: culebra repro small\n"), text);
    assertTrue(text.contains("a note\n"), text);
    Map<String, Object> json = Json.readMap(run.resolve(Bench.TABLE));
    assertEquals(0.5, json.get("budget"));
    assertTrue(json.get("rows") instanceof List<?> rows && rows.size() == 3);
    assertTrue(("" + json.get("trials")).contains("epochs=2"));
    assertTrue(("" + json.get("protocol")).contains("epochs=4"));
    try (Bench full = bench(folder.resolve("full"), 1, 3, TrainingListener.NONE)) {
      String whole = full.run().orElseThrow();
      assertFalse(whole.contains("*"), whole);
      assertTrue(whole.contains("seed 3"), whole);
    }
  }

  @Test
  void anotherBudgetSeedOrFolderIsRefused() {
    Path run = folder.resolve("run");
    whole(run);
    for (Bench.Request other :
        List.of(
            new Bench.Request(new Budget(0.25), List.of(), 1, 1),
            new Bench.Request(new Budget(0.5), List.of(), 2, 1))) {
      UserError error =
          assertThrows(
              UserError.class,
              () -> new Bench(new Small(), other, run, title -> TrainingListener.NONE).close());
      assertTrue(error.getMessage().contains("choose another folder (--out)"), "" + error);
    }
    UserError inside =
        assertThrows(
            UserError.class, () -> bench(run.resolve("wide"), 1, 1, TrainingListener.NONE).close());
    assertTrue(inside.getMessage().contains("holds a run"), "" + inside);
  }

  @Test
  void seedsMoveTheTrialsOwn() {
    Path run = folder.resolve("run");
    try (Bench bench = bench(run, 0.25, 5, TrainingListener.NONE)) {
      assertEquals(5, bench.train("wide").seed());
    }
    assertEquals(
        "5",
        ""
            + ((Map<?, ?>) Json.readMap(run.resolve("wide/config.json")).get("options"))
                .get("seed"));
  }

  @Test
  void severalSeedsAreAMeanWithItsSpread() {
    assertEquals("2.00 ± 1.00", new Row("m", "x", List.of(1.0, 3.0), 2, true, null).figure());
  }
}
