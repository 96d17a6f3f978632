package dev.culebra.cli;

import dev.culebra.data.Npy;
import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.CodedAutoencoder;
import dev.culebra.model.InferenceFunction;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "decode",
    description = "Decodes the latents or codes of a .npy file into images.",
    footer = "  culebra decode runs/vae-1 --in z.npy --out images.png")
final class DecodeCommand extends InferenceCommand {
  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description =
          "A .npy of float32 [N,latent], as encode writes it, or of int32, as codes does.")
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
    float[] images = images(model, array);
    target.write(
        images,
        model.input(),
        title(),
        array.type().shape().size(0) + " images decoded from " + in.getFileName());
    wrote(out);
  }

  /** From latents, or from codes where the model has some. */
  private float[] images(Autoencoder model, Npy.Array array) {
    boolean isCodes =
        array.type().dtype() == DType.I32 && model.can(InferenceFunction.DECODE_CODES);
    Shape wanted = isCodes ? new CodedAutoencoder(model).codes() : model.latent();
    Shape shape = array.type().shape();
    if (!isCodes && array.type().dtype() != DType.F32
        || shape.rank() != wanted.rank() + 1
        || shape.size(0) == 0
        || !shape.range(1, shape.rank()).equals(wanted)) {
      throw new UserError(
          in
              + ": holds "
              + array.type()
              + ", the model decodes "
              + (isCodes ? "i32" : "f32")
              + "[N,"
              + wanted.toString().substring(1)
              + "; write it with culebra "
              + (isCodes ? "codes" : "encode"));
    }
    return isCodes
        ? new CodedAutoencoder(model).decode(array.bytes().toArray(ValueLayout.JAVA_INT_UNALIGNED))
        : model.decode(array.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
  }
}
