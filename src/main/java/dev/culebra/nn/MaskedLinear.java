package dev.culebra.nn;

import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code y = x·(W∘M) + b}: {@code [N,inputs] -> [N,outputs]}, with a fixed mask M by which outputs
 * depend on earlier inputs only. Germain et al. 2015, MADE (arXiv 1502.03509), section 4.1.
 *
 * <p>Every feature has a degree: an input its place in the order, from 1; a hidden unit the last
 * place that it may see; an output the place that it predicts. Files hold PyTorch's {@code
 * weight[outputs,inputs]}, unmasked, and {@code bias[outputs]}.
 */
public final class MaskedLinear extends Module implements Layer {
  /** What an output sees. */
  public enum Kind {
    /** Features of degrees up to its own; for all layers but the last. */
    HIDDEN,
    /** Features of degrees below its own; for the last layer. */
    LAST
  }

  private final Parameter weight;
  private final Parameter bias;
  private final Tensor mask;

  /**
   * @param path name of the layer in the model
   * @param kind what an output sees
   * @param from degree of each input
   * @param to degree of each output
   */
  public MaskedLinear(String path, Kind kind, List<Integer> from, List<Integer> to) {
    int inputs = from.size();
    int outputs = to.size();
    Initializer initializer = Initializer.torchDefault(inputs);
    weight =
        parameter(
            new Parameter(
                path + ".weight",
                TensorType.f32(inputs, outputs),
                FileLayout.permuted(Shape.of(outputs, inputs), 1, 0),
                initializer,
                true));
    bias = parameter(new Parameter(path + ".bias", TensorType.f32(outputs), initializer, true));
    float[] seen = new float[inputs * outputs];
    for (int i = 0; i < seen.length; i++) {
      int source = from.get(i / outputs);
      int target = to.get(i % outputs);
      seen[i] = source < target || kind == Kind.HIDDEN && source == target ? 1 : 0;
    }
    mask = Tensor.of(Shape.of(inputs, outputs), seen);
  }

  /** Degrees of {@code features} inputs in their own order, or of the outputs that predict them. */
  public static List<Integer> order(int features) {
    return IntStream.rangeClosed(1, features).boxed().toList();
  }

  /**
   * Degrees of hidden units, in turn from 1 to one less than there are inputs: nothing predicts
   * from the last one.
   */
  public static List<Integer> hidden(int units, int inputs) {
    int highest = Math.max(1, inputs - 1);
    return IntStream.range(0, units).mapToObj(unit -> unit % highest + 1).toList();
  }

  @Override
  public Tensor apply(Tensor input) {
    return input.matmul(weight.tensor().multiply(mask)).add(bias.tensor());
  }
}
