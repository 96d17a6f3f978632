package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import java.util.List;

/**
 * Every element of every input (any number of f32 tensors) within ±limit, as {@code
 * torch.nn.utils.clip_grad_value_}; NaN stays NaN. Outputs have the inputs' types. For gradients
 * only: it has no gradient itself; {@link Clip} has.
 *
 * @param limit the largest magnitude, above 0
 */
public record ClipValues(double limit) implements EachTensor {
  public ClipValues {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("[clip_values] limit " + limit + " is not above 0");
    }
  }

  /** The inputs within ±limit, in their order. */
  public static List<Value> of(List<? extends Value> values, double limit) {
    Value[] inputs = values.toArray(Value[]::new);
    return List.copyOf(Node.record(new ClipValues(limit), inputs).outputs());
  }

  @Override
  public String name() {
    return "clip_values";
  }
}
