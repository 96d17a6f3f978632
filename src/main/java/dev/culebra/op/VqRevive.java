package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Gives codes that hardly any vector chooses a new place: where the moving count is below a
 * threshold, the code becomes a random vector of the batch, its count the threshold and its sum the
 * threshold times the vector (Dhariwal et al. 2020, "random restarts"). Code k of head h takes
 * vector {@code ⌊word·N/2^32⌋} with the Philox word of element {@code offset + h·K + k}: exact on
 * every backend.
 *
 * <p>Inputs: codebook {@code [K,D]} or {@code [H,K,D]}, counts, sums and vectors {@code [N,H·D]} as
 * of {@link VqEmaStep}; the counter {@code i64[3]}; finite, an f32 scalar: if it is 0, or N is,
 * everything stays as it was. Outputs: codebook, counts, sums.
 *
 * @param threshold the least count of a code that is kept
 * @param stream number of the stream, from the name path of the draw
 */
public record VqRevive(float threshold, int stream) implements Op {
  /** Next codebook, counts and sums. */
  public static List<Result> of(
      VqRevive op,
      Value codebook,
      Value counts,
      Value sums,
      Value vectors,
      Value counter,
      Value finite) {
    return Node.record(op, codebook, counts, sums, vectors, counter, finite).outputs();
  }

  /** The vector that a Philox word draws among {@code samples}, at least 1. */
  public static int draw(int word, int samples) {
    return (int) (Integer.toUnsignedLong(word) * samples >>> 32);
  }

  @Override
  public String name() {
    return "vq_revive";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 6);
    VqSizes.check(this, inputs, 3, 0);
    VqSizes.checkStatistics(this, inputs, 1);
    Rule.counter(this, inputs, 4);
    Rule.flag(this, inputs, 5);
    return inputs.subList(0, 3);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[6];
  }
}
