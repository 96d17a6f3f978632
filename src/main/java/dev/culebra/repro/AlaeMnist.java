package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.eval.Features;
import dev.culebra.eval.LinearSvm;
import dev.culebra.eval.NearestNeighbours;
import dev.culebra.model.Alae;
import dev.culebra.model.Autoencoder;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Pidhorskyi, Adjeroh and Doretto 2020, section 5.1: what MNIST's codes tell simple classifiers.
 */
final class AlaeMnist implements Recipe {
  private static final String TRIAL = "alae";
  private static final double COST = 0.1;

  @Override
  public String name() {
    return "alae-mnist";
  }

  @Override
  public String paper() {
    return "Pidhorskyi, Adjeroh & Doretto 2020: Adversarial latent autoencoders";
  }

  @Override
  public String prints() {
    return "accuracy of nearest neighbours and of a linear SVM on codes of MNIST";
  }

  @Override
  public String scaling() {
    return "epochs, 600 in full";
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
                128,
                "epochs",
                600,
                "learningRate",
                0.002,
                "beta1",
                0.0,
                "beta2",
                0.99,
                "ema",
                0.9912));
    Alae.Config config = Alae.Config.standard(Shape.of(28, 28, 1));
    return List.of(new Trial(TRIAL, "alae", config, budget.of(full)));
  }

  @Override
  public Table table(Bench bench) {
    Trained trained = bench.train(TRIAL);
    double nearest =
        bench.figure(
            "nearest neighbour",
            () ->
                accuracy(trained, (Codes c) -> new NearestNeighbours(c.train).accuracy(c.test, 1)));
    double svm =
        bench.figure(
            "linear svm",
            () -> accuracy(trained, (Codes c) -> LinearSvm.fit(c.train, COST).accuracy(c.test)));
    double error = bench.figure("squared error", () -> trained.evaluation().total());
    return new Table(
        List.of(
            Row.trained("nearest neighbour on E(x)", "test accuracy in %", 100 * nearest, 2, null),
            Row.trained("linear SVM on E(x), C = 0.1", "test accuracy in %", 100 * svm, 2, null),
            Row.trained(
                "reconstruction", "test squared error per pixel in [-1,1]", error, 4, null)),
        List.of(
            "MNIST, 60,000 training and 10,000 test images, codes of 50 numbers; the paper's own"
                + " accuracies could not be read again and are left out",
            "reciprocity moves E and G as the paper says; the authors' code moves F along, and its"
                + " updates share moments"));
  }

  private record Codes(Features train, Features test) {}

  private static double accuracy(Trained trained, ToDoubleFunction<Codes> classifier) {
    try (Autoencoder model = trained.autoencoder()) {
      return classifier.applyAsDouble(
          new Codes(
              features(model, trained.data().train()), features(model, trained.data().test())));
    }
  }

  private static Features features(Autoencoder model, Dataset data) {
    int[] labels = IntStream.range(0, data.count()).map(data::label).toArray();
    int depth = Math.toIntExact(model.latent().elements());
    return new Features(model.encode(data.floats(0, data.count())), depth, labels);
  }
}
