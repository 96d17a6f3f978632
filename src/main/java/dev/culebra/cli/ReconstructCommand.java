package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.eval.Figures;
import dev.culebra.model.Autoencoder;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reconstruct",
    description = "Shows held-out images, or those of a file, above their reconstructions.",
    footer = "  culebra reconstruct runs/vae-1 --in photos --out faces.png")
final class ReconstructCommand extends InferenceCommand {
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--in",
      paramLabel = "PATH",
      description = "Images to use instead: .npy, IDX, a picture, or a folder of pictures.")
  private String in;

  @Option(names = "--count", paramLabel = "N", description = "How many [24].")
  private int count = 24;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "A .png of pairs, or a .npy of the reconstructions [reconstructions.png in the run].")
  private Path out;

  ReconstructCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    require(count >= 1 && count <= 10_000, "--count", count, "1 to 10000");
    Path file = out == null ? besideModel("reconstructions.png") : out;
    PixelFile target = PixelFile.of("--out", file, model.input());
    Dataset images =
        in == null ? data.test(run, model.input()) : RunData.samples(run, in, model.input());
    float[] originals = pixels(images, 0, Math.min(count, images.count()), model);
    float[] reconstructions = model.reconstruct(originals);
    if (target.isPicture()) {
      Figures.reconstructions(file, title(), originals, reconstructions, model.input());
    } else {
      PixelFile.array(file, reconstructions, model.input());
    }
    wrote(file);
  }
}
