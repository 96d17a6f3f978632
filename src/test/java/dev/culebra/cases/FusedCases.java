package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.BernoulliLogitsSumGradient;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Fused;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianKlGradient;
import dev.culebra.op.MatMul;
import dev.culebra.op.Multiply;
import dev.culebra.op.Relu;
import dev.culebra.op.ReluGradient;
import dev.culebra.op.Reshape;
import dev.culebra.op.Sigmoid;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.SquaredErrorSumGradient;
import dev.culebra.op.Subtract;
import dev.culebra.op.Tanh;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class FusedCases {
  private FusedCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 5000}) {
      cases.add(chain("chain_" + size, size));
      cases.add(chain("rows_" + size, 5, size));
      cases.add(linear("linear_" + size, 13, 17, size % 1000));
      cases.add(gate("gate_" + size, 3, size));
    }
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000, 9000}) {
      cases.addAll(losses("_" + size, 3, size));
    }
    cases.addAll(losses("_rank1", 7));
    cases.addAll(losses("_images", 3, 4, 5, 2));
    cases.addAll(losses("_empty_batch", 0, 7));
    cases.add(linear("no_depth", 7, 0, 31));
    cases.add(linear("deep", 17, 1000, 65));
    cases.add(linear("tall", 300, 31, 3));
    cases.add(twoResults());
    cases.add(tree());
    cases.add(broadcast("broadcast", 3, 65));
    cases.add(broadcast("broadcast_empty", 0, 64));
    cases.add(convolution("conv", 3, 5));
    cases.add(convolution("conv_one_channel", 1, 7));
    cases.add(convolution("conv_many", 17, 65));
    cases.add(pointwise());
    cases.add(tiles("tiles", 5, 3, 1, 9));
    cases.add(tiles("strided_tiles", 9, 4, 2, 22));
    cases.add(adjoint("adjoint", 3, 4, 1, 6, 17));
    cases.add(adjoint("adjoint_strided", 3, 4, 2, 8, 17));
    cases.add(adjoint("adjoint_few", 17, 4, 2, 13, 3));
    cases.add(adjoint("adjoint_tiles", 5, 3, 1, 9, 33));
    cases.add(adjoint("adjoint_strided_tiles", 16, 4, 2, 15, 33));
    cases.add(adjoint("adjoint_strided_more_tiles", 7, 4, 2, 29, 34));
    return cases;
  }

  private static Fused.Member member(Op op, Integer... operands) {
    return new Fused.Member(op, Arrays.asList(operands));
  }

  private static Fused fused(int inputs, List<Integer> results, Fused.Member... members) {
    return new Fused(inputs, List.of(members), results);
  }

  private static Case of(String name, Fused op) {
    return Case.of(name, op, Tolerance.REDUCTION);
  }

  /** tanh(a·b + c)·0.5 − 1, with c a row and b a scalar. */
  private static Case chain(String name, int... sizes) {
    Fused op =
        fused(
            3,
            List.of(6),
            member(new Multiply(), 0, 1),
            member(new Add(), 3, 2),
            member(new Tanh(), 4),
            member(new Affine(0.5, -1), 5));
    return of(name, op).input(sizes).input().input(sizes[sizes.length - 1]);
  }

  /** The tanh of (σ(a)·b + c − d)·e, with c a row, d a number for each sample, e a scalar. */
  private static Case gate(String name, int samples, int size) {
    Fused op =
        fused(
            5,
            List.of(10),
            member(new Sigmoid(), 0),
            member(new Multiply(), 5, 1),
            member(new Add(), 6, 2),
            member(new Subtract(), 7, 3),
            member(new Multiply(), 4, 8),
            member(new Tanh(), 9));
    return of(name, op)
        .input(samples, size)
        .input(samples, size)
        .input(size)
        .input(samples, 1)
        .input();
  }

  /** relu(x·W + b). */
  private static Case linear(String name, int rows, int depth, int columns) {
    Fused op =
        fused(
            3,
            List.of(5),
            member(new MatMul(false, true), 0, 1),
            member(new Add(), 3, 2),
            member(new Relu(), 4));
    return of(name, op)
        .input(rows, depth)
        .input(columns, depth)
        .input(columns)
        .terms(depth)
        .notSmooth();
  }

  /** Both sum and sigmoid are results; the product itself too. */
  private static Case twoResults() {
    Fused op =
        fused(
            3,
            List.of(3, 4, 5),
            member(new MatMul(true, false), 0, 1),
            member(new Add(), 2, 3),
            member(new Sigmoid(), 4));
    return of("three_results", op).input(31, 17).input(31, 64).input(17, 64).terms(31);
  }

  /** (a − b)·(a + b), then minus a, where two tiles are alive at once. */
  private static Case tree() {
    Fused op =
        fused(
            2,
            List.of(5),
            member(new Subtract(), 0, 1),
            member(new Add(), 0, 1),
            member(new Multiply(), 2, 3),
            member(new Subtract(), 4, 0));
    return of("tree", op).input(7, 5000).input(7, 5000);
  }

  /** A number for each sample, stretched. */
  private static Case broadcast(String name, int samples, int size) {
    Fused op =
        fused(
            2,
            List.of(4),
            member(new Broadcast(Shape.of(samples, 3, size)), 0),
            member(new Multiply(), 2, 1),
            member(new Affine(2, 0), 3));
    return of(name, op).input(samples, 1, 1).input(samples, 3, size);
  }

  private static Case convolution(String name, int channels, int outputs) {
    Fused op =
        fused(
            4,
            List.of(6),
            member(new Conv2d(Window2d.of(1, 1), 1), 0, 1),
            member(new Add(), 4, 2),
            member(new ReluGradient(), 5, 3));
    return of(name, op)
        .input(2, 9, 7, channels)
        .input(3, 3, channels, outputs)
        .input(outputs)
        .input(Values.AWAY, 2, 9, 7, outputs)
        .terms(9L * channels);
  }

  /** Losses of samples with their gradients, as a training step has both. */
  private static List<Case> losses(String name, int... sizes) {
    Fused divergence =
        fused(
            3,
            List.of(3, 4, 5),
            member(new GaussianKl(), 0, 1),
            member(new GaussianKlGradient(), 0, 1, 3, 2));
    Fused entropy =
        fused(
            3,
            List.of(3, 4),
            member(new BernoulliLogitsSum(), 0, 1),
            member(new BernoulliLogitsSumGradient(), 0, 1, 2));
    Fused error =
        fused(
            3,
            List.of(4, 3),
            member(new SquaredErrorSum(), 1, 2),
            member(new SquaredErrorSumGradient(), 1, 2, 0));
    long terms = Shape.of(sizes).range(1, sizes.length).elements();
    return List.of(
        of("gaussian_kl" + name, divergence).input(sizes).input(sizes).input(sizes[0]).terms(terms),
        of("bernoulli" + name, entropy)
            .input(sizes)
            .input(Values.UNIT, sizes)
            .input(sizes[0])
            .terms(terms),
        of("squared_error" + name, error).input(sizes[0]).input(sizes).input(sizes).terms(terms));
  }

  /** The result is read as a matrix. */
  private static Case pointwise() {
    Fused op =
        fused(
            3,
            List.of(5),
            member(new Conv2d(Window2d.of(1, 0), 1), 0, 1),
            member(new Reshape(Shape.of(2, 12 * 31)), 3),
            member(new Multiply(), 4, 2));
    return of("view", op).input(2, 3, 4, 13).input(1, 1, 13, 31).input(2, 12 * 31).terms(13);
  }

  /** More channels, on square images. */
  private static Case tiles(String name, int images, int kernel, int stride, int size) {
    Window2d window = Window2d.of(stride, 1);
    int convolved = window.outputHeight(size, kernel);
    Fused op =
        fused(
            3,
            List.of(5),
            member(new Conv2d(window, 1), 0, 1),
            member(new Add(), 3, 2),
            member(new Tanh(), 4));
    return of(name, op)
        .input(images, size, size, 33)
        .input(kernel, kernel, 33, 34)
        .input(34)
        .terms((long) kernel * kernel * 33 + (long) images * convolved * convolved);
  }

  private static Case adjoint(
      String name, int images, int kernel, int stride, int size, int channels) {
    Window2d window = Window2d.of(stride, 1);
    int convolved = window.outputHeight(size, kernel);
    int depth = channels < 32 ? 31 : 33;
    Fused op =
        fused(
            3,
            List.of(5),
            member(new ConvTranspose2d(window, 1, size, size), 0, 1),
            member(new Add(), 3, 2),
            member(new Sigmoid(), 4));
    return of(name, op)
        .input(images, convolved, convolved, depth)
        .input(kernel, kernel, channels, depth)
        .input(channels)
        .terms((long) kernel * kernel * depth);
  }
}
