package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.data.Datasets;
import dev.culebra.data.ImageFolder;
import dev.culebra.model.Autoencoder;
import dev.culebra.shape.Shape;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "encode",
    description = "Writes the latents of images to a .npy file, float32 [N,latent].",
    footer = "  culebra encode runs/vae-1 --in photos --out z.npy")
final class EncodeCommand extends InferenceCommand {
  @Option(
      names = "--in",
      required = true,
      paramLabel = "PATH",
      description = "A .npy, an IDX file, a PNG or JPEG picture, or a folder of pictures.")
  private String in;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "A .npy file.")
  private Path out;

  EncodeCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    requireArray("--out", out);
    Dataset data = images(in, model);
    float[] latents = model.encode(pixels(data, 0, data.count(), model));
    PixelFile.array(out, latents, model.latent());
    wrote(out);
  }

  /** All samples of a path, pictures resized to what the model takes. */
  static Dataset images(String path, Autoencoder model) {
    return Datasets.samples(path, pictures(model.input()));
  }

  /** Pictures as the model takes them. */
  static ImageFolder.Options pictures(Shape input) {
    boolean isSquare = input.size(0) == input.size(1);
    int channels = input.size(2) == 1 || input.size(2) == 3 ? input.size(2) : 0;
    return new ImageFolder.Options(isSquare ? input.size(0) : 0, channels);
  }

  static void requireArray(String flag, Path file) {
    require(file.toString().endsWith(".npy"), flag, file, "a name that ends in .npy");
  }
}
