package dev.culebra.nn;

import dev.culebra.op.StopGradient;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual quantization (Lee et al. 2022; Zeghidour et al. 2021): each stage quantizes what the
 * stages before left over. The gradient passes straight through once, around all of them.
 */
public final class ResidualQuantizer extends Module {
  private final List<VectorQuantizer> stages = new ArrayList<>();

  /**
   * What came of a batch.
   *
   * @param output sum of the stages' codes, with the gradient passed straight through
   * @param loss {@code [N]}: the stages' losses added up
   * @param stages what came of each
   */
  public record Quantized(Tensor output, Tensor loss, List<VectorQuantizer.Quantized> stages) {
    public Quantized {
      stages = List.copyOf(stages);
    }

    /** The code numbers of each stage, as {@link ResidualQuantizer#decode} takes them. */
    public List<Tensor> indices() {
      return stages.stream().map(VectorQuantizer.Quantized::index).toList();
    }
  }

  /**
   * @param path name of the layer in the model; stages are {@code path.layers.0} and following
   * @param count how many stages
   * @param codes of each
   * @param depth length of the vectors
   * @throws IllegalArgumentException if there is no stage, or for directions, which leave nothing
   *     over
   */
  public ResidualQuantizer(
      String path, int count, int codes, int depth, VectorQuantizer.Options options) {
    if (count < 1 || options.cosine()) {
      throw new IllegalArgumentException(
          "[residual_quantizer] stages " + count + ", cosine " + options.cosine());
    }
    for (int stage = 0; stage < count; stage++) {
      stages.add(part(new VectorQuantizer(path + ".layers." + stage, codes, depth, options)));
    }
  }

  /** Quantizes {@code [N,…,D]}; see {@link VectorQuantizer#apply}. */
  public Quantized apply(Tensor input, Rng rng) {
    List<VectorQuantizer.Quantized> found = new ArrayList<>();
    Tensor rest = input;
    Tensor total = null;
    Tensor loss = null;
    for (VectorQuantizer stage : stages) {
      VectorQuantizer.Quantized quantized = stage.apply(rest, rng);
      found.add(quantized);
      Tensor code = Tensor.apply(new StopGradient(), quantized.codes());
      rest = rest.subtract(code);
      total = total == null ? code : total.add(code);
      loss = loss == null ? quantized.loss() : loss.add(quantized.loss());
    }
    return new Quantized(Tensor.apply(VectorQuantizer::straightThrough, input, total), loss, found);
  }

  /** The sum of the codes of the first stages, as many as numbers are given. */
  public Tensor decode(List<Tensor> indices) {
    Tensor total = stages.get(0).decode(indices.get(0));
    for (int stage = 1; stage < indices.size(); stage++) {
      total = total.add(stages.get(stage).decode(indices.get(stage)));
    }
    return total;
  }
}
