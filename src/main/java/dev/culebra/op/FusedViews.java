package dev.culebra.op;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the values of a {@link Fused} lie, for kernels that go through its results element by
 * element. Reshapes, broadcasts and operations that stop gradients compute nothing: they are ways
 * of reading an input or what another member has computed.
 */
public final class FusedViews {
  /**
   * A way of reading a value.
   *
   * @param base number of the value in whose memory it lies
   * @param shape that this memory is seen in
   * @param stretched shape that repeats it as a broadcast does; the same one if nothing repeats
   */
  public record View(int base, Shape shape, Shape stretched) {
    private boolean repeats() {
      return !shape.equals(stretched);
    }
  }

  private final Fused op;
  private final List<TensorType> types;
  private final List<View> views = new ArrayList<>();
  private final String refusal;

  /**
   * @param inputs types of the operation's inputs
   */
  public FusedViews(Fused op, List<TensorType> inputs) {
    this.op = op;
    types = op.types(inputs);
    boolean isSingle = types.size() == op.inputs() + op.members().size();
    for (int number = 0; isSingle && number < types.size(); number++) {
      views.add(number < op.inputs() ? memory(number) : member(number));
    }
    refusal = isSingle ? refuse() : "an operation of several results";
  }

  private View memory(int number) {
    Shape shape = types.get(number).shape();
    return new View(number, shape, shape);
  }

  private View member(int number) {
    Fused.Member member = op.members().get(number - op.inputs());
    return switch (member.op()) {
      case Reshape _, StopGradient _ -> {
        View view = views.get(member.operands().getFirst());
        Shape shape = types.get(number).shape();
        yield view.repeats() ? view : new View(view.base(), shape, shape);
      }
      case Broadcast _ -> read(member.operands().getFirst(), number);
      default -> memory(number);
    };
  }

  private String refuse() {
    long elements = types.get(op.results().getFirst()).elements();
    for (int number = op.inputs(); number < types.size(); number++) {
      TensorType type = types.get(number);
      if (type.dtype() != DType.F32) {
        return type.dtype().label() + "; only f32";
      }
      boolean isWhole = type.elements() == elements;
      if (!isWhole && (isComputed(number) || views.get(number).repeats())) {
        return "results of several sizes";
      }
      if (!isComputed(number) && op.results().contains(number)) {
        return "a view among the results";
      }
    }
    return null;
  }

  /** Why the members cannot be computed together for each element in float32; null if they can. */
  public String refusal() {
    return refusal;
  }

  /** The types of all values: inputs, then results of members. */
  public List<TensorType> types() {
    return types;
  }

  /** Whether a value has memory of its own: an input, or the result of a member that computes. */
  public boolean isComputed(int number) {
    return views.get(number).base() == number;
  }

  /** How a value is read along the elements of another one. */
  public View read(int number, int along) {
    View view = views.get(number);
    return view.repeats() ? view : new View(view.base(), view.shape(), types.get(along).shape());
  }
}
