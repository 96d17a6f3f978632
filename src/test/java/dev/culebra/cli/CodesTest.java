package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Npy;
import dev.culebra.files.Json;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes, a prior over them, and samples of both, in one run. */
class CodesTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void draw() {
    SplittableRandom random = new SplittableRandom(4);
    float[] pixels = new float[40 * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    data = folder.resolve("noise.npy");
    Npy.write(
        data, new TensorType(DType.F32, Shape.of(40, 8, 8, 1)), MemorySegment.ofArray(pixels));
    run = folder.resolve("run");
  }

  private Command trainVq(Object... more) {
    Object[] start = {
      "train",
      "vq-vae",
      "--data",
      data,
      "--out",
      run,
      "--hidden",
      4,
      "--residual",
      2,
      "--threads",
      1,
      "--steps",
      3,
      "--depth",
      2
    };
    return Command.run(joined(start, more));
  }

  private Command trainPrior(Object... more) {
    Object[] start = {
      "train", "pixelcnn", "--data", run, "--hidden", 3, "--layers", 2, "--threads", 1, "--steps", 2
    };
    return Command.run(joined(start, more));
  }

  private static Object[] joined(Object[] start, Object[] more) {
    Object[] all = Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    return all;
  }

  @Test
  void fromImagesToSamples() throws IOException {
    trainVq("--codes", 6).done();
    assertTrue(Command.run("sample", run).refused().contains("culebra codes " + run + ", then"));
    assertTrue(Command.run("codes", run).done().contains("of 6 codes used"));
    assertTrue(
        Command.run("sample", run).refused().contains("culebra train pixelcnn --data " + run));
    assertFalse(Command.run("eval", run).done().contains("rate of the codes"));
    trainPrior().done();
    requireRate();
    String line = Command.run("sample", run.resolve("prior")).refused();
    assertTrue(line.contains("culebra sample " + run + " does both"), line);
    Path first = folder.resolve("a.npy");
    Path second = folder.resolve("b.npy");
    Command.run("sample", run, "--count", 70, "--out", first).done();
    Command.run("sample", run, "--count", 70, "--out", second, "--threads", 1).done();
    assertEquals(Shape.of(70, 8, 8, 1), Npy.read(first).type().shape());
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    line = Command.run("sample", run, "--label", 1).refused();
    assertTrue(line.contains("knows no classes"), line);
    // The model goes on, and its codes are no longer those of the prior.
    Command.run("resume", run, "--steps", 5).done();
    assertTrue(Command.run("sample", run).refused().contains("other codes"));
    Command eval = Command.run("eval", run);
    assertTrue(eval.done().contains("test loss") && !eval.out().contains("rate of the codes"));
    assertTrue(eval.err().contains("no rate of the codes"), eval.err());
    Command.run("codes", run).done();
    assertTrue(Command.run("sample", run).refused().contains("other codes"));
  }

  /** Four codes of six write down 64 pixels. */
  private void requireRate() {
    assertTrue(Command.run("eval", run).done().contains("rate of the codes"));
    Map<String, Object> report = report(run);
    double bits = (double) report(run.resolve("prior")).get("total") / Math.log(2) / 64;
    assertEquals(bits, (double) report.get("code_bits_per_dimension"), 1e-6);
    double uniform = 4 * Math.log(6) / Math.log(2) / 64;
    assertEquals(uniform, (double) report.get("code_bits_per_dimension_uniform"), 1e-9);
    assertFalse(report(run, "--data", data).containsKey("code_bits_per_dimension"));
  }

  private static Map<String, Object> report(Path of, Object... more) {
    String json = Command.run(joined(new Object[] {"eval", of, "--json"}, more)).done();
    return Json.parseMap("eval", json);
  }

  @Test
  void codesOfAClass() throws IOException {
    data = BlackAndWhite.write(folder.resolve("idx"), 8);
    trainVq("--codes", 4, "--batch", 24, "--lr", 0.01).done();
    Command.run("resume", run, "--steps", 300).done();
    Command.run("codes", run).done();
    trainPrior("--lr", 0.03).done();
    Command.run("resume", run.resolve("prior"), "--steps", 150).done();
    Path samples = folder.resolve("samples.npy");
    for (int label = 0; label < 2; label++) {
      Command.run("sample", run, "--label", label, "--count", 8, "--out", samples).done();
      assertEquals(label, BlackAndWhite.brightness(samples), 0.2);
    }
    Command.run("sample", run, "--count", 8, "--out", samples).done();
    assertEquals(0.5, BlackAndWhite.brightness(samples), 0.1);
    String line = Command.run("sample", run, "--label", 2).refused();
    assertTrue(line.contains("class 2: the prior has 2"), line);
  }

  @Test
  void codesAreDecodedAsReconstructionsAre() throws IOException {
    trainVq("--codes", 5).done();
    Path codes = folder.resolve("codes.npy");
    Command.run("codes", run, "--in", data, "--out", codes).done();
    assertEquals(TensorType.of(DType.I32, 40, 2, 2), Npy.read(codes).type());
    Path decoded = folder.resolve("decoded.npy");
    Command.run("decode", run, "--in", codes, "--out", decoded).done();
    Path same = folder.resolve("same.npy");
    Command.run("reconstruct", run, "--in", data, "--count", 40, "--out", same).done();
    assertArrayEquals(Files.readAllBytes(same), Files.readAllBytes(decoded));
    int[] wrong = {0, 1, 5, 0};
    Npy.write(codes, TensorType.of(DType.I32, 1, 2, 2), MemorySegment.ofArray(wrong));
    String line = Command.run("decode", run, "--in", codes, "--out", decoded).refused();
    assertTrue(line.contains("code 5") && line.contains("codebook has 5"), line);
    assertFalse(Files.exists(run.resolve("codes")));
  }

  @Test
  void refusals() {
    assertTrue(trainVq("--codes", 1).refused().contains("--codes 1 is below 2"));
    assertTrue(trainVq("--code-decay", 1).refused().contains("not in [0, 1)"));
    Path odd = MainTest.bars(folder.resolve("bars.npy"), 40);
    String line = Command.run("train", "vq-vae", "--data", odd, "--out", run).refused();
    assertTrue(line.contains("6x6 is not divisible by 4"), line);
    line = Command.run("train", "pixelcnn", "--data", data, "--out", run).refused();
    assertTrue(line.contains("culebra codes RUN"), line);
    assertFalse(Files.exists(run.resolve("config.json")));
    Command.train(odd, run, "--steps", 1).done();
    assertTrue(Command.run("codes", run).refused().startsWith("codes: vae is no model that can"));
  }

  @Test
  void collapseIsTold() {
    Command command = trainVq("--codes", 512, "--revive", 0, "--kmeans", "false");
    command.done();
    assertTrue(command.err().contains("the codebook collapses"), command.err());
  }
}
