package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link VqNearest} together with what a codebook needs to follow its vectors (van den Oord et al.
 * 2017, appendix A.1; Lloyd's assignment step). Inputs: vectors {@code [N,H·D]}, codebook {@code
 * [K,D]} or {@code [H,K,D]}. Outputs: number and squared distance as of {@link VqNearest}; how many
 * vectors chose each code, {@code [K]} or {@code [H,K]}; their sum, of the codebook's type, each
 * code's vectors added in rising order.
 *
 * @param cosine whether directions are compared, not places
 */
public record VqAssign(boolean cosine) implements Op {
  /** Number, squared distance, counts, sums. */
  public static List<Result> of(Value vectors, Value codebook, boolean cosine) {
    return Node.record(new VqAssign(cosine), vectors, codebook).outputs();
  }

  @Override
  public String name() {
    return "vq_assign";
  }

  @Override
  public boolean hasPrecision() {
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    List<TensorType> nearest = VqSizes.nearest(this, inputs);
    TensorType codebook = inputs.get(1);
    return List.of(nearest.get(0), nearest.get(1), VqEmaStep.counts(codebook), codebook);
  }

  /** Of distances and sums, with the numbers held; counts are steps. */
  @Override
  public Value[] gradient(Backward backward) {
    Value[] found = VqNearest.ofDistance(backward, cosine);
    Value ofSums = backward.gradients()[3];
    if (ofSums != null) {
      Shape shape = backward.input(0).shape();
      Value ofVectors = Reshape.of(Embedding.of(ofSums, backward.output(0)), shape);
      found[0] = found[0] == null ? ofVectors : Add.of(found[0], ofVectors);
    }
    return found;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value codebook = inputs.get(1);
    List<Value> all = new ArrayList<>(VqNearest.of(inputs.get(0), codebook, cosine));
    Value index = all.get(0);
    Shape shape = codebook.shape();
    Value rows = Reshape.of(inputs.get(0), index.shape().append(shape.size(-1)));
    all.add(Histogram.of(index, shape.size(-2)));
    all.add(EmbeddingGradient.of(rows, index, shape));
    return all;
  }
}
