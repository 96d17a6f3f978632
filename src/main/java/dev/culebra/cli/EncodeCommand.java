package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.model.Autoencoder;
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
      description = "A .npy, an IDX file, a picture, a text, or a folder of pictures or texts.")
  private String in;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "A .npy file.")
  private Path out;

  EncodeCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    requireArray("--out", out);
    Dataset data = RunData.samples(run, in, model.input());
    float[] latents = model.encode(pixels(data, 0, data.count(), model));
    PixelFile.array(out, latents, model.latent());
    wrote(out);
  }

  static void requireArray(String flag, Path file) {
    require(file.toString().endsWith(".npy"), flag, file, "a name that ends in .npy");
  }
}
