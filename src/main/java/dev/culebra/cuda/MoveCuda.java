package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Concat;
import dev.culebra.op.Fill;
import dev.culebra.op.Select;
import dev.culebra.op.Slice;
import dev.culebra.op.SliceGradient;
import dev.culebra.op.Transpose;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/** {@code cuda-kernels/move.cu}: elements that move without being read as numbers. */
final class MoveCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          Axes.field("sizes"),
          Axes.field("input_strides"),
          Axes.field("output_strides"),
          JAVA_INT.withName("axes"));

  private static final StructLayout FILL =
      Block.struct(
          ADDRESS.withName("output"), JAVA_LONG.withName("count"), JAVA_LONG.withName("bits"));

  private MoveCuda() {}

  static Choice broadcast(Broadcast op, Signature signature) {
    long[] source = Axes.stretched(signature.input(0).shape(), op.shape());
    return move(signature, 0, op.shape(), source, 0, op.shape().strides(), 0);
  }

  static Choice transpose(Transpose op, Signature signature) {
    long[] strides = signature.input(0).shape().strides();
    long[] source = op.permutation().stream().mapToLong(axis -> strides[axis]).toArray();
    Shape shape = signature.output(0).shape();
    return move(signature, 0, shape, source, 0, shape.strides(), 0);
  }

  /** Transposes a matrix of float32, for kernels that go on with it. */
  static Call transpose(int rows, int columns, MemorySegment from, MemorySegment to) {
    Transpose op = new Transpose(List.of(1, 0));
    TensorType matrix = TensorType.f32(rows, columns);
    Kernel kernel = (Kernel) transpose(op, Signature.of(op, List.of(matrix)));
    return kernel.bind(new Operands(List.of(from), List.of(to), null, null));
  }

  static Choice slice(Slice op, Signature signature) {
    Shape whole = signature.input(0).shape();
    Shape part = signature.output(0).shape();
    return move(signature, 0, part, strides(op, whole), start(op, whole), part.strides(), 0);
  }

  static Choice sliceGradient(SliceGradient op, Signature signature) {
    Shape part = signature.input(0).shape();
    Choice back =
        move(
            signature,
            0,
            part,
            part.strides(),
            0,
            strides(op.slice(), op.shape()),
            start(op.slice(), op.shape()));
    return ElementwiseCuda.several(List.of(fill(signature.output(0), 0), back));
  }

  private static long[] strides(Slice slice, Shape whole) {
    long[] strides = whole.strides();
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] *= slice.steps().get(axis);
    }
    return strides;
  }

  private static long start(Slice slice, Shape whole) {
    long[] strides = whole.strides();
    long start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += slice.starts().get(axis) * strides[axis];
    }
    return start;
  }

  static Choice concat(Concat op, Signature signature) {
    long[] strides = signature.output(0).shape().strides();
    List<Choice> parts = new ArrayList<>();
    long start = 0;
    for (int input = 0; input < signature.inputs().size(); input++) {
      Shape shape = signature.input(input).shape();
      parts.add(move(signature, input, shape, shape.strides(), 0, strides, start));
      start += shape.size(op.axis()) * strides[op.axis()];
    }
    return ElementwiseCuda.several(parts);
  }

  /** The first input's bytes. */
  static Choice copy(Signature signature) {
    Shape shape = signature.output(0).shape();
    return move(signature, 0, shape, shape.strides(), 0, shape.strides(), 0);
  }

  static Choice select(Select op, Signature signature) {
    int bytes = signature.output(0).dtype().bytes();
    return ElementwiseCuda.kernel(signature, "move", "select_" + bytes);
  }

  static Choice fill(Fill op, Signature signature) {
    return fill(signature.output(0), bits(op.type().dtype(), op.number()));
  }

  /** The number as the type has it, in the low bytes. */
  private static long bits(DType dtype, double number) {
    return switch (dtype) {
      case F32 -> Float.floatToRawIntBits((float) number);
      case F64 -> Double.doubleToRawLongBits(number);
      case BF16 -> Float.floatToRawIntBits((float) number) >>> Short.SIZE;
      case I32, U8 -> (int) number;
      case I64 -> (long) number;
    };
  }

  /** Every element of the first output the same. */
  static Kernel fill(TensorType type, long bits) {
    long count = type.elements();
    return new CudaKernel(
        "move",
        "fill_" + type.dtype().bytes(),
        FILL,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block.set("output", operands.output(0)).set("count", count).set("bits", bits));
  }

  /**
   * Elements of an input to the first output.
   *
   * @param shape of what is moved
   * @param from strides in the input
   * @param start where the first element lies in it
   * @param to strides in the output
   * @param begin where the first element goes in it
   */
  private static Choice move(
      Signature signature, int input, Shape shape, long[] from, long start, long[] to, long begin) {
    Axes axes = Axes.of(shape, from, to);
    if (!axes.fit()) {
      return Choice.refuse("moves over more than " + Axes.MOST + " axes");
    }
    int bytes = signature.output(0).dtype().bytes();
    long count = shape.elements();
    return new CudaKernel(
        "move",
        "move_" + bytes,
        BLOCK,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) -> {
          MemorySegment source = operands.input(input);
          MemorySegment target = operands.output(0);
          axes.setSizes(block, "sizes");
          axes.setStrides(block, "input_strides", 0);
          axes.setStrides(block, "output_strides", 1);
          block
              .set("input", source.asSlice(start * bytes))
              .set("output", target.asSlice(begin * bytes))
              .set("count", count)
              .set("axes", axes.sizes().size());
        });
  }
}
