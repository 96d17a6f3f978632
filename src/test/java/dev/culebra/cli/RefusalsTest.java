package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.RunLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the user's input is told in one line, with code 2, and leaves no file. */
class RefusalsTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void name() {
    data = MainTest.bars(folder.resolve("bars.npy"), 40);
    run = folder.resolve("run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "--latent 0 ~ --latent 0 is below 1",
        "--latent x ~ --latent x: give a whole number",
        "--lr -1 ~ --lr -1: -1.0 is not above 0",
        "--ema 1 ~ --ema 1: 1.0 is not in [0, 1)",
        "--beta1 1 ~ --beta1 1: 1.0 is not in [0, 1)",
        "--beta2 2 ~ --beta2 2: 2.0 is not in [0, 1)",
        "--epsilon 0 ~ --epsilon 0: 0.0 is not above 0",
        "--second-moment -1 ~ --second-moment -1: -1.0 is negative",
        "--architecture cnn ~ --architecture cnn: give mlp|conv",
        "--architecture conv --channels 8,8 ~ --channels 8,8: 2 convolutions halve the image 2"
            + " times; 6x6 is not divisible by 4",
        "--max-time soon ~ --max-time soon: not a time; give seconds, or as in 90s, 10m, 2h",
        "--device tpu ~ --device tpu: unknown device; give cpu or cuda, or by number cuda:1,"
            + " cuda:0,1, cuda:all",
        "--lattent 3 ~ unknown flag --lattent; did you mean --latent?; help: culebra train vae"
            + " --help",
        "--image-channels 2 ~ --image-channels 2 is not one of 0, 1, 3",
        "--seed 3 --seed 4 ~ --seed is given 2 times; give it once"
      })
  void flagsAreNamedWithValueAndRange(String flags, String message) {
    Stream<Object> start = Stream.of("train", "vae", "--data", data, "--out", run);
    Command command = Command.run(Stream.concat(start, Stream.of(flags.split(" "))).toArray());
    assertEquals(message, command.refused());
    assertFalse(Files.exists(run.resolve("config.json")));
  }

  @Test
  void commandsAndModelsAreSuggested() {
    assertTrue(Command.run("trian").refused().contains("did you mean train?"));
    assertTrue(Command.run("train", "vea").refused().contains("did you mean vae?"));
    assertTrue(
        Command.run("train", "gan", "--latent", 3).refused().contains("unknown model 'gan'"));
    assertTrue(Command.run("train").refused().contains("vae"));
    assertTrue(Command.run().refused().contains("culebra train vae"));
    assertTrue(Command.run("sample").refused().contains("RUN"));
  }

  @Test
  void hashingThatCannotBe() throws IOException {
    Object[] start = {"train", "semantic-hash", "--data", data, "--out", run, "--latent", 0};
    assertEquals("--latent 0 is below 1", Command.run(start).refused());
    assertNothingLeft();
    Path texts = Files.createDirectories(folder.resolve("texts"));
    Files.writeString(texts.resolve("a.txt"), "some words");
    Path empty = Files.writeString(texts.resolve("b.txt"), "42");
    Object[] words = {"train", "semantic-hash", "--data", texts, "--out", run, "--words", 2};
    assertTrue(Command.run(words).refused().startsWith(empty + ": no word in it"));
    for (int i = 0; i < 9; i++) {
      Files.writeString(texts.resolve("b" + i + ".txt"), "word" + (char) ('a' + i));
    }
    Files.writeString(empty, "other words");
    assertTrue(
        Command.run("train", "vae", "--data", texts, "--out", run)
            .refused()
            .contains("ask for fewer"));
    String unfit =
        Command.run("train", "vae", "--data", texts, "--out", run, "--words", 2).refused();
    assertTrue(unfit.contains("[2] do not fit the model: [vae] input"), unfit);
    assertNothingLeft();
    Command.train(data, run, "--steps", 1).done();
    assertTrue(Command.run("search", run).refused().contains("has no labels"));
    assertTrue(Command.run("search", run, "--radius", 4).refused().startsWith("--radius 4"));
    assertTrue(Command.run("search", run, "--in", texts).refused().contains("pictures"));
  }

  @Test
  void recipesThatCannotRun() {
    assertTrue(Command.run("repro").refused().contains("culebra repro hinton2006"));
    assertTrue(Command.run("repro", "hinton2007").refused().contains("did you mean hinton2006?"));
    for (String budget : List.of("0", "1.5", "NaN")) {
      String line = Command.run("repro", "hinton2006", "--budget", budget, "--out", run).refused();
      assertTrue(line.startsWith("--budget ") && line.contains("above 0 up to 1"), line);
    }
    assertNothingLeft();
    Command.train(data, run, "--steps", 1).done();
    assertTrue(Command.run("repro", "hinton2006", "--out", run).refused().contains("--out"));
  }

  @Test
  void dataThatAreNotThere() {
    String line = Command.train(folder.resolve("nothing"), run).refused();
    assertTrue(line.contains("nothing") && line.contains("mnist"), line);
    assertNothingLeft();
  }

  @Test
  void truncatedIdx() throws IOException {
    byte[] images = idx(0x803, 20, 6, 6);
    assertTrue(idxRefusal(Arrays.copyOf(images, images.length - 7)).contains("images-idx3"));
    assertNothingLeft();
  }

  @Test
  void idxWithWrongMagic() throws IOException {
    assertTrue(idxRefusal(idx(0x1803, 20, 6, 6)).contains("images-idx3"));
    assertNothingLeft();
  }

  private String idxRefusal(byte[] images) throws IOException {
    Path files = Files.createDirectories(folder.resolve("idx"));
    for (String part : List.of("train", "t10k")) {
      Files.write(files.resolve(part + "-images-idx3-ubyte"), images);
      Files.write(files.resolve(part + "-labels-idx1-ubyte"), idx(0x801, 20));
    }
    return Command.train(files, run).refused();
  }

  private static byte[] idx(int magic, int... sizes) {
    int elements = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + elements);
    bytes.putInt(magic);
    Arrays.stream(sizes).forEach(bytes::putInt);
    return bytes.array();
  }

  @Test
  void corruptPicture() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H'};
    Files.write(pictures.resolve("a.png"), png);
    Files.write(pictures.resolve("b.png"), png);
    assertTrue(Command.train(pictures, run).refused().contains(".png"));
    assertNothingLeft();
  }

  @Test
  void safetensorsWithALyingHeader() throws IOException {
    Path file = folder.resolve("model.safetensors");
    byte[] header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(header.length).put(header).array());
    String line = Command.run("sample", file, "--out", folder.resolve("x.png")).refused();
    assertTrue(line.contains("model.safetensors"), line);
    assertFalse(Files.exists(folder.resolve("x.png")));
    assertTrue(
        Command.train(data, run, "--init-from", file).refused().contains("model.safetensors"));
    assertFalse(Files.exists(run.resolve("config.json")));
  }

  @Test
  void aFileWhereTheRunShouldGo() throws IOException {
    Files.writeString(run, "in the way");
    Command.train(data, run.resolve("deeper")).refused();
    Command.train(data, run).refused();
    assertEquals("in the way", Files.readString(run));
  }

  @Test
  void aRunIsNotOverwritten() throws IOException {
    Command.train(data, run, "--steps", 1).done();
    byte[] before = Files.readAllBytes(run.resolve("model.safetensors"));
    assertTrue(Command.train(data, run, "--steps", 1).refused().contains("culebra resume"));
    assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(run.resolve("model.safetensors"))));
  }

  @Test
  void aRunInUse() {
    Command.train(data, run, "--steps", 1).done();
    try (RunLock held = RunLock.take(run)) {
      assertTrue(Command.run("resume", run, "--steps", 2).refused().contains("in use"), "" + held);
    }
    Command.run("resume", run, "--steps", 2).done();
  }

  @Test
  void resumeNeedsARunAndTakesNoOtherModel() {
    assertTrue(Command.run("resume", folder).refused().contains("no run"));
    Command.train(data, run, "--steps", 1).done();
    assertTrue(Command.run("resume", run, "--batch", 3).refused().contains("--batch"));
  }

  @Test
  void imagesOfAnotherShape() {
    Command.train(data, run, "--steps", 1).done();
    String line = Command.run("eval", run, "--data", "mnist").refused();
    assertTrue(line.contains("[28,28,1]") && line.contains("[6,6,1]"), line);
    Path z = folder.resolve("z.npy");
    Command.run("encode", run, "--in", data, "--out", z).done();
    assertTrue(Command.run("encode", run, "--in", z, "--out", z).refused().contains("[6,6,1]"));
    assertTrue(Command.run("decode", run, "--in", data, "--out", z).refused().contains("f32[N,3]"));
    assertTrue(Command.run("sample", run, "--out", "x.gif").refused().contains(".png"));
    assertTrue(Command.run("sample", run, "--count", 0).refused().contains("--count 0"));
  }

  private void assertNothingLeft() {
    assertFalse(Files.exists(run), "a run folder was made for nothing");
  }
}
