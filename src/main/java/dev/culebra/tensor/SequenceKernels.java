package dev.culebra.tensor;

import dev.culebra.ir.Input;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.op.Conv1d;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose1d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.GruSequence;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.Window1d;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/** Layers over sequences; see {@link Kernels}. */
abstract class SequenceKernels extends KernelCalls {
  /**
   * One-dimensional cross-correlation, channels last: {@code y[n,i,o] = Σ x[n, i·s+k·d−p, c] ·
   * w[k,c,o]}; {@link Window1d#causal} pads so that no output sees what comes later.
   *
   * <p>Shapes: {@code x[N,L,C], w[K,C/groups,O] -> y[N,L',O]} with {@code L' =
   * ⌊(L+left+right−d·(K−1)−1)/s⌋+1}.
   *
   * <pre>{@code
   * float[] sums = new float[3];
   * Kernels.conv1d(Operand.f32(new float[] {1, 2, 3}, 1, 3, 1),
   *     Operand.f32(new float[] {1, 1}, 2, 1, 1), Window1d.causal(2, 1), 1,
   *     Operand.f32(sums, 1, 3, 1));
   * }</pre>
   *
   * @param window stride s, padding p and dilation d
   * @param groups channel groups; divides both channel counts
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void conv1d(
      Operand input, Operand weight, Window1d window, int groups, Operand output) {
    Value needed = Conv1d.of(feed(input), feed(weight), window, groups);
    Op op = new Conv2d(window.plane(), groups);
    runPlane("conv1d", op, input, weight, needed.type(), output);
  }

  /**
   * The adjoint of {@link #conv1d} in its input: {@code ⟨conv1d(x), y⟩ = ⟨x, convTranspose1d(y)⟩}
   * for the same weight, window and groups.
   *
   * <p>Shapes: {@code y[N,L',O], w[K,C/groups,O] -> x[N,L,C]}; L is the output's.
   *
   * <pre>{@code
   * float[] sequence = new float[4];
   * Kernels.convTranspose1d(Operand.f32(new float[] {1, 2}, 1, 2, 1),
   *     Operand.f32(new float[] {10, 1}, 2, 1, 1), Window1d.of(2, 0), 1,
   *     Operand.f32(sequence, 1, 4, 1));
   * }</pre>
   *
   * @param window of the convolution that this is the adjoint of
   * @param groups channel groups
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void convTranspose1d(
      Operand input, Operand weight, Window1d window, int groups, Operand output) {
    Shape shape = output.type().shape();
    int length = shape.rank() == 3 ? shape.size(1) : 0;
    Value needed = ConvTranspose1d.of(feed(input), feed(weight), window, groups, length);
    Op op = new ConvTranspose2d(window.plane(), groups, 1, length);
    runPlane("conv_transpose1d", op, input, weight, needed.type(), output);
  }

  private static Value feed(Operand operand) {
    return Input.feed("operand", operand.type());
  }

  /** Runs a convolution of images of one row, with refusals in the words of sequences. */
  private static void runPlane(
      String name, Op op, Operand input, Operand weight, TensorType needed, Operand output) {
    TensorType type = output.type();
    String types = input.type() + " x " + weight.type() + " -> " + type;
    if (!type.equals(needed)) {
      throw new OpException(name, "output 0 is " + type + "; needs " + needed + ": " + types);
    }
    try {
      run(op, List.of(plane(input, 1), plane(weight, 0)), List.of(plane(output, 1)));
    } catch (OpException failure) {
      String facts = failure.getMessage().replace("[" + op.name() + "] ", "");
      throw new OpException(name, facts.substring(0, facts.lastIndexOf(": ") + 2) + types);
    }
  }

  /** A sequence as an image of one row, or its kernel as one of one row. */
  private static Operand plane(Operand operand, int axis) {
    TensorType type = operand.type();
    Shape shape = type.shape();
    Shape row = shape.range(0, axis).append(1).append(shape.range(axis, 3).sizes());
    return new Operand(type.withShape(row), operand.memory());
  }

  /**
   * Long short-term memory over a whole sequence (Hochreiter and Schmidhuber 1997) in PyTorch's
   * form and gate order i, f, g, o: {@code [i f g o] = x(t)·wx + h(t−1)·wh + bias}, {@code c(t) =
   * σ(f)·c(t−1) + σ(i)·tanh(g)}, {@code h(t) = σ(o)·tanh(c(t))}.
   *
   * <p>Shapes: x {@code [N,L,I]} with L at least 1, wx {@code [I,4H]}, wh {@code [H,4H]}, bias
   * {@code [4H]}, the states {@code [N,H]}, outputs {@code [N,L,H]} (every h).
   *
   * <pre>{@code
   * float[] everyHidden = new float[2];
   * Kernels.lstmSequence(Operand.f32(new float[] {1, 1}, 1, 2, 1),
   *     Operand.f32(new float[] {0, 0, 0, 0}, 1, 4), Operand.f32(new float[] {0, 0, 0, 0}, 1, 4),
   *     Operand.f32(new float[] {0, 0, 0, 0}, 4), Operand.f32(new float[] {0}, 1, 1),
   *     Operand.f32(new float[] {0}, 1, 1), Operand.f32(everyHidden, 1, 2, 1),
   *     Operand.f32(new float[1], 1, 1), Operand.f32(new float[1], 1, 1));
   * }</pre>
   *
   * @param hidden h before the sequence
   * @param cell c before the sequence
   * @param lastHidden h after it
   * @param lastCell c after it
   * @throws OpException if types or memory do not fit
   */
  public static void lstmSequence(
      Operand x,
      Operand inputWeight,
      Operand hiddenWeight,
      Operand bias,
      Operand hidden,
      Operand cell,
      Operand outputs,
      Operand lastHidden,
      Operand lastCell) {
    List<Operand> inputs = List.of(x, inputWeight, hiddenWeight, bias, hidden, cell);
    run(new LstmSequence(), inputs, List.of(outputs, lastHidden, lastCell));
  }

  /**
   * As above for sequences that end earlier: outputs behind an end are 0, and the last states are
   * those of the end.
   *
   * @param lengths {@code i32[N]} from 0 to L
   */
  public static void lstmSequence(
      Operand x,
      Operand inputWeight,
      Operand hiddenWeight,
      Operand bias,
      Operand hidden,
      Operand cell,
      Operand lengths,
      Operand outputs,
      Operand lastHidden,
      Operand lastCell) {
    List<Operand> inputs = List.of(x, inputWeight, hiddenWeight, bias, hidden, cell, lengths);
    run(new LstmSequence(), inputs, List.of(outputs, lastHidden, lastCell));
  }

  /**
   * Gated recurrent unit over a whole sequence (Cho et al. 2014) in PyTorch's form and gate order
   * r, z, n: {@code [a b c] = x(t)·wx + bx}, {@code [u v q] = h(t−1)·wh + bh}, {@code r = σ(a+u)},
   * {@code z = σ(b+v)}, {@code n = tanh(c + r·q)}, {@code h(t) = (1−z)·n + z·h(t−1)}.
   *
   * <p>Shapes: x {@code [N,L,I]} with L at least 1, wx {@code [I,3H]}, wh {@code [H,3H]}, the
   * biases {@code [3H]}, the states {@code [N,H]}, outputs {@code [N,L,H]} (every h).
   *
   * <pre>{@code
   * float[] halved = new float[2];
   * Kernels.gruSequence(Operand.f32(new float[] {1, 1}, 1, 2, 1),
   *     Operand.f32(new float[] {0, 0, 0}, 1, 3), Operand.f32(new float[] {0, 0, 0}, 1, 3),
   *     Operand.f32(new float[] {0, 0, 0}, 3), Operand.f32(new float[] {0, 0, 0}, 3),
   *     Operand.f32(new float[] {8}, 1, 1), Operand.f32(halved, 1, 2, 1),
   *     Operand.f32(new float[1], 1, 1));
   * }</pre>
   *
   * @param hidden h before the sequence
   * @param lastHidden h after it
   * @throws OpException if types or memory do not fit
   */
  public static void gruSequence(
      Operand x,
      Operand inputWeight,
      Operand hiddenWeight,
      Operand inputBias,
      Operand hiddenBias,
      Operand hidden,
      Operand outputs,
      Operand lastHidden) {
    List<Operand> inputs = List.of(x, inputWeight, hiddenWeight, inputBias, hiddenBias, hidden);
    run(new GruSequence(), inputs, List.of(outputs, lastHidden));
  }

  /**
   * As above for sequences that end earlier: outputs behind an end are 0, and the last state is
   * that of the end.
   *
   * @param lengths {@code i32[N]} from 0 to L
   */
  public static void gruSequence(
      Operand x,
      Operand inputWeight,
      Operand hiddenWeight,
      Operand inputBias,
      Operand hiddenBias,
      Operand hidden,
      Operand lengths,
      Operand outputs,
      Operand lastHidden) {
    List<Operand> inputs =
        List.of(x, inputWeight, hiddenWeight, inputBias, hiddenBias, hidden, lengths);
    run(new GruSequence(), inputs, List.of(outputs, lastHidden));
  }
}
