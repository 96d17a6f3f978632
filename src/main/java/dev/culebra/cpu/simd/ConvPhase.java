package dev.culebra.cpu.simd;

import dev.culebra.kernel.Operands;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * The pixels of a transposed convolution's output with one remainder by the stride. The same taps
 * reach all of them, so they are a convolution of the input with stride 1. Taps are in the order in
 * which they walk forward in the input, which is backward in the kernel.
 *
 * @param op the operation
 * @param y first output row
 * @param x first output column
 * @param high output rows
 * @param wide output columns
 * @param tapRows kernel rows that reach these pixels
 * @param tapColumns kernel columns that reach them
 */
record ConvPhase(
    ConvTranspose2d op, int y, int x, int high, int wide, int[] tapRows, int[] tapColumns) {

  static ConvPhase of(ConvTranspose2d op, Shape weight, int y, int x) {
    Window2d window = op.window();
    return new ConvPhase(
        op,
        y,
        x,
        Math.ceilDiv(op.height() - y, window.strideHeight()),
        Math.ceilDiv(op.width() - x, window.strideWidth()),
        taps(weight.size(0), y + window.top(), window.dilationHeight(), window.strideHeight()),
        taps(weight.size(1), x + window.left(), window.dilationWidth(), window.strideWidth()));
  }

  /** Taps, last first, whose pixel {@code (place - tap · dilation) / stride} exists. */
  private static int[] taps(int kernel, int place, int dilation, int stride) {
    return IntStream.range(0, kernel)
        .map(back -> kernel - 1 - back)
        .filter(tap -> (place - tap * dilation) % stride == 0)
        .toArray();
  }

  Gemm.Size size(Shape input, Shape weight) {
    int depth = tapRows.length * tapColumns.length * (weight.size(3) / op.groups());
    int rows = Math.multiplyExact(input.size(0), Math.multiplyExact(high, wide));
    return new Gemm.Size(op.groups(), rows, weight.size(2), depth);
  }

  Gemm bind(Operands operands, Shape input, Shape weight, Shape output) {
    return new Gemm(
        size(input, weight),
        new PatchRows(patches(operands.input(0), input)),
        right(operands.input(1), weight),
        new Pixels(this, operands.output(0), output),
        false,
        operands.workspace(),
        operands.workers());
  }

  private Patches patches(MemorySegment image, Shape input) {
    Window2d window = op.window();
    int[] rows =
        IntStream.of(tapRows)
            .map(tap -> (y + window.top() - tap * window.dilationHeight()) / window.strideHeight())
            .toArray();
    int[] columns =
        IntStream.of(tapColumns)
            .map(tap -> (x + window.left() - tap * window.dilationWidth()) / window.strideWidth())
            .toArray();
    boolean adjacent =
        op.groups() == 1
            && columns.length > 0
            && columns[columns.length - 1] - columns[0] == columns.length - 1;
    int piecesWide = adjacent ? 1 : columns.length;
    int pieces = rows.length * piecesWide;
    return new Patches(
        image,
        input.size(1),
        input.size(2),
        input.size(3),
        input.size(3) / op.groups(),
        high,
        wide,
        1,
        1,
        IntStream.range(0, pieces).map(piece -> rows[piece / piecesWide]).toArray(),
        IntStream.range(0, pieces).map(piece -> columns[piece % piecesWide]).toArray(),
        adjacent ? columns.length : 1);
  }

  /** The kernel {@code [KH,KW,C/groups,O]} as a matrix of (tap, output channel) times C/groups. */
  private GemmOperand.Right right(MemorySegment kernel, Shape weight) {
    int outputs = weight.size(3);
    int groupOutputs = outputs / op.groups();
    return (group, k, depth, column, columns, to, at) -> {
      int done = 0;
      while (done < depth) {
        int tap = (k + done) / groupOutputs;
        int output = (k + done) % groupOutputs;
        int length = Math.min(depth - done, groupOutputs - output);
        long place =
            (long) tapRows[tap / tapColumns.length] * weight.size(1)
                + tapColumns[tap % tapColumns.length];
        long from =
            (place * weight.size(2) + column) * outputs + (long) group * groupOutputs + output;
        GemmPacking.rightTransposed(
            kernel, 4 * from, 4L * outputs, length, columns, to, at + 4L * GemmKernel.WIDTH * done);
        done += length;
      }
    };
  }

  /** The rows of the product in the output {@code [N,H,W,C]}. */
  private record Pixels(ConvPhase phase, MemorySegment segment, Shape output)
      implements GemmOperand.Target {
    @Override
    public long offset(int group, int row) {
      int area = phase.high * phase.wide;
      int n = row / area;
      int i = phase.y + row % area / phase.wide * phase.op.window().strideHeight();
      int j = phase.x + row % phase.wide * phase.op.window().strideWidth();
      long pixel = ((long) n * output.size(1) + i) * output.size(2) + j;
      return 4 * (pixel * output.size(3) + (long) group * (output.size(3) / phase.op.groups()));
    }

    @Override
    public long stride(int row, int rows) {
      boolean oneLine = row % phase.wide + rows <= phase.wide;
      return oneLine ? 4L * phase.op.window().strideWidth() * output.size(3) : 0;
    }
  }
}
