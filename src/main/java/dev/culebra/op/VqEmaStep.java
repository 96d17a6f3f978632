package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of a codebook that follows its vectors by moving averages (van den Oord et al. 2017,
 * appendix A.1, with Sonnet's smoothing of the counts), each head by itself:
 *
 * <pre>
 * count(k) ← decay·count(k) + (1 − decay)·(vectors that chose k)
 * sum(k)   ← decay·sum(k)   + (1 − decay)·Σ vectors that chose k
 * n        = Σ count
 * code(k)  ← sum(k) / ((count(k) + epsilon)/(n + K·epsilon)·n)
 * </pre>
 *
 * <p>A head whose counts are all 0 keeps its codes. Inputs: codebook and sums {@code [K,D]} or
 * {@code [H,K,D]}, with counts {@code [K]} or {@code [H,K]} between them; counts and sums of the
 * batch, of the same types, as {@link VqAssign} gives them; finite, an f32 scalar: if it is 0
 * everything stays as it was. Outputs: codebook, counts, sums.
 *
 * @param decay weight of the old averages, in [0, 1]
 * @param epsilon added to each count, so that no code is divided by 0
 */
public record VqEmaStep(double decay, double epsilon) implements Op {
  /** Next codebook, counts and sums. */
  public static List<Result> of(
      VqEmaStep op,
      Value codebook,
      Value counts,
      Value sums,
      Value batchCounts,
      Value batchSums,
      Value finite) {
    return Node.record(op, codebook, counts, sums, batchCounts, batchSums, finite).outputs();
  }

  @Override
  public String name() {
    return "vq_ema_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 6);
    VqSizes.checkCodebook(this, inputs);
    VqSizes.checkStatistics(this, inputs, 1);
    VqSizes.checkStatistics(this, inputs, 3);
    Rule.flag(this, inputs, 5);
    return inputs.subList(0, 3);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[6];
  }

  /** The type of one count per code of a codebook. */
  public static TensorType counts(TensorType codebook) {
    Shape shape = codebook.shape();
    return codebook.withShape(shape.range(0, shape.rank() - 1));
  }
}
