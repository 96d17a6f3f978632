package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Npy;
import dev.culebra.files.Json;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command on a small run. */
class MainTest {
  @TempDir private static Path folder;
  private static Path data;
  private static Path run;
  private static Command training;

  @BeforeAll
  static void train() {
    data = bars(folder.resolve("bars.npy"), 120);
    run = folder.resolve("run");
    training = Command.train(data, run, "--epochs", 3);
  }

  /** Pictures of 6x6 pixels with one bright row or column each. */
  static Path bars(Path file, int count) {
    float[] pixels = new float[count * 36];
    for (int i = 0; i < pixels.length; i++) {
      int sample = i / 36;
      int line = sample % 2 == 0 ? i % 6 : i / 6 % 6;
      pixels[i] = line == sample / 2 % 6 ? 0.9f : 0.1f;
    }
    Npy.write(file, TensorType.f32(count, 6, 6, 1), MemorySegment.ofArray(pixels));
    return file;
  }

  @Test
  void trainingEndsWithATableAndPictures() throws IOException {
    String out = training.done();
    for (String fact : List.of("test ELBO", "  reconstruction", "  kl", "samples/s", "3 whole")) {
      assertTrue(out.contains(fact), out);
    }
    for (String picture : List.of("samples.png", "reconstructions.png", "curves.png")) {
      assertTrue(out.contains(run.resolve(picture).toString()), out);
      assertTrue(ImageIO.read(run.resolve(picture).toFile()).getWidth() > 100);
    }
    assertTrue(training.err().contains("adam 0.001, seed 1"), training.err());
    assertTrue(training.err().contains("epoch 3/3: test "), training.err());
    assertFalse(training.err().contains("\033"), "no control characters into a pipe");
  }

  @Test
  void evalRepeatsTheFiguresOfTheTraining() {
    Map<String, Object> report = Json.parseMap("eval", Command.run("eval", run, "--json").done());
    double total = ((Number) report.get("total")).doubleValue();
    String line = training.out().lines().filter(l -> l.startsWith("test ELBO")).findFirst().get();
    assertTrue(line.contains(Console.format(" -%.2f nats", total)), line + " against " + total);
    assertTrue(Command.run("eval", run).done().contains("reconstruction"));
  }

  @Test
  void aRunThatWasCutShortIsResumedToTheSameBytes() throws IOException {
    Path cut = folder.resolve("cut");
    Command.train(data, cut, "--epochs", 3, "--max-time", "0.000001s").done();
    Command stopped = Command.train(data, folder.resolve("other"), "--max-time", "0.000001s");
    assertTrue(stopped.done().contains("culebra resume " + folder.resolve("other")));
    Command.run("resume", cut, "--max-time", 0).done();
    assertArrayEquals(
        Files.readAllBytes(run.resolve("model.safetensors")),
        Files.readAllBytes(cut.resolve("model.safetensors")));
  }

  @Test
  void aRunThatIsDoneMayGoOn() {
    Path more = folder.resolve("more");
    Command.train(data, more, "--steps", 3).done();
    Command.run("resume", more, "--steps", 5).done();
    assertTrue(Command.run("eval", more).done().contains("kl"));
  }

  @Test
  void fineTuningStartsFromTheWeightsOfARun() {
    Path tuned = folder.resolve("tuned");
    Command.train(data, tuned, "--steps", 1, "--init-from", run, "--lr", "1e-30").done();
    assertArrayEquals(latents(run, "a.npy"), latents(tuned, "b.npy"), 1e-5f);
  }

  @Test
  void encodesAndDecodes() {
    Path images = folder.resolve("images.npy");
    latents(run, "z.npy");
    Command.run("decode", run, "--in", folder.resolve("z.npy"), "--out", images).done();
    assertEquals(TensorType.f32(120, 6, 6, 1), Npy.read(images).type());
    Path page = folder.resolve("images.png");
    Command.run("decode", run, "--in", folder.resolve("z.npy"), "--out", page).done();
    assertTrue(Files.exists(page));
  }

  private static float[] latents(Path model, String name) {
    Path file = folder.resolve(name);
    assertEquals(
        file.toString(), Command.run("encode", model, "--in", data, "--out", file).done().strip());
    Npy.Array array = Npy.read(file);
    assertEquals(Shape.of(120, 3), array.type().shape());
    return array.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample", "reconstruct", "interpolate"})
  void drawsAPictureOrWritesPixels(String command) throws IOException {
    Path picture = folder.resolve(command + ".png");
    Command.run(command, run, "--out", picture).done();
    assertTrue(ImageIO.read(picture.toFile()).getHeight() > 100);
    Path pixels = folder.resolve(command + ".npy");
    Command.run(command, run, "--out", pixels).done();
    Shape shape = Npy.read(pixels).type().shape();
    assertEquals(Shape.of(6, 6, 1), shape.range(1, 4));
  }

  @Test
  void reconstructsPicturesThatAreGiven() throws IOException {
    Path photo = folder.resolve("photo.png");
    ImageIO.write(new java.awt.image.BufferedImage(20, 30, 1), "png", photo.toFile());
    Path out = folder.resolve("one.npy");
    Command.run("reconstruct", run, "--in", photo, "--out", out).done();
    assertEquals(TensorType.f32(1, 6, 6, 1), Npy.read(out).type());
  }

  @Test
  void aModelFileServesWithoutItsRun() throws IOException {
    Path alone = Files.createDirectories(folder.resolve("alone")).resolve("model.safetensors");
    Files.copy(run.resolve("model.safetensors"), alone);
    Command.run("sample", alone, "--count", 4).done();
    assertTrue(Files.exists(alone.resolveSibling("samples.png")));
    assertTrue(Command.run("eval", alone).refused().contains("--data"));
    Command.run("eval", alone, "--data", data).done();
  }

  @Test
  void listsModelsKernelsAndFindings() {
    assertTrue(Command.run("models").done().contains("vae"));
    assertTrue(Command.run("kernels").done().contains("MatMul"));
    assertTrue(Command.run("doctor").done().contains("cuda"));
    Map<String, Object> kernels = Json.parseMap("kernels", Command.run("kernels", "--json").done());
    assertTrue(kernels.get("operations") instanceof List<?> all && all.size() > 40);
    assertTrue(
        Command.run("models", "--json").done().contains("\"--latent\""), "flags of the models");
    assertTrue(
        Json.parseMap("doctor", Command.run("doctor", "--json").done()).containsKey("tiers"));
  }

  @Test
  void recipesAreListedWithTheirProtocols() {
    assertTrue(Command.run("repro", "--list").done().contains("hinton2006"));
    String json = Command.run("repro", "--list", "--json").done();
    assertTrue(
        Json.parseMap("recipes", json).get("recipes") instanceof List<?> all && !all.isEmpty());
  }

  /** Texts of three kinds, each in a folder that is its class. */
  private static Path texts() throws IOException {
    Path texts = folder.resolve("texts");
    List<String> kinds = List.of("sea", "land", "town");
    List<String> words = List.of("wave fish boat ", "tree stone path ", "road house shop ");
    for (int i = 0; i < 60; i++) {
      Path kind = texts.resolve(kinds.get(i % 3));
      Files.createDirectories(kind);
      Files.writeString(kind.resolve(i + ".txt"), words.get(i % 3).repeat(2 + i % 4));
    }
    return texts;
  }

  @Test
  void imagesFindThoseWithTheSignsOfTheirLatents() {
    String found = Command.run("search", run, "--in", data, "--radius", 0, "--count", 1).done();
    assertEquals(121, found.lines().count(), "a heading, and one line for each of 120 images");
    assertTrue(
        found.lines().skip(1).allMatch(line -> line.matches("bars(\\.npy)? \\d+ +.*")), found);
    assertTrue(found.contains(" 0     sample "), found);
  }

  @Test
  void textsAreHashedAndFoundByTheirCodes() throws IOException {
    Path hashed = folder.resolve("hashed");
    String train =
        "train semantic-hash --words 9 --latent 6 --hidden 10 --noise 1 --epochs 150 --batch 16"
            + " --lr 0.01 --threads 1";
    Object[] flags = (train + " --out " + hashed + " --data " + texts()).split(" ");
    Command.run(flags).done();
    assertFalse(Files.exists(hashed.resolve("reconstructions.png")), "texts are no pictures");
    Path query = Files.writeString(folder.resolve("query.txt"), "A fish, a boat!");
    String found =
        Command.run("search", hashed, "--in", query, "--radius", 2, "--count", 99).done();
    assertTrue(found.contains("query.txt") && found.contains("sea/0.txt"), found);
    assertFalse(found.contains("land") || found.contains("town"), found);
    Map<String, Object> curve =
        Json.parseMap("search", Command.run("search", hashed, "--json").done());
    assertTrue(curve.get("curve") instanceof List<?> points && points.size() == 5);
    assertTrue(("" + curve).contains("radius=2, precision=1.0, recall=1.0"), curve + "");
    String json = Command.run("search", hashed, "--in", query, "--json").done();
    assertTrue(json.contains("\"label\" : \"sea\""), json);
    Path z = folder.resolve("bits.npy");
    Command.run("encode", hashed, "--in", query, "--out", z).done();
    assertEquals(Shape.of(1, 6), Npy.read(z).type().shape());
    assertTrue(
        Command.run("reconstruct", hashed, "--out", "x.png").refused().contains("are no images"));
    Files.writeString(folder.resolve("texts/land/new.txt"), "more words");
    assertTrue(
        Command.run("search", hashed, "--in", query).refused().contains("no longer those that"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train vae",
        "train",
        "resume",
        "eval",
        "sample",
        "reconstruct",
        "interpolate",
        "encode",
        "decode",
        "repro",
        "search",
        "models",
        "kernels",
        "bench",
        "doctor"
      })
  void helpShowsAnExample(String command) {
    String help = Command.run((Object[]) (command + " --help").split(" ")).done();
    assertTrue(help.contains("Example:\n  culebra " + command), help);
  }

  @Test
  void helpOnAModelShowsEveryFlagOfItsConfiguration() {
    String help = Command.run("train", "vae", "--help").done();
    for (String flag :
        List.of("--architecture=mlp|conv", "--latent=N", "[400]", "--lr", "--max-time=TIME")) {
      assertTrue(help.contains(flag), flag + " missing in\n" + help);
    }
  }
}
