package dev.culebra.bench;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.plan.PlanOptions;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A program of a few operations: inputs, how they are filled, and what is made of them.
 *
 * @param arguments its inputs
 * @param program records it on values in the arguments' order
 * @param tolerance the family of its loosest operation
 * @param terms how many terms the longest sum has
 * @param byRow whether the first rows of the outputs depend on the first rows of the batched inputs
 *     alone, so that they can be checked without computing the rest on the reference
 * @param planned what the planner may do
 */
public record Kernel(
    List<Argument> arguments,
    Function<List<Input>, Graph> program,
    Tolerance tolerance,
    long terms,
    boolean byRow,
    PlanOptions planned) {
  /**
   * An input.
   *
   * @param kind a feed for what changes with every call, a state for weights
   * @param fill draws one element
   */
  public record Argument(
      Input.Kind kind, TensorType type, ToDoubleFunction<RandomGenerator> fill) {}

  static Kernel of(Function<List<Input>, Graph> program, Tolerance tolerance) {
    return new Kernel(List.of(), program, tolerance, 1, false, PlanOptions.FULL);
  }

  /** A program that only has outputs. */
  static Kernel outputs(Function<List<Input>, List<? extends Value>> program, Tolerance tolerance) {
    return of(inputs -> Graph.of(program.apply(inputs).toArray(Value[]::new)), tolerance);
  }

  /** With one more float32 feed of normal numbers. */
  Kernel feed(int... sizes) {
    return with(Input.Kind.FEED, RandomGenerator::nextGaussian, TensorType.f32(sizes));
  }

  /** With one more float32 state of small numbers, as weights are. */
  Kernel weight(int... sizes) {
    return with(Input.Kind.STATE, random -> 0.1 * random.nextGaussian(), TensorType.f32(sizes));
  }

  Kernel with(Input.Kind kind, ToDoubleFunction<RandomGenerator> fill, TensorType type) {
    List<Argument> more = new ArrayList<>(arguments);
    more.add(new Argument(kind, type, fill));
    return new Kernel(List.copyOf(more), program, tolerance, terms, byRow, planned);
  }

  Kernel terms(long count) {
    return new Kernel(arguments, program, tolerance, count, byRow, planned);
  }

  Kernel rows() {
    return new Kernel(arguments, program, tolerance, terms, true, planned);
  }

  /** With each operation by itself. */
  Kernel unfused() {
    return new Kernel(arguments, program, tolerance, terms, byRow, PlanOptions.UNFUSED);
  }
}
