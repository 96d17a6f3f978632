package dev.culebra.harness;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Signature;
import dev.culebra.kernel.Tolerance;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * One use of an operation, from which every harness makes its test.
 *
 * @param name what is special about it; golden files use the same names
 * @param op the operation
 * @param tolerance the operation's family
 * @param inputs its inputs and how to fill them
 * @param terms how many terms the longest sum has, for the bound of reductions
 * @param smooth whether derivatives exist around random inputs (false for draws and comparisons)
 */
public record Case(
    String name, Op op, Tolerance tolerance, List<Argument> inputs, long terms, boolean smooth) {

  /**
   * An input of a case.
   *
   * @param type its type
   * @param values how it is filled
   */
  public record Argument(TensorType type, Values values) {}

  public static Case of(String name, Op op, Tolerance tolerance) {
    return new Case(name, op, tolerance, List.of(), 1, true);
  }

  /** With one more float32 input, filled from {@link Values#NORMAL}. */
  public Case input(int... sizes) {
    return input(Values.NORMAL, sizes);
  }

  /** With one more float32 input. */
  public Case input(Values values, int... sizes) {
    return argument(values, new TensorType(DType.F32, Shape.of(sizes)));
  }

  /** With one more input of any type. */
  public Case argument(Values values, TensorType type) {
    List<Argument> more = new ArrayList<>(inputs);
    more.add(new Argument(type, values));
    return new Case(name, op, tolerance, List.copyOf(more), terms, smooth);
  }

  public Case terms(long count) {
    return new Case(name, op, tolerance, inputs, Math.max(1, count), smooth);
  }

  /** Excluded from the gradient harness because the function has no derivative to check. */
  public Case notSmooth() {
    return new Case(name, op, tolerance, inputs, terms, false);
  }

  public Signature signature() {
    return Signature.of(op, inputs.stream().map(Argument::type).toList());
  }

  /** The same with float64 in place of float32. */
  public Signature doubleSignature() {
    return Signature.of(
        op,
        inputs.stream()
            .map(
                argument ->
                    argument.type().dtype() == DType.F32
                        ? argument.type().withDtype(DType.F64)
                        : argument.type())
            .toList());
  }

  @Override
  public String toString() {
    return op.name() + " " + name;
  }
}
