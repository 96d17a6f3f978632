package dev.culebra.tensor;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.op.Attention;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.MatMul;
import dev.culebra.op.Normalize;
import dev.culebra.op.Softmax;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.util.List;

/** The layers of networks; see {@link Kernels}. */
abstract class LayerKernels extends SequenceKernels {
  /**
   * Matrix product {@code output = left · right} over the last two axes; axes before them count
   * independent products and must be equal.
   *
   * <p>Shapes: {@code [...,M,K] x [...,K,N] -> [...,M,N]}. {@link MatMul} with {@link #run} also
   * takes transposed operands.
   *
   * <pre>{@code
   * float[] product = new float[4];
   * Kernels.matmul(Operand.f32(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
   *     Operand.f32(new float[] {1, 0, 0, 1, 1, 1}, 3, 2), Operand.f32(product, 2, 2));
   * }</pre>
   *
   * @throws OpException if ranks, leading axes, depths or memory do not fit
   */
  public static void matmul(Operand left, Operand right, Operand output) {
    run(new MatMul(false, false), List.of(left, right), List.of(output));
  }

  /**
   * Two-dimensional cross-correlation, channels last: {@code y[n,i,j,o] = Σ x[n, i·s+k·d−p, …, c] ·
   * w[k,l,c,o]}, with zeros outside the image.
   *
   * <p>Shapes: {@code x[N,H,W,C], w[KH,KW,C/groups,O] -> y[N,H',W',O]} with {@code H' =
   * ⌊(H+top+bottom−d·(KH−1)−1)/s⌋+1}.
   *
   * <pre>{@code
   * float[] edges = new float[3];
   * Kernels.conv2d(Operand.f32(new float[] {0, 0, 5, 5}, 1, 1, 4, 1),
   *     Operand.f32(new float[] {-1, 1}, 1, 2, 1, 1), Window2d.of(1, 0), 1,
   *     Operand.f32(edges, 1, 1, 3, 1));
   * }</pre>
   *
   * @param window stride s, padding p and dilation d, along each axis
   * @param groups channel groups; divides both channel counts
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void conv2d(
      Operand input, Operand weight, Window2d window, int groups, Operand output) {
    run(new Conv2d(window, groups), List.of(input, weight), List.of(output));
  }

  /**
   * The adjoint of {@link #conv2d} in its input, also called transposed convolution: {@code
   * ⟨conv2d(x), y⟩ = ⟨x, convTranspose2d(y)⟩} for the same weight, window and groups.
   *
   * <p>Shapes: {@code y[N,H',W',O], w[KH,KW,C/groups,O] -> x[N,H,W,C]}; H and W are taken from the
   * output's type, since several sizes convolve to the same {@code H'} (PyTorch's {@code
   * output_padding} picks among them).
   *
   * <pre>{@code
   * float[] image = new float[4];
   * Kernels.convTranspose2d(Operand.f32(new float[] {1, 2}, 1, 1, 2, 1),
   *     Operand.f32(new float[] {10, 1}, 1, 2, 1, 1), Window2d.of(2, 0), 1,
   *     Operand.f32(image, 1, 1, 4, 1));
   * }</pre>
   *
   * @param window of the convolution that this is the adjoint of
   * @param groups channel groups
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void convTranspose2d(
      Operand input, Operand weight, Window2d window, int groups, Operand output) {
    Shape shape = images("conv_transpose2d", input, output);
    Op op = new ConvTranspose2d(window, groups, shape.size(1), shape.size(2));
    run(op, List.of(input, weight), List.of(output));
  }

  /** The shape of an output of rank 4 that says what the inputs alone leave open. */
  private static Shape images(String name, Operand input, Operand output) {
    Shape shape = output.type().shape();
    if (shape.rank() != 4) {
      String facts = "the output is " + output.type() + "; rank 4 needed with " + input.type();
      throw new OpException(name, facts);
    }
    return shape;
  }

  /**
   * The adjoint of {@link #conv2d} in its weight: {@code dw[k,l,c,o] = Σ x[n, i·s+k·d−p, …, c] ·
   * dy[n,i,j,o]}. The adjoint in its input is {@link #convTranspose2d}; of that one, the adjoint in
   * the input is {@link #conv2d}, and in the weight this with x and dy exchanged.
   *
   * <p>Shapes: {@code x[N,H,W,C], dy[N,H',W',O] -> dw[KH,KW,C/groups,O]}; KH and KW are the
   * output's.
   *
   * <pre>{@code
   * float[] slope = new float[2];
   * Kernels.conv2dWeightGradient(Operand.f32(new float[] {0, 0, 5, 5}, 1, 1, 4, 1),
   *     Operand.f32(new float[] {1, 1, 1}, 1, 1, 3, 1), Window2d.of(1, 0), 1,
   *     Operand.f32(slope, 1, 2, 1, 1));
   * }</pre>
   *
   * @param window of the convolution
   * @param groups channel groups
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void conv2dWeightGradient(
      Operand input, Operand gradient, Window2d window, int groups, Operand output) {
    Shape kernel = images("conv2d_weight_gradient", input, output);
    Op op = new Conv2dWeightGradient(window, groups, kernel.size(0), kernel.size(1));
    run(op, List.of(input, gradient), List.of(output));
  }

  /**
   * Zero mean and unit variance over some axes, then a scale and a shift: {@code (x −
   * mean)/√(variance + epsilon) · weight + bias}. The axes make it batch normalization (Ioffe and
   * Szegedy 2015: all but the last), layer normalization (Ba et al. 2016: the last) or instance
   * normalization (Ulyanov et al. 2016: those between).
   *
   * <p>Shapes: x and output of one type; weight and bias of one shape that stretches to it; mean
   * and biased variance with size 1 along the axes.
   *
   * <pre>{@code
   * float[] standard = new float[2];
   * Kernels.normalize(new Normalize(List.of(1), 0), Operand.f32(new float[] {3, 7}, 1, 2),
   *     Operand.f32(new float[] {1, 1}, 2), Operand.f32(new float[] {0, 0}, 2),
   *     Operand.f32(standard, 1, 2), Operand.f32(new float[1], 1, 1),
   *     Operand.f32(new float[1], 1, 1));
   * }</pre>
   *
   * @param rule axes and epsilon
   * @throws OpException if axes, types or memory do not fit
   */
  public static void normalize(
      Normalize rule,
      Operand x,
      Operand weight,
      Operand bias,
      Operand output,
      Operand mean,
      Operand variance) {
    run(rule, List.of(x, weight, bias), List.of(output, mean, variance));
  }

  /**
   * {@code e^(x−m)/Σ e^(x−m)} along an axis, with m its largest element.
   *
   * <p>Shapes: any; both operands have one type and may be the same memory.
   *
   * <pre>{@code
   * float[] odds = new float[2];
   * Kernels.softmax(Operand.f32(new float[] {0, 0}, 2), -1, Operand.f32(odds, 2));
   * }</pre>
   *
   * @param axis negative axes count from the end
   * @throws OpException if the axis or the memory do not fit
   */
  public static void softmax(Operand input, int axis, Operand output) {
    int resolved = axis < 0 ? axis + input.type().shape().rank() : axis;
    run(new Softmax(resolved), List.of(input), List.of(output));
  }

  /**
   * Scaled dot-product attention of several heads (Vaswani et al. 2017): {@code y(i) = Σ
   * softmax(scale·⟨q(i), k(j)⟩)·v(j)} over the keys j that query i sees, without the matrix of
   * weights.
   *
   * <p>Shapes: {@code q[N,L,H,D], k[N,S,H,D], v[N,S,H,E] -> y[N,L,H,E]}.
   *
   * <pre>{@code
   * float[] seen = new float[2];
   * Kernels.attention(new Attention(1, AttentionMask.CAUSAL),
   *     Operand.f32(new float[] {0, 0}, 1, 2, 1, 1), Operand.f32(new float[] {1, 2}, 1, 2, 1, 1),
   *     Operand.f32(new float[] {10, 20}, 1, 2, 1, 1), Operand.f32(seen, 1, 2, 1, 1));
   * }</pre>
   *
   * @param rule scale, usually {@code 1/√D}, and mask
   * @throws OpException if shapes, mask or memory do not fit
   */
  public static void attention(
      Attention rule, Operand query, Operand key, Operand value, Operand output) {
    run(rule, List.of(query, key, value), List.of(output));
  }
}
