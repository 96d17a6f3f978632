package dev.culebra.kernel;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of operands where one operation updates many tensors, each on its own: kind by kind
 * (all parameters, then all gradients, ...), then what all of them share. Outputs too go kind by
 * kind; each is the next value of an input, whose place it may take.
 *
 * @param signature of the operation
 * @param kinds inputs that each tensor has
 * @param old for each output of a tensor, the kind of the input whose next value it is
 */
public record ManyTensors(Signature signature, int kinds, int... old) {
  /** A step of an optimizer: parameters, gradients, moments; all but the gradients are updated. */
  public static ManyTensors step(Signature signature, int moments) {
    int[] old = IntStream.rangeClosed(0, moments).map(kind -> kind == 0 ? 0 : kind + 1).toArray();
    return new ManyTensors(signature, moments + 2, old);
  }

  public int count() {
    return signature.outputs().size() / old.length;
  }

  /** One type for each tensor, which all its kinds have. */
  public List<TensorType> types() {
    return signature.inputs().subList(0, count());
  }

  /** Whether all tensors are f32. */
  public boolean isSingle() {
    return types().stream().allMatch(type -> type.dtype() == DType.F32);
  }

  /** The input whose next value an output is. */
  public int previous(int output) {
    return old[output / count()] * count() + output % count();
  }

  /** The operands of one tensor, as if the operation were applied to it alone. */
  public Operands one(int tensor, Operands operands) {
    List<MemorySegment> inputs = operands.inputs();
    return new Operands(
        IntStream.concat(
                IntStream.range(0, kinds).map(kind -> kind * count() + tensor),
                IntStream.range(kinds * count(), inputs.size()))
            .mapToObj(inputs::get)
            .toList(),
        IntStream.range(0, old.length)
            .mapToObj(kind -> operands.output(kind * count() + tensor))
            .toList(),
        operands.workspace(),
        operands.workers());
  }
}
