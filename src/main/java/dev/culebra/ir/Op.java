package dev.culebra.ir;

import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * An operation: an immutable record of its attributes (two equal records compute the same
 * function). Implementations live one per file in {@code op}; kernels are found by the record's
 * class.
 */
public interface Op {
  /** Name in lower snake case, as it appears in messages and tables, for example {@code conv2d}. */
  String name();

  /**
   * The shape rule.
   *
   * @return the types of the outputs, never empty
   * @throws OpException if the inputs do not fit, as {@code [name] fact; fact} with both types
   */
  List<TensorType> infer(List<TensorType> inputs);

  /**
   * The gradient rule: builds the gradients of the inputs from the gradients of the outputs, using
   * operations only, so that it can be differentiated again.
   *
   * @return one entry per input; null where the input has no gradient or none is wanted
   * @throws UnsupportedOperationException if this operation has no rule of its own; {@code grad}
   *     then differentiates {@link #unfused}
   */
  default Value[] gradient(Backward backward) {
    throw new UnsupportedOperationException("[" + name() + "] no gradient rule");
  }

  /**
   * Whether {@link #gradient} is implemented. Operations without gradients return nulls from it.
   */
  default boolean hasGradientRule() {
    return true;
  }

  /**
   * Whether it multiplies matrices, or contains an operation that does: the work whose operands a
   * device may be asked to round.
   */
  default boolean isProduct() {
    return false;
  }

  /**
   * Whether the precision of a device reaches its kernels: products, and searches that may look for
   * candidates by products of rounded operands but settle them exactly, so that results are the
   * same in every precision.
   */
  default boolean hasPrecision() {
    return isProduct();
  }

  /**
   * The definition of a fused operation in terms of simpler ones: oracle, fallback and export.
   *
   * @return the outputs, or null if this operation is primitive
   */
  default List<Value> unfused(List<Value> inputs) {
    return null;
  }
}
