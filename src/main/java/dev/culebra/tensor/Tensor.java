package dev.culebra.tensor;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Concat;
import dev.culebra.op.Divide;
import dev.culebra.op.Exp;
import dev.culebra.op.Log;
import dev.culebra.op.MatMul;
import dev.culebra.op.Mean;
import dev.culebra.op.Multiply;
import dev.culebra.op.Reshape;
import dev.culebra.op.Slice;
import dev.culebra.op.Square;
import dev.culebra.op.StopGradient;
import dev.culebra.op.Subtract;
import dev.culebra.op.Sum;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A handle to a tensor with fluent operations. While a program is traced the handle stands for a
 * recorded value; outside it holds data, and operations run at once.
 *
 * <p>Immutable. Data that a handle holds lives as long as the handle.
 */
public final class Tensor {
  private final TensorType type;
  private final Value value;
  private final MemorySegment data;

  private Tensor(TensorType type, Value value, MemorySegment data) {
    this.type = type;
    this.value = value;
    this.data = data;
  }

  /** A handle to a recorded value. */
  public static Tensor of(Value value) {
    return new Tensor(value.type(), value, null);
  }

  /**
   * A float32 tensor with a copy of the given elements, row-major.
   *
   * @throws IllegalArgumentException if their number does not fill the shape
   */
  public static Tensor of(Shape shape, float... elements) {
    if (elements.length != shape.elements()) {
      throw new IllegalArgumentException(
          "[tensor] " + elements.length + " elements do not fill " + shape);
    }
    MemorySegment data = Arena.ofAuto().allocate(4L * elements.length, 64);
    MemorySegment.copy(elements, 0, data, ValueLayout.JAVA_FLOAT, 0, elements.length);
    return new Tensor(new TensorType(DType.F32, shape), null, data);
  }

  /** A float32 scalar. */
  public static Tensor scalar(float element) {
    return of(Shape.SCALAR, element);
  }

  /** A tensor over existing memory, which is not copied and must outlive the handle. */
  public static Tensor over(TensorType type, MemorySegment data) {
    if (data.byteSize() != type.bytes()) {
      throw new IllegalArgumentException(
          "[tensor] " + data.byteSize() + " bytes given; " + type + " needs " + type.bytes());
    }
    return new Tensor(type, null, data);
  }

  /**
   * Applies a function of recorded values: recorded if an argument is being traced, run at once if
   * all hold data.
   */
  public static Tensor apply(Function<Value[], Value> function, Tensor... arguments) {
    return applyAll(values -> List.of(function.apply(values)), arguments).getFirst();
  }

  /** As {@link #apply(Function, Tensor...)} for a function with several results. */
  public static List<Tensor> applyAll(
      Function<Value[], List<Value>> function, Tensor... arguments) {
    if (Arrays.stream(arguments).noneMatch(Tensor::isTraced)) {
      return Immediate.run(function, arguments);
    }
    Value[] values = Arrays.stream(arguments).map(Tensor::value).toArray(Value[]::new);
    return function.apply(values).stream().map(Tensor::of).toList();
  }

  /** Applies an operation and returns its first output. */
  public static Tensor apply(Op op, Tensor... arguments) {
    return apply(values -> Node.apply(op, values), arguments);
  }

  /** As {@link #apply(Op, Tensor...)} for an operation with several outputs: all of them. */
  public static List<Tensor> record(Op op, List<Tensor> arguments) {
    return applyAll(
        values -> List.copyOf(Node.record(op, values).outputs()), arguments.toArray(Tensor[]::new));
  }

  /**
   * Gradients of a traced scalar in traced tensors, recorded like everything else.
   *
   * @throws dev.culebra.ir.OpException if {@code loss} is not a floating-point scalar
   */
  public static List<Tensor> gradients(Tensor loss, List<Tensor> targets) {
    return Gradients.of(loss.value(), targets.stream().map(Tensor::value).toList()).stream()
        .map(Tensor::of)
        .toList();
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  /** Size of an axis; negative axes count from the end. */
  public int size(int axis) {
    return type.shape().size(axis);
  }

  /** Whether this stands for a recorded value, which has no elements to read yet. */
  public boolean isTraced() {
    return value != null;
  }

  /** The recorded value; a tensor that holds data becomes a constant of the program. */
  public Value value() {
    return isTraced() ? value : Input.constant("constant", type, data);
  }

  /**
   * The bytes, dense and row-major.
   *
   * @throws IllegalStateException while tracing
   */
  public MemorySegment data() {
    if (isTraced()) {
      throw new IllegalStateException(
          "[tensor] "
              + type
              + " has no elements yet: its program is being traced; return it as an"
              + " output and read that after a run");
    }
    return data;
  }

  /**
   * A copy of the elements of a float32 tensor.
   *
   * @throws IllegalStateException while tracing
   */
  public float[] toFloats() {
    return data().toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Applies a function of one value, for example {@code map(Tanh::of)}. */
  public Tensor map(UnaryOperator<Value> function) {
    return apply(values -> function.apply(values[0]), this);
  }

  public Tensor square() {
    return map(Square::of);
  }

  public Tensor exp() {
    return map(Exp::of);
  }

  public Tensor log() {
    return map(Log::of);
  }

  /** The same numbers, which gradients do not pass. */
  public Tensor stopGradient() {
    return map(StopGradient::of);
  }

  /** The part from {@code start} to before {@code stop} along an axis. */
  public Tensor slice(int axis, int start, int stop) {
    return map(value -> Slice.along(value, axis, start, stop));
  }

  /** Tensors one after the other along an axis. */
  public static Tensor concat(int axis, Tensor... parts) {
    return apply(values -> Concat.of(axis, List.of(values)), parts);
  }

  public Tensor add(Tensor other) {
    return apply(new Add(), this, other);
  }

  public Tensor subtract(Tensor other) {
    return apply(new Subtract(), this, other);
  }

  public Tensor divide(Tensor other) {
    return apply(new Divide(), this, other);
  }

  /** {@code scale·this + shift} with constants. */
  public Tensor affine(double scale, double shift) {
    return apply(new Affine(scale, shift), this);
  }

  public Tensor multiply(Tensor other) {
    return apply(new Multiply(), this, other);
  }

  /** Matrix product over the last two axes. */
  public Tensor matmul(Tensor other) {
    return apply(new MatMul(false, false), this, other);
  }

  public Tensor reshape(int... sizes) {
    return apply(values -> Reshape.of(values[0], Shape.of(sizes)), this);
  }

  public Tensor broadcast(int... sizes) {
    return apply(values -> Broadcast.of(values[0], Shape.of(sizes)), this);
  }

  /** Sum over axes, which keep size 1. */
  public Tensor sum(Integer... axes) {
    return apply(values -> Sum.of(values[0], List.of(axes)), this);
  }

  /** Mean over axes, which keep size 1. */
  public Tensor mean(Integer... axes) {
    return map(value -> Mean.of(value, List.of(axes)));
  }

  /** Sum over everything, as a scalar. */
  public Tensor sumAll() {
    return apply(values -> Sum.all(values[0]), this);
  }

  /** Sum over all axes but the first: {@code [N,...] -> [N]}. */
  public Tensor sumPerSample() {
    return apply(values -> Sum.perSample(values[0]), this);
  }

  /** Mean over everything, as a scalar. */
  public Tensor meanAll() {
    return sumAll().affine(1.0 / type.elements(), 0);
  }

  @Override
  public String toString() {
    return isTraced() ? "traced " + type : type.toString();
  }
}
