package dev.culebra.repro;

import dev.culebra.eval.Psnr;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.Degradation;
import dev.culebra.model.Restoration;
import dev.culebra.model.Unet;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import dev.culebra.train.TrainOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A U-Net on MNIST: noise removed by it, and images restored with it as the prior. */
final class UnetMnist implements Recipe {
  private static final String TRIAL = "unet";
  private static final String MISSING = "10 x 10 pixels missing";
  private static final Shape IMAGE = Shape.of(28, 28, 1);
  private static final int PIXELS = 28 * 28;
  private static final int IMAGES = 500;

  /** Standard deviations of the noise that is removed. */
  private static final List<Double> NOISES = List.of(0.1, 0.25, 0.5);

  /** Standard deviation of the noise on degraded images. */
  private static final double SLIGHT = 0.02;

  @Override
  public String name() {
    return "unet-mnist";
  }

  @Override
  public String paper() {
    return "Our own table: denoising by a U-Net, and restoration with it as the prior by Bigdeli &"
        + " Zwicker 2017, on MNIST";
  }

  @Override
  public String prints() {
    return "PSNR on MNIST of noisy, blurred, smaller and incomplete images, restored by a U-Net";
  }

  @Override
  public String scaling() {
    return "epochs, 10 in full";
  }

  @Override
  public List<Trial> trials(Budget budget) {
    TrainOptions full =
        TrainOptions.STANDARD.with(
            name(),
            Map.of(
                "data",
                "mnist",
                "batch",
                64,
                "epochs",
                10,
                "learningRate",
                1e-3,
                "schedule",
                "cosine"));
    return List.of(new Trial(TRIAL, "unet", Unet.Config.standard(IMAGE, 0), budget.of(full)));
  }

  private static SequencedMap<String, Degradation> degradations() {
    SequencedMap<String, Degradation> degradations = new LinkedHashMap<>();
    degradations.put("blurred, deviation of 1 pixel", Degradation.blur(IMAGE, 1));
    degradations.put("half as large", Degradation.downscale(IMAGE, 2));
    degradations.put(MISSING, Degradation.mask(IMAGE, middleMissing()));
    return degradations;
  }

  private static float[] middleMissing() {
    float[] known = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      boolean inside = Math.abs(i / 28 - 13.5) < 5 && Math.abs(i % 28 - 13.5) < 5;
      known[i] = inside ? 0 : 1;
    }
    return known;
  }

  @Override
  public Table table(Bench bench) {
    Trained trained = bench.train(TRIAL);
    float[] images = trained.data().test().floats(0, IMAGES);
    List<Row> rows = new ArrayList<>();
    for (double noise : NOISES) {
      String title = "noise of deviation " + noise;
      float[] noisy = noisy(images, noise);
      double after = bench.figure(title, () -> psnr(denoised(trained, noisy), images));
      add(rows, title, psnr(noisy, images), after);
    }
    degradations()
        .forEach(
            (title, degradation) -> {
              float[] degraded = noisy(degradation.apply(images), SLIGHT);
              Restoration restoration =
                  title.equals(MISSING) ? Restoration.INPAINTING : Restoration.STANDARD;
              double after =
                  bench.figure(
                      title,
                      () -> psnr(restored(trained, restoration, degradation, degraded), images));
              add(rows, title, psnr(Restoration.start(degradation, degraded), images), after);
            });
    return new Table(
        rows,
        List.of(
            "MNIST, 60,000 training images, the first 500 test images; U-Net of two levels below"
                + " the image's, 16 channels at the first, trained on noise of deviation 0.05 to"
                + " 0.5",
            "degraded images have noise of deviation "
                + SLIGHT
                + " besides; restored by 100 gradient steps with the U-Net as the prior,"
                + " which sees noise that falls from 1 to 0.05 where pixels are missing",
            "half as large: each pixel the mean of four; as given means every pixel repeated"));
  }

  private static void add(List<Row> rows, String title, double before, double after) {
    rows.add(Row.fixed(title, "PSNR in dB, as given", before, 2, null));
    rows.add(Row.trained(title, "PSNR in dB, restored", after, 2, null));
  }

  private static double psnr(float[] images, float[] originals) {
    return Psnr.mean(images, originals, PIXELS);
  }

  private static float[] noisy(float[] images, double deviation) {
    float[] noisy = new float[images.length];
    Kernels.randomNormal(1, 0, "noise", Operand.f32(noisy, noisy.length));
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = (float) (images[i] + deviation * noisy[i]);
    }
    return noisy;
  }

  private static float[] denoised(Trained trained, float[] noisy) {
    try (Autoencoder model = trained.autoencoder()) {
      return model.reconstruct(noisy);
    }
  }

  private static float[] restored(
      Trained trained, Restoration restoration, Degradation degradation, float[] degraded) {
    try (Autoencoder model = trained.autoencoder()) {
      return restoration.restore(model::reconstruct, degradation, degraded);
    }
  }
}
