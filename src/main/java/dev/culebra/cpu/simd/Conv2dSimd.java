package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.util.stream.IntStream;

/** Convolution as a product of patches {@code [N·H'·W', KH·KW·C]} and kernel {@code [KH·KW·C, O]}. */
record Conv2dSimd(Conv2d op, Shape input, Shape weight, Shape output) implements Kernel {
  static Choice select(Conv2d op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new Conv2dSimd(
            op,
            signature.input(0).shape(),
            signature.input(1).shape(),
            signature.output(0).shape())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private Gemm.Size size() {
    int depth = weight.size(0) * weight.size(1) * weight.size(2);
    int rows = Math.toIntExact(output.range(0, 3).elements());
    return new Gemm.Size(op.groups(), rows, weight.size(3) / op.groups(), depth);
  }

  @Override
  public Call bind(Operands operands) {
    int outputs = weight.size(3);
    long row = 4L * outputs;
    long group = row / op.groups();
    return new Gemm(
        size(),
        pointwise()
            ? GemmOperand.Matrix.of(operands.input(0), 0, input.size(3)).left(false)
            : patches(operands),
        new GemmOperand.Matrix(operands.input(1), 0, row, group).right(false),
        new GemmOperand.Matrix(operands.output(0), 0, row, group),
        false,
        operands.workspace(),
        operands.workers());
  }

  /** Whether the patches are the pixels as they lie in memory. */
  private boolean pointwise() {
    return op.groups() == 1
        && weight.size(0) == 1
        && weight.size(1) == 1
        && op.window().equals(Window2d.of(1, 0));
  }

  private PatchRows patches(Operands operands) {
    Window2d window = op.window();
    int kernelWidth = weight.size(1);
    boolean wide = op.groups() == 1 && window.dilationWidth() == 1;
    int pieceColumns = wide ? kernelWidth : 1;
    int piecesWide = kernelWidth / pieceColumns;
    int pieces = weight.size(0) * piecesWide;
    return new PatchRows(
        operands.input(0),
        input.size(1),
        input.size(2),
        input.size(3),
        weight.size(2),
        output.size(1),
        output.size(2),
        window.strideHeight(),
        window.strideWidth(),
        IntStream.range(0, pieces)
            .map(piece -> piece / piecesWide * window.dilationHeight() - window.top())
            .toArray(),
        IntStream.range(0, pieces)
            .map(piece -> piece % piecesWide * window.dilationWidth() - window.left())
            .toArray(),
        pieceColumns);
  }

  @Override
  public long workspaceBytes() {
    return Gemm.workspaceBytes(size());
  }
}
