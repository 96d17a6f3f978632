package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Npy;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    trainPrior().done();
    Path first = folder.resolve("a.npy");
    Path second = folder.resolve("b.npy");
    Command.run("sample", run, "--count", 70, "--out", first).done();
    Command.run("sample", run, "--count", 70, "--out", second, "--threads", 1).done();
    assertEquals(Shape.of(70, 8, 8, 1), Npy.read(first).type().shape());
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    String line = Command.run("sample", run, "--label", 1).refused();
    assertTrue(line.contains("knows no classes"), line);
    // The model goes on, and its codes are no longer those of the prior.
    Command.run("resume", run, "--steps", 5).done();
    assertTrue(Command.run("sample", run).refused().contains("other codes"));
    Command.run("codes", run).done();
    assertTrue(Command.run("sample", run).refused().contains("other codes"));
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
