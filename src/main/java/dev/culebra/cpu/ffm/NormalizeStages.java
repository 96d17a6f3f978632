package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.ffm.NativeStages.Grid;
import dev.culebra.cpu.simd.NormalizeLayout;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What both passes of a normalization over columns share: how the work is cut, by shapes alone, and
 * the scratch memory.
 *
 * @param sumRows rows of double sums for each outer index
 * @param columnRows rows of what the last pass needs of each column
 * @param fill writes an argument block
 */
record NormalizeStages(
    NormalizeLayout layout, int sumRows, int columnRows, BiConsumer<Block, Operands> fill) {
  /** Elements of a chunk: 64 KiB of each array stay in L2. */
  private static final long ELEMENTS = 1 << 14;

  /** A piece has at least so many rows: its results are written and read once more. */
  private static final long FEW_ROWS = 64;

  private static final List<MemoryLayout> SHARED =
      List.of(
          ADDRESS.withName("sums"),
          ADDRESS.withName("pieces"),
          ADDRESS.withName("columns"),
          JAVA_LONG.withName("outer"),
          JAVA_LONG.withName("tall"),
          JAVA_LONG.withName("wide"),
          JAVA_LONG.withName("width"),
          JAVA_LONG.withName("groups"),
          JAVA_LONG.withName("piece_rows"),
          JAVA_DOUBLE.withName("epsilon"),
          JAVA_INT.withName("own_rows"));

  /** A function whose argument block has pointers to tensors, then what {@link #sizes} writes. */
  static NativeFunction function(String operation, String... tensors) {
    Stream<MemoryLayout> own = Stream.of(tensors).map(ADDRESS::withName);
    return NativeFunction.of(
        operation, Stream.concat(own, SHARED.stream()).toArray(MemoryLayout[]::new));
  }

  /** Why a normalization is not done here, or null. */
  static String refusal(TensorType x, List<Integer> axes, Shape weight) {
    if (x.dtype() != DType.F32) {
      return x.dtype().label() + "; only f32";
    }
    NormalizeLayout layout = NormalizeLayout.of(x.shape(), axes, weight);
    if (layout == null) {
      return "axes " + axes + " lie apart";
    }
    if (layout.depth() == 1) {
      return "rows by themselves; only columns";
    }
    return x.elements() == 0 ? "no elements" : null;
  }

  private long pieceRows() {
    return Math.max(FEW_ROWS, ELEMENTS / layout.wide());
  }

  private long pieces() {
    return layout.outer() * Math.ceilDiv(layout.tall(), pieceRows());
  }

  /** A stage that goes through pieces of columns. */
  Grid pieces(NativeFunction function) {
    long elements = Math.min(layout.tall(), pieceRows()) * layout.wide();
    return new Grid(function, pieces(), Math.max(1, ELEMENTS / elements), fill);
  }

  /** A stage that goes through outer indices. */
  Grid outer(NativeFunction function) {
    long elements = layout.wide() * Math.ceilDiv(layout.tall(), pieceRows());
    return new Grid(function, layout.outer(), Math.max(1, ELEMENTS / elements), fill);
  }

  /** A stage that goes through rows. */
  Grid rows(NativeFunction function) {
    long rows = (long) layout.outer() * layout.tall();
    return new Grid(function, rows, Math.max(1, ELEMENTS / layout.wide()), fill);
  }

  private long sumBytes() {
    return 8L * layout.outer() * sumRows * layout.wide();
  }

  private long pieceBytes() {
    return 4L * pieces() * 2 * layout.wide();
  }

  long workspaceBytes() {
    return sumBytes() + pieceBytes() + 4L * layout.outer() * columnRows * layout.wide();
  }

  /** Writes the fields that both argument blocks have. */
  void sizes(Block block, double epsilon, MemorySegment workspace) {
    block
        .set("sums", workspace)
        .set("pieces", workspace.asSlice(sumBytes()))
        .set("columns", workspace.asSlice(sumBytes() + pieceBytes()))
        .set("outer", (long) layout.outer())
        .set("tall", (long) layout.tall())
        .set("wide", (long) layout.wide())
        .set("width", (long) layout.width())
        .set("groups", (long) layout.groups())
        .set("piece_rows", pieceRows())
        .set("epsilon", epsilon)
        .set("own_rows", layout.ownRows() ? 1 : 0);
  }
}
