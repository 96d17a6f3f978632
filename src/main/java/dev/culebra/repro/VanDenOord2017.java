package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.data.Split;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.CodedAutoencoder;
import dev.culebra.model.VqVae;
import dev.culebra.shape.Shape;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainOptions;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Van den Oord, Vinyals and Kavukcuoglu 2017 by the authors' example in Sonnet: a vq-vae of small
 * coloured pictures, after ten thousand updates. The example's are CIFAR-10's, ours are emoji.
 */
final class VanDenOord2017 implements Recipe {
  private static final String TRIAL = "vq-vae";
  private static final Shape PICTURE = Shape.of(32, 32, 3);
  private static final int STEPS = 10_000;
  private static final int GREY_VALUES = 256;

  @Override
  public String name() {
    return "vq-vae";
  }

  @Override
  public String paper() {
    return "van den Oord, Vinyals & Kavukcuoglu 2017: Neural discrete representation learning";
  }

  @Override
  public String prints() {
    return "reconstruction error, perplexity and bits per dimension on coloured pictures";
  }

  @Override
  public String scaling() {
    return "updates, 10,000 in full";
  }

  @Override
  public List<Trial> trials(Budget budget) {
    Map<String, Object> training = new HashMap<>(VqVae.TRAINING);
    training.putAll(Map.of("data", "emoji", "imageSize", 32, "imageChannels", 3, "steps", STEPS));
    TrainOptions options = budget.of(TrainOptions.STANDARD.with(name(), training));
    return List.of(new Trial(TRIAL, "vq-vae", VqVae.Config.standard(PICTURE), options));
  }

  @Override
  public Table table(Bench bench) {
    Trained trained = bench.train(TRIAL);
    int codes = VqVae.Config.standard(PICTURE).codes();
    String last = "last updates, ";
    return new Table(
        List.of(
            last(bench, trained, "loss", 4, "0.0929"),
            last(bench, trained, "reconstruction", 4, "0.056"),
            last(bench, trained, "commitment", 4, "0.037"),
            last(bench, trained, "perplexity", 1, "326"),
            held(bench, trained, "reconstruction", 4),
            held(bench, trained, "perplexity", 1),
            trainedRow("held-out pictures", "codes used at all", used(bench, trained, codes), 0),
            trainedRow(
                "held-out pictures, uniform prior over codes",
                "bits per dimension",
                bits(bench, trained, codes),
                3)),
        List.of(
            "emoji (npm emoji-datasource-google), 32 x 32 in colour: other data than the published"
                + " figures', which are of CIFAR-10 and for orientation only",
            "reconstruction: mean squared error / variance of the training data; perplexity: of"
                + " the codes of a batch of 32, "
                + codes
                + " in all",
            last + "means as the last line of metrics.jsonl has them, over up to 100 updates",
            "ours begins with k-means and revives codes with a moving count below 1; the example"
                + " does neither",
            "bits: a bound, with a normal of the training error's variance around each decoded"
                + " element, integrated over a grey value by uniform noise"));
  }

  private static Row trainedRow(String method, String measure, double figure, int decimals) {
    return Row.trained(method, measure, figure, decimals, null);
  }

  private static Row last(
      Bench bench, Trained trained, String value, int decimals, String published) {
    return Row.trained(
        "last updates", value, last(bench, trained, value), decimals, Published.read(published));
  }

  /** A mean of training from the last line of steps. */
  private static double last(Bench bench, Trained trained, String value) {
    return bench.figure(
        "last " + value,
        () -> {
          double found = Double.NaN;
          for (Map<String, Object> line : RunFolder.metrics(trained.folder())) {
            if (line.get("train") instanceof Map<?, ?> train
                && train.get(value) instanceof Number number) {
              found = number.doubleValue();
            }
          }
          return found;
        });
  }

  private static Row held(Bench bench, Trained trained, String term, int decimals) {
    double figure = bench.figure("held-out " + term, () -> trained.evaluation().terms().get(term));
    return trainedRow("held-out pictures", term, figure, decimals);
  }

  private static double used(Bench bench, Trained trained, int codes) {
    return bench.figure(
        "codes used",
        () -> {
          Dataset test = trained.data().test();
          int size = Math.toIntExact(PICTURE.elements());
          float[] pixels = new float[test.count() * size];
          for (int i = 0; i < test.count(); i++) {
            test.copy(i, MemorySegment.ofArray(pixels), 4L * i * size);
          }
          boolean[] seen = new boolean[codes];
          try (Autoencoder model = trained.autoencoder()) {
            for (int code : new CodedAutoencoder(model).encode(pixels)) {
              seen[code] = true;
            }
          }
          int used = 0;
          for (boolean code : seen) {
            used += code ? 1 : 0;
          }
          return used;
        });
  }

  /**
   * {@code (h·w·ln K)/D + ½ ln(2πσ²) + (e + u)/(2σ²) + ln 255} in bits: e the held-out squared
   * error of an element, u the variance of the noise that fills a grey value, σ² the training
   * data's error and u.
   */
  private static double bits(Bench bench, Trained trained, int codes) {
    return bench.figure(
        "bits per dimension",
        () -> {
          Split data = trained.data();
          double variance = data.train().variance();
          double learned = variance * last(bench, trained, "reconstruction");
          double error = variance * trained.evaluation().terms().get("reconstruction");
          double step = 1.0 / (GREY_VALUES - 1);
          double noise = step * step / 12;
          double positions = PICTURE.size(0) / 4 * (PICTURE.size(1) / 4);
          double prior = positions * Math.log(codes) / PICTURE.elements();
          double spread = learned + noise;
          double element = 0.5 * Math.log(2 * Math.PI * spread) + (error + noise) / (2 * spread);
          return (prior + element - Math.log(step)) / Math.log(2);
        });
  }
}
