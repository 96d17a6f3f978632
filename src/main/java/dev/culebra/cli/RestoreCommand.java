package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.eval.Figures;
import dev.culebra.eval.Psnr;
import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.Degradation;
import dev.culebra.model.Restoration;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "restore",
    description = {
      "Restores blurred, small or incomplete images with a denoising model as the prior",
      "(Bigdeli & Zwicker 2017). The model is a unet, or an ae with --noise gaussian."
    },
    footer = {
      "  culebra restore runs/unet-1 --task deblur --degrade",
      "  culebra restore runs/unet-1 --in photos --task super-resolve --factor 2"
    })
final class RestoreCommand extends InferenceCommand {
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--in",
      paramLabel = "PATH",
      description = "Images: .npy, IDX, a picture, or a folder of pictures [held-out images].")
  private String in;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "deblur, super-resolve or inpaint [deblur].")
  private String task = "deblur";

  @Option(
      names = "--degrade",
      description = "The images are whole: degrade them first, and tell the PSNR of both.")
  private boolean degrade;

  @Option(names = "--blur", paramLabel = "PIXELS", description = "Deviation of the blur [1].")
  private double blur = 1;

  @Option(names = "--factor", paramLabel = "N", description = "How often smaller [2].")
  private int factor = 2;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description = "A picture or .npy, bright where pixels are known [a hole in the middle].")
  private String mask;

  @Option(
      names = "--hole",
      paramLabel = "PART",
      description = "Side of the hole in parts of the image's [0.4].")
  private double hole = 0.4;

  @Option(
      names = "--noise",
      paramLabel = "DEVIATION",
      description = "Noise added by --degrade [0.02].")
  private double noise = 0.02;

  @Option(names = "--steps", paramLabel = "N", description = "Gradient steps [100].")
  private int steps = Restoration.STANDARD.steps();

  @Option(names = "--rate", paramLabel = "X", description = "Length of a step [0.1].")
  private double rate = Restoration.STANDARD.rate();

  @Option(names = "--momentum", paramLabel = "X", description = "In [0, 1) [0.9].")
  private double momentum = Restoration.STANDARD.momentum();

  @Option(
      names = "--weight",
      paramLabel = "X",
      description = "Weight of the data beside the prior [4].")
  private double weight = Restoration.STANDARD.weight();

  @Option(
      names = "--prior-noise",
      paramLabel = "DEVIATION",
      description = "Noise on what the prior sees, at first; it falls [1 for inpaint, else 0].")
  private Double priorNoise;

  @Option(names = "--seed", paramLabel = "N", description = "Of the noise [1].")
  private long seed = 1;

  @Option(names = "--count", paramLabel = "N", description = "How many images at most [24].")
  private int count = 24;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A .png of all versions, or a .npy of the restored [restored.png in the run].")
  private Path out;

  RestoreCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    require(count >= 1 && count <= 10_000, "--count", count, "1 to 10000");
    require(noise >= 0 && noise <= 10, "--noise", noise, "0 to 10");
    Path file = out == null ? besideModel("restored.png") : out;
    PixelFile target = PixelFile.of("--out", file, model.input());
    Restoration restoration = restoration();
    model.noiseLevel();
    Shape shape = model.input();
    Degradation degradation = degradation(model);
    Dataset images = images(model, degrade ? shape : degradation.degraded());
    float[] given = images.floats(0, Math.min(count, images.count()));
    float[] degraded = degrade ? noisy(degradation.apply(given)) : given;
    float[] before = Restoration.start(degradation, degraded);
    float[] after = restoration.restore(model::reconstruct, degradation, degraded);
    if (target.isPicture()) {
      List<float[]> versions = degrade ? List.of(given, before, after) : List.of(before, after);
      String caption = (degrade ? "from above: clean; " : "from above: ") + "degraded; restored";
      Figures.versions(file, title(), caption, versions, shape);
    } else {
      PixelFile.array(file, after, shape);
    }
    if (degrade) {
      int size = Math.toIntExact(shape.elements());
      String line =
          Console.format(
              "PSNR %.2f dB before, %.2f dB after",
              Psnr.mean(before, given, size), Psnr.mean(after, given, size));
      console.out().println(line);
    }
    wrote(file);
  }

  private Restoration restoration() {
    try {
      Restoration standard = task.equals("inpaint") ? Restoration.INPAINTING : Restoration.STANDARD;
      double first = priorNoise == null ? standard.noise() : priorNoise;
      return new Restoration(steps, rate, momentum, weight, first, seed);
    } catch (IllegalArgumentException outOfRange) {
      throw new UserError(outOfRange.getMessage(), outOfRange);
    }
  }

  private Degradation degradation(Autoencoder model) {
    Shape shape = model.input();
    switch (task) {
      case "deblur" -> {
        require(blur > 0 && blur <= 100, "--blur", blur, "above 0 up to 100");
        return Degradation.blur(shape, blur);
      }
      case "super-resolve" -> {
        boolean divides = factor >= 1 && shape.size(0) % factor == 0 && shape.size(1) % factor == 0;
        require(divides, "--factor", factor, "a divisor of the height and width of " + shape);
        return Degradation.downscale(shape, factor);
      }
      case "inpaint" -> {
        require(hole > 0 && hole <= 1, "--hole", hole, "above 0 up to 1");
        return Degradation.mask(shape, mask == null ? middleMissing(shape) : known(model));
      }
      default -> throw new UserError("--task " + task + ": give deblur, super-resolve or inpaint");
    }
  }

  private float[] middleMissing(Shape shape) {
    if (!degrade) {
      throw new UserError("--task inpaint: give --mask, or --degrade to make a hole");
    }
    float[] known = new float[shape.size(0) * shape.size(1)];
    for (int i = 0; i < known.length; i++) {
      boolean inRows = isInside(i / shape.size(1), shape.size(0));
      boolean inColumns = isInside(i % shape.size(1), shape.size(1));
      known[i] = inRows && inColumns ? 0 : 1;
    }
    return known;
  }

  private boolean isInside(int place, int size) {
    return Math.abs(place + 0.5 - size / 2.0) < size * hole / 2;
  }

  private float[] known(Autoencoder model) {
    float[] picture = pixels(RunData.samples(run, mask, model.input()), 0, 1, model);
    int channels = model.input().size(2);
    float[] known = new float[picture.length / channels];
    for (int i = 0; i < known.length; i++) {
      known[i] = picture[i * channels] > 0.5f ? 1 : 0;
    }
    return known;
  }

  private Dataset images(Autoencoder model, Shape shape) {
    if (in == null && !degrade) {
      throw new UserError("restore what? give --in, or --degrade for held-out images");
    }
    Dataset images = in == null ? data.test(run, model.input()) : RunData.samples(run, in, shape);
    requireShape(images, shape);
    return images;
  }

  private float[] noisy(float[] images) {
    float[] draws = new float[images.length];
    Kernels.randomNormal(seed, 0, "noise", Operand.f32(draws, draws.length));
    for (int i = 0; i < images.length; i++) {
      images[i] += (float) (noise * draws[i]);
    }
    return images;
  }
}
