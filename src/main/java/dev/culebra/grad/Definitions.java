package dev.culebra.grad;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.op.Reshape;
import java.util.ArrayList;
import java.util.List;

/** Unfused definitions: written ones, and those of fused gradients, which are derived. */
public final class Definitions {
  private Definitions() {}

  /**
   * The outputs of an operation in terms of simpler operations.
   *
   * @return null if the operation is primitive
   */
  public static List<Value> of(Op op, List<Value> inputs) {
    if (!(op instanceof GradientOp gradient)) {
      return op.unfused(inputs);
    }
    int forwardInputs = gradient.forwardInputs();
    int seeds = gradient.seeds();
    List<Value> given = apart(inputs.subList(0, forwardInputs));
    List<Value> outputs = of(gradient.forward(), given);
    List<Value> arrived =
        inputs.subList(
            forwardInputs + gradient.forwardOutputs(),
            forwardInputs + gradient.forwardOutputs() + seeds);
    List<Value> floating =
        given.stream().filter(value -> value.type().dtype().isFloating()).toList();
    return Gradients.ofDefinition(outputs.subList(0, seeds), arrived, floating);
  }

  /**
   * A value that occurs twice gets a view the second time, so that each has a gradient of its own.
   */
  private static List<Value> apart(List<Value> values) {
    List<Value> apart = new ArrayList<>();
    for (Value value : values) {
      apart.add(apart.contains(value) ? Node.apply(new Reshape(value.shape()), value) : value);
    }
    return apart;
  }
}
