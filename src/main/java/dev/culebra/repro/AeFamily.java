package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.eval.Features;
import dev.culebra.eval.NearestNeighbours;
import dev.culebra.eval.SoftmaxProbe;
import dev.culebra.model.Ae;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.Configs;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Autoencoders on MNIST side by side, by what their codes keep and what they are good for. */
final class AeFamily implements Recipe {
  private static final int PROBED = 2_000;
  private static final int SEARCHED = 10_000;

  /** A unit is active above this part of its code's largest magnitude. */
  private static final double ACTIVE = 0.1;

  @Override
  public String name() {
    return "ae-family";
  }

  @Override
  public String paper() {
    return "Our own table: undercomplete, sparse, contractive and denoising autoencoders on MNIST";
  }

  @Override
  public String prints() {
    return "squared error, sparseness and accuracy on codes of the autoencoder family on MNIST";
  }

  @Override
  public String scaling() {
    return "epochs, 20 in full";
  }

  /** What differs from {@code culebra train ae}, by trial. */
  private static SequencedMap<String, Map<String, ?>> members() {
    SequencedMap<String, Map<String, ?>> members = new LinkedHashMap<>();
    members.put("mlp-32", Map.of());
    members.put("conv-32", Map.of("architecture", "conv"));
    members.put("lstm-32", Map.of("architecture", "lstm", "hidden", List.of(128)));
    members.put("overcomplete-256", layer("sigmoid", Map.of()));
    members.put("l1-256", layer("relu", Map.of("regularizer", "l1", "weight", 0.2)));
    members.put("rate-256", layer("sigmoid", Map.of("regularizer", "rate", "weight", 1.0)));
    members.put("top-k-256", layer("linear", Map.of("regularizer", "top_k", "kept", 25)));
    members.put(
        "contractive-256",
        layer("sigmoid", Map.of("regularizer", "contractive", "jacobian", "analytic")));
    members.put("gaussian-256", layer("sigmoid", noise("gaussian", 0.3)));
    members.put("masking-256", layer("sigmoid", noise("masking", 0.3)));
    members.put("salt-pepper-256", layer("sigmoid", noise("salt_pepper", 0.2)));
    return members;
  }

  /** One layer of 256 units in front of the given. */
  private static Map<String, ?> layer(String code, Map<String, ?> rest) {
    Map<String, Object> fields = new LinkedHashMap<>(rest);
    fields.putAll(Map.of("hidden", List.of(), "latent", 256, "code", code));
    return fields;
  }

  private static Map<String, ?> noise(String kind, double level) {
    return Map.of("noise", kind, "noiseLevel", level);
  }

  @Override
  public List<Trial> trials(Budget budget) {
    TrainOptions full =
        TrainOptions.STANDARD.with(
            name(), Map.of("data", "mnist", "batch", 128, "epochs", 20, "learningRate", 1e-3));
    Ae.Config standard = Ae.Config.standard(Shape.of(28, 28, 1));
    List<Trial> trials = new ArrayList<>();
    members()
        .forEach(
            (name, fields) ->
                trials.add(
                    new Trial(name, "ae", Configs.with(name, fields, standard), budget.of(full))));
    return trials;
  }

  @Override
  public Table table(Bench bench) {
    List<Row> rows = new ArrayList<>();
    for (String member : members().keySet()) {
      Trained trained = bench.train(member);
      double error = bench.figure(member + " error", () -> squaredError(trained));
      double active = bench.figure(member + " active", () -> activeShare(trained));
      double probe = bench.figure(member + " probe", () -> probeAccuracy(trained));
      double nearest = bench.figure(member + " nearest", () -> nearestAccuracy(trained));
      rows.add(Row.trained(member, "test squared error", error, 3, null));
      rows.add(Row.trained(member, "active units in %", 100 * active, 1, null));
      rows.add(Row.trained(member, "linear probe accuracy in %", 100 * probe, 2, null));
      rows.add(Row.trained(member, "1-NN accuracy in %", 100 * nearest, 2, null));
    }
    return new Table(
        rows,
        List.of(
            "MNIST, 60,000 training and 10,000 test images; numbers after names are units of the"
                + " code; cross-entropy, Adam at 0.001, batches of 128",
            "squared error: summed over the 784 pixels of undamaged images; a unit is active above"
                + " a tenth of its code's largest magnitude",
            "linear probe: logistic regression, C = 1, on the codes of the first 2,000 training"
                + " images; 1-NN among the first 10,000; both on all test images"));
  }

  private static double squaredError(Trained trained) {
    Dataset test = trained.data().test();
    float[] images = test.floats(0, test.count());
    try (Autoencoder model = trained.autoencoder()) {
      float[] again = model.reconstruct(images);
      double sum = 0;
      for (int i = 0; i < images.length; i++) {
        double difference = (double) images[i] - again[i];
        sum += difference * difference;
      }
      return sum / test.count();
    }
  }

  private static double activeShare(Trained trained) {
    Features codes = codes(trained, trained.data().test(), trained.data().test().count());
    long active = 0;
    for (int row = 0; row < codes.count(); row++) {
      float largest = 0;
      for (int unit = 0; unit < codes.depth(); unit++) {
        largest = Math.max(largest, Math.abs(codes.values()[row * codes.depth() + unit]));
      }
      for (int unit = 0; unit < codes.depth(); unit++) {
        float size = Math.abs(codes.values()[row * codes.depth() + unit]);
        active += size > ACTIVE * largest ? 1 : 0;
      }
    }
    return (double) active / codes.values().length;
  }

  private static double probeAccuracy(Trained trained) {
    return SoftmaxProbe.fit(codes(trained, trained.data().train(), PROBED), 1)
        .accuracy(codes(trained, trained.data().test(), trained.data().test().count()));
  }

  private static double nearestAccuracy(Trained trained) {
    return new NearestNeighbours(codes(trained, trained.data().train(), SEARCHED))
        .accuracy(codes(trained, trained.data().test(), trained.data().test().count()), 1);
  }

  private static Features codes(Trained trained, Dataset data, int count) {
    try (Autoencoder model = trained.autoencoder()) {
      int depth = Math.toIntExact(model.latent().elements());
      int[] labels = IntStream.range(0, count).map(data::label).toArray();
      return new Features(model.encode(data.floats(0, count)), depth, labels);
    }
  }
}
