package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The kernels of {@code cuda-kernels/elementwise.cuh}: two or three operands under broadcasting.
 */
final class ElementwiseCuda {
  private static final List<String> OPERANDS = List.of("first", "second", "third");

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("first"),
          ADDRESS.withName("second"),
          ADDRESS.withName("third"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          Axes.field("sizes"),
          Axes.field("first_strides"),
          Axes.field("second_strides"),
          Axes.field("third_strides"),
          JAVA_FLOAT.withName("a"),
          JAVA_FLOAT.withName("b"),
          JAVA_INT.withName("axes"));

  private ElementwiseCuda() {}

  /** A function of two floats. */
  static Choice binary(Signature signature, String function, double... attributes) {
    return single(signature, "binary", "binary_" + function, attributes);
  }

  /** A function of two numbers of any type that is not only a reference's. */
  static Choice ofNumbers(Signature signature, String function) {
    DType dtype = signature.input(0).dtype();
    if (dtype == DType.F32) {
      return binary(signature, function);
    }
    return isWhole(dtype)
        ? kernel(signature, "binary", "binary_" + function + "_" + dtype.label())
        : Choice.refuse(dtype.label() + " is for the reference");
  }

  /** A function of three floats. */
  static Choice ternary(Signature signature, String function, double... attributes) {
    return single(signature, "ternary", "ternary_" + function, attributes);
  }

  /**
   * A relation: 0 equal, 1 not equal, 2 less, 3 less or equal.
   *
   * @param swapped whether it holds between the second operand and the first
   */
  static Choice compare(Signature signature, int relation, boolean swapped) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32 && !isWhole(dtype)) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    List<Integer> order = swapped ? List.of(1, 0) : List.of(0, 1);
    return kernel(signature, "binary", "compare_" + dtype.label(), order, relation);
  }

  private static boolean isWhole(DType dtype) {
    return dtype == DType.I32 || dtype == DType.I64 || dtype == DType.U8;
  }

  private static Choice single(
      Signature signature, String image, String name, double... attributes) {
    DType dtype = signature.output(0).dtype();
    return dtype == DType.F32
        ? kernel(signature, image, name, attributes)
        : Choice.refuse(dtype.label() + " is for the reference");
  }

  /** A kernel whose operands are the inputs. */
  static Choice kernel(Signature signature, String image, String name, double... attributes) {
    List<Integer> order = IntStream.range(0, signature.inputs().size()).boxed().toList();
    return kernel(signature, image, name, order, attributes);
  }

  /**
   * @param order the input that each operand is
   */
  private static Choice kernel(
      Signature signature, String image, String name, List<Integer> order, double... attributes) {
    Shape shape = signature.output(0).shape();
    List<Shape> shapes = order.stream().map(input -> signature.input(input).shape()).toList();
    Axes axes =
        Axes.of(
            shape, shapes.stream().map(own -> Axes.stretched(own, shape)).toArray(long[][]::new));
    if (!axes.fit()) {
      return Choice.refuse("shapes that broadcast over more than " + Axes.MOST + " axes");
    }
    long count = shape.elements();
    float a = attributes.length > 0 ? (float) attributes[0] : 0;
    float b = attributes.length > 1 ? (float) attributes[1] : 0;
    CudaKernel kernel =
        new CudaKernel(
            image,
            name,
            BLOCK,
            count,
            (output, input) -> signature.input(input).equals(signature.output(output)),
            (block, operands) -> {
              fill(block, operands, axes, order);
              block.set("count", count).set("a", a).set("b", b);
            });
    return new CudaElementwise(kernel, order, shapes, a, b);
  }

  private static void fill(Block block, Operands operands, Axes axes, List<Integer> order) {
    for (int operand = 0; operand < OPERANDS.size(); operand++) {
      // A kernel that has fewer operands never uses the others.
      int given = Math.min(operand, order.size() - 1);
      MemorySegment memory = operands.input(order.get(given));
      block.set(OPERANDS.get(operand), memory);
      axes.setStrides(block, OPERANDS.get(operand) + "_strides", given);
    }
    axes.setSizes(block, "sizes");
    block.set("output", operands.output(0)).set("axes", axes.dense() ? 0 : axes.sizes().size());
  }

  /** Several kernels after one another, each of which writes an output; none in place. */
  static Choice several(List<Choice> parts) {
    for (Choice part : parts) {
      if (part instanceof Choice.Refusal refusal) {
        return refusal;
      }
    }
    return new CudaSequence(parts.stream().map(Kernel.class::cast).toList());
  }
}
