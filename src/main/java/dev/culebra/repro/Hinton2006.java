package dev.culebra.repro;

import dev.culebra.eval.Pca;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hinton and Salakhutdinov 2006: MNIST digits in thirty numbers, beside principal components. */
final class Hinton2006 implements Recipe {
  private static final String MEASURE = "test squared error per image, 784 pixels in [0,1]";

  @Override
  public String name() {
    return "hinton2006";
  }

  @Override
  public String paper() {
    return "Hinton & Salakhutdinov 2006: Reducing the dimensionality of data with neural networks";
  }

  @Override
  public String prints() {
    return "squared error on MNIST of PCA beside the published ones";
  }

  @Override
  public String scaling() {
    return "nothing: principal components have no epochs";
  }

  @Override
  public List<Trial> trials(Budget budget) {
    return List.of();
  }

  @Override
  public Table table(Bench bench) {
    List<Row> rows = new ArrayList<>();
    Map<Integer, Published> published = Map.of(30, Published.read("13.87"));
    Pca[] pca = new Pca[1];
    for (int components : new int[] {2, 6, 18, 30}) {
      String method = "PCA, " + components + " components";
      double error =
          bench.figure(
              method,
              () -> {
                if (pca[0] == null) {
                  pca[0] = Pca.fit(bench.data("mnist").train());
                }
                return pca[0].squaredError(bench.data("mnist").test(), components);
              });
      rows.add(Row.fixed(method, MEASURE, error, 3, published.get(components)));
    }
    return new Table(rows, List.of("MNIST, 60,000 training and 10,000 test images"));
  }
}
