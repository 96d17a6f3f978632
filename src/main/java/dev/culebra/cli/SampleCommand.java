package dev.culebra.cli;

import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.CodedAutoencoder;
import dev.culebra.model.InferenceFunction;
import dev.culebra.model.PixelCnn;
import java.nio.file.Path;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sample",
    description = "Draws new samples from a trained model and shows them in a picture.",
    footer = {
      "  culebra sample runs/vae-1 --count 100 --seed 7 --out new.png",
      "  culebra sample runs/cvae-1 --label 3"
    })
final class SampleCommand extends InferenceCommand {
  @Option(names = "--count", paramLabel = "N", description = "How many [64].")
  private int count = 64;

  @Option(
      names = "--label",
      paramLabel = "N",
      description = "Of which class, where the model knows classes [each in turn].")
  private Integer label;

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
    if (model.config() instanceof PixelCnn.Config) {
      throw new UserError(
          run
              + ": a pixelcnn draws codes, which the model that they are of decodes; culebra sample"
              + " "
              + RunPrior.owner(run)
              + " does both");
    }
    Path file = out == null ? besideModel("samples.png") : out;
    PixelFile pixels = PixelFile.of("--out", file, model.input());
    if (model.can(InferenceFunction.DECODE_CODES)) {
      pixels.write(drawnFromCodes(model), model.input(), title(), caption());
    } else if (label == null && model.can(InferenceFunction.SAMPLE)) {
      String caption = count + " samples drawn from the prior, seed " + seed;
      pixels.write(model.sample(count, seed), model.input(), title(), caption);
    } else {
      String which = label == null ? "each class in turn" : "class " + label;
      String caption = count + " samples of " + which + ", seed " + seed;
      pixels.write(model.sample(labels(model.classes()), seed), model.input(), title(), caption);
    }
    wrote(file);
  }

  private String caption() {
    String which = label == null ? "" : " of class " + label;
    return count + " samples" + which + " drawn from the prior over codes, seed " + seed;
  }

  private float[] drawnFromCodes(Autoencoder model) {
    try (PixelCnn prior = RunPrior.load(run)) {
      int classes = prior.config().classes();
      if (label != null && classes == 0) {
        throw new UserError("--label " + label + ": the prior knows no classes; leave it out");
      }
      int[] labels = labels(Math.max(classes, 1));
      return new CodedAutoencoder(model).sample(prior, labels, seed, threads());
    }
  }

  private int[] labels(int classes) {
    return IntStream.range(0, count).map(i -> label == null ? i % classes : label).toArray();
  }
}
