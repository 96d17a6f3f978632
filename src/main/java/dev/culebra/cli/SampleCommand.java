package dev.culebra.cli;

import dev.culebra.model.Autoencoder;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sample",
    description = "Draws new samples from a trained model and shows them in a picture.",
    footer = "  culebra sample runs/vae-1 --count 100 --seed 7 --out new.png")
final class SampleCommand extends InferenceCommand {
  @Option(names = "--count", paramLabel = "N", description = "How many [64].")
  private int count = 64;

  @Option(names = "--seed", paramLabel = "N", description = "Of the draws [1].")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A .png, or a .npy of pixels [samples.png in the run].")
  private Path out;

  SampleCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    require(count >= 1 && count <= 10_000, "--count", count, "1 to 10000");
    Path file = out == null ? besideModel("samples.png") : out;
    PixelFile.of("--out", file)
        .write(
            model.sample(count, seed),
            model.input(),
            title(),
            count + " samples drawn from the prior, seed " + seed);
    wrote(file);
  }
}
