package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on the family of variational autoencoders: likelihoods, classes, completions. */
class VaeFamilyTest {
  @TempDir private Path folder;
  private Path bars;
  private Path run;

  @BeforeEach
  void name() {
    bars = MainTest.bars(folder.resolve("bars.npy"), 40);
    run = folder.resolve("run");
  }

  private Command train(String model, Path data, Object... flags) {
    Stream<Object> start =
        Stream.of("train", model, "--data", data, "--out", run, "--steps", 3, "--threads", 1);
    return Command.run(Stream.concat(start, Stream.of(flags)).toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "iwae ~ --latents 0 ~ --latents 0: [0] has one below 1",
        "iwae ~ --latents 9,5 --hidden 8 ~ --hidden 8: 1 widths for 2 stochastic layers; give one"
            + " each",
        "iwae ~ --samples 0 ~ --samples 0 is below 1",
        "iwae ~ --beta1 1 ~ --beta1 1: 1.0 is not in [0, 1)",
        "vae ~ --objective geco --tolerance 0 ~ --tolerance 0: 0.0 is not above 0",
        "vae ~ --objective taming ~ --objective taming: give elbo|capacity|geco",
        "cvae ~ --condition quadrant --quadrants 4 ~ --quadrants 4 is not 1, 2 or 3",
        "cvae ~ --stochastic false ~ --stochastic false: a model of classes needs its latents",
        "cvae ~ --latent 0 ~ --latent 0 is below 1"
      })
  void configurationsThatCannotBe(String model, String flags, String message) {
    assertEquals(message, train(model, bars, (Object[]) flags.split(" ")).refused());
    assertFalse(Files.exists(run.resolve("config.json")));
  }

  @Test
  void classesNeedLabels() {
    assertTrue(train("cvae", bars).refused().contains("the data have no labels"));
    assertFalse(Files.exists(run.resolve("config.json")));
  }

  @Test
  void likelihoodOfAnIwae() {
    train("iwae", bars, "--latents", "4,2", "--hidden", "8,6", "--samples", 2).done();
    String out = Command.run("eval", run, "--nll", 60).done();
    assertTrue(out.contains("test NLL, 60 draws") && out.contains("active latents"), out);
    Map<String, Object> report =
        Json.parseMap("eval", Command.run("eval", run, "--nll", 60, "--json").done());
    double nll = ((Number) report.get("nll")).doubleValue();
    assertTrue(nll < ((Number) report.get("total")).doubleValue(), "" + report);
    assertEquals(2, ((List<?>) report.get("active_latents")).size());
    assertTrue(Command.run("eval", run, "--nll", 0).refused().startsWith("--nll 0: out of range"));
  }

  @Test
  void onlyModelsWithDensitiesHaveLikelihoods() {
    train("cvae", bars, "--condition", "quadrant", "--stochastic", "false", "--hidden", 8).done();
    assertTrue(Command.run("eval", run).done().contains("test loss"));
    String refusal = Command.run("eval", run, "--nll", 5).refused();
    assertTrue(refusal.startsWith("--nll: cvae has no q(z|x)"), refusal);
  }

  @Test
  void completionsKeepWhatIsVisible() {
    train("cvae", bars, "--condition", "quadrant", "--hidden", 8, "--latent", 2).done();
    assertTrue(Command.run("eval", run, "--nll", 20).done().contains("test NLL"));
    assertTrue(Files.exists(run.resolve("reconstructions.png")));
    assertTrue(Command.run("sample", run).refused().contains("it can reconstruct, score"));
  }

  @Test
  void samplesOfAClassAreOfThatClass() throws IOException {
    String out =
        train(
                "cvae",
                BlackAndWhite.write(folder.resolve("idx"), 6),
                "--hidden",
                16,
                "--latent",
                2,
                "--lr",
                0.02,
                "--batch",
                24)
            .done();
    assertTrue(out.contains("classes.png"), out);
    Command.run("resume", run, "--steps", 150).done();
    assertTrue(ImageIO.read(run.resolve("classes.png").toFile()).getWidth() > 100);
    assertEquals(0, brightness("--label", 0), 0.1);
    assertEquals(1, brightness("--label", 1), 0.1);
    assertEquals(0.5, brightness(), 0.1);
    assertEquals(
        "class 2: the model has 2, from 0 to 1",
        Command.run("sample", run, "--label", 2).refused());
  }

  private double brightness(Object... flags) {
    Path file = folder.resolve("samples.npy");
    Stream<Object> start = Stream.of("sample", run, "--count", 8, "--out", file);
    Command.run(Stream.concat(start, Stream.of(flags)).toArray()).done();
    return BlackAndWhite.brightness(file);
  }

  @Test
  void aPlainVaeKnowsNoClasses() {
    train("vae", bars, "--hidden", 8, "--latent", 2).done();
    assertTrue(
        Command.run("sample", run, "--label", 1).refused().startsWith("sample class: vae is no"));
  }
}
