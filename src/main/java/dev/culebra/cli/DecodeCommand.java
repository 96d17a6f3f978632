package dev.culebra.cli;

import dev.culebra.data.Npy;
import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "decode",
    description = "Decodes the latents of a .npy file into images.",
    footer = "  culebra decode runs/vae-1 --in z.npy --out images.png")
final class DecodeCommand extends InferenceCommand {
  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description = "A .npy of float32 [N,latent], as encode writes it.")
  private Path in;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "A .png, or a .npy of pixels, float32 [N,H,W,C].")
  private Path out;

  DecodeCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    PixelFile target = PixelFile.of("--out", out, model.input());
    Npy.Array array = Npy.read(in);
    Shape shape = array.type().shape();
    int latentRank = model.latent().rank();
    if (array.type().dtype() != DType.F32
        || shape.rank() != latentRank + 1
        || shape.size(0) == 0
        || !shape.range(1, shape.rank()).equals(model.latent())) {
      throw new UserError(
          in
              + ": holds "
              + array.type()
              + ", the model decodes f32[N,"
              + model.latent().toString().substring(1)
              + "; write it with culebra encode");
    }
    float[] latents = array.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    target.write(
        model.decode(latents),
        model.input(),
        title(),
        shape.size(0) + " images decoded from " + in.getFileName());
    wrote(out);
  }
}
