package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.eval.Figures;
import dev.culebra.model.Autoencoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "interpolate",
    description =
        "Shows ways from one held-out image to the next, straight through the latent space.",
    footer = "  culebra interpolate runs/vae-1 --rows 5 --steps 12")
final class InterpolateCommand extends InferenceCommand {
  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--rows", paramLabel = "N", description = "How many ways [8].")
  private int rows = 8;

  @Option(names = "--steps", paramLabel = "N", description = "Images of a way, ends included [11].")
  private int steps = 11;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A .png, or a .npy of pixels [interpolation.png in the run].")
  private Path out;

  InterpolateCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    require(rows >= 1 && rows <= 100, "--rows", rows, "1 to 100");
    require(steps >= 2 && steps <= 100, "--steps", steps, "2 to 100");
    Path file = out == null ? besideModel("interpolation.png") : out;
    PixelFile target = PixelFile.of("--out", file, model.input());
    List<float[]> ways = ways(model, data.test(run, model.input()), rows, steps);
    if (target.isPicture()) {
      Figures.interpolations(file, title(), ways, model.input());
    } else {
      PixelFile.array(file, joined(ways), model.input());
    }
    wrote(file);
  }

  /** Ways between neighbours in a data set, as many as asked for and there are. */
  static List<float[]> ways(Autoencoder model, Dataset images, int rows, int steps) {
    List<float[]> ways = new ArrayList<>();
    for (int row = 0; row < rows && 2 * row + 1 < images.count(); row++) {
      float[] from = pixels(images, 2 * row, 1, model);
      float[] to = pixels(images, 2 * row + 1, 1, model);
      ways.add(model.interpolate(from, to, steps));
    }
    if (ways.isEmpty()) {
      float[] only = pixels(images, 0, 1, model);
      ways.add(model.interpolate(only, only, steps));
    }
    return ways;
  }

  private static float[] joined(List<float[]> ways) {
    float[] all = new float[ways.size() * ways.getFirst().length];
    for (int way = 0; way < ways.size(); way++) {
      float[] one = ways.get(way);
      System.arraycopy(one, 0, all, way * one.length, one.length);
    }
    return all;
  }
}
