package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on adversarial models and their recipes refuse what cannot be, in one line. */
class AdversarialTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "acai ~ --latent 0 ~ --latent 0 is below 1",
        "acai ~ --latent 10 ~ --latent 10 numbers are not the same for each of the 3x3 places that"
            + " 1 scales leave",
        "acai ~ --scales 2 ~ --scales 2 scales halve the image 2 times; 6x6 is not divisible by 4",
        "acai ~ --mixing 2 ~ --mixing 2: 2.0 is not in [0, 1]",
        "acai-baseline ~ --kind vq_vae --codes 0 ~ --codes 0 is below 1",
        "acai-baseline ~ --dropout 1 ~ --dropout 1: 1.0 is not in [0, 1)",
        "aae ~ --labels true --latent 2 ~ --labels true: the data have none",
        "aae ~ --discriminator 0 ~ --discriminator 0 is below 1",
        "alae ~ --mapping 0 ~ --mapping 0 is below 1"
      })
  void configurationsThatCannotBe(String model, String flags, String message) {
    Path bars = MainTest.bars(folder.resolve("bars.npy"), 40);
    Path run = folder.resolve("run");
    String[] given = flags.split(" ");
    Object[] arguments = new Object[6 + given.length];
    System.arraycopy(
        new Object[] {"train", model, "--data", bars, "--out", run}, 0, arguments, 0, 6);
    System.arraycopy(given, 0, arguments, 6, given.length);
    assertEquals(message, Command.run(arguments).refused());
    assertFalse(Files.exists(run.resolve("config.json")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "acai-lines ~ vae,gan ~ --only gan: there are baseline, dropout, denoising, vae, aae,"
            + " vq-vae, acai",
        "hinton2006 ~ deep-ae ~ --only deep-ae: the recipe needs all of its trainings"
      })
  void trainingsThatCannotBeChosen(String recipe, String only, String message) {
    Path out = folder.resolve("out");
    assertEquals(message, Command.run("repro", recipe, "--only", only, "--out", out).refused());
    assertFalse(Files.exists(out));
  }
}
