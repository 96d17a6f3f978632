package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import java.util.List;

/**
 * Begins to add up each input (any number of f32 tensors) over all devices that run the program
 * together; a device that runs it alone has the sums already. Outputs have the inputs' types, and
 * hold the sums, the same bits on every device, once {@link AllReduceEnd} has waited for them:
 * until then the devices may compute something else. For gradients and statistics: it has no
 * gradient itself.
 */
public record AllReduceStart() implements EachTensor {
  /** The sums, begun and waited for, in the order of the inputs. */
  public static List<Value> sums(List<? extends Value> values) {
    Value[] begun =
        Node.record(new AllReduceStart(), values.toArray(Value[]::new))
            .outputs()
            .toArray(Value[]::new);
    return List.copyOf(Node.record(new AllReduceEnd(), begun).outputs());
  }

  @Override
  public String name() {
    return "all_reduce_start";
  }
}
