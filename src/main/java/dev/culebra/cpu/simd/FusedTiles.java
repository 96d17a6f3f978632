package dev.culebra.cpu.simd;

import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.Operands;
import dev.culebra.par.Slots;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The steps of a {@link FusedLayout} at their addresses, done tile by tile: what one step writes
 * the next one finds in L1. Rows that repeat are written out over the length of a tile before each
 * call, so that short ones, such as the bias of a few channels, cost no more than others.
 */
final class FusedTiles implements Epilogue {
  /** Elements of a tile; some operands and results of as many fit an L1 of 32 KiB. */
  static final int TILE = 2048;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** A row to write out: {@code period} elements of the source, again and again. */
  private record Row(MemorySegment source, MemorySegment target, long period) {
    void write() {
      MemorySegment.copy(source, 0, target, 0, 4 * period);
      for (long done = 4 * period; done < target.byteSize(); done *= 2) {
        long more = Math.min(done, target.byteSize() - done);
        MemorySegment.copy(target, 0, target, done, more);
      }
    }
  }

  private final TileStep[] steps;
  private final Row[] rows;
  private final long run;
  private final MemorySegment tiles;
  private final long tileElements;
  private final Slots slots;

  /** What does all steps; null if they are done one by one. */
  private final Epilogue joined;

  private FusedTiles(
      TileStep[] steps,
      Row[] rows,
      long run,
      MemorySegment tiles,
      int count,
      int threads,
      Epilogue joined) {
    this.steps = steps;
    this.rows = rows;
    this.run = run;
    this.tiles = tiles;
    this.tileElements = (long) count * TILE;
    this.slots = new Slots(threads);
    this.joined = joined;
  }

  static FusedTiles of(FusedLayout layout, Operands operands) {
    MemorySegment workspace = operands.workspace();
    Map<FusedReading, MemorySegment> written = new HashMap<>();
    List<FusedReading> rows = layout.rows();
    Row[] targets = new Row[rows.size()];
    long used = 0;
    for (int i = 0; i < targets.length; i++) {
      FusedReading row = rows.get(i);
      MemorySegment target = workspace.asSlice(used, 4 * (row.size() + TILE));
      used += aligned(target.byteSize());
      written.put(row, target);
      targets[i] = new Row(operands.input(row.value()), target, row.size());
    }
    int threads = Math.max(operands.workers().threads(), PROCESSORS);
    long bytes = 4L * TILE * layout.tiles() * threads;
    // Where the JVM sees fewer processors than it has threads, the workspace is too small for all.
    MemorySegment tiles =
        threads == PROCESSORS ? workspace.asSlice(used, bytes) : Arena.ofAuto().allocate(bytes, 64);
    TileStep[] steps =
        layout.steps().stream()
            .map(
                step -> {
                  int place = layout.place(step.result());
                  return new TileStep(
                      step.span(),
                      source(step.left(), layout, operands, written, tiles),
                      source(step.right(), layout, operands, written, tiles),
                      place < 0 ? tiles : operands.output(place),
                      place);
                })
            .toArray(TileStep[]::new);
    Epilogue joined = chain(layout, operands, List.of(steps)).joined();
    return new FusedTiles(steps, targets, layout.run(), tiles, layout.tiles(), threads, joined);
  }

  /** What another operation hands on is in the caches, and so is what is written over it. */
  private static TileChain chain(FusedLayout layout, Operands operands, List<TileStep> steps) {
    List<MemorySegment> reads =
        layout.steps().stream()
            .flatMap(step -> Stream.of(step.left(), step.right()))
            .filter(Objects::nonNull)
            .filter(reading -> reading.isEach() && reading.value() < operands.inputs().size())
            .map(reading -> operands.input(reading.value()))
            .distinct()
            .toList();
    List<MemorySegment> writes =
        layout.head() == null
            ? operands.outputs().stream().filter(output -> !reads.contains(output)).toList()
            : List.of();
    return new TileChain(steps, layout.run(), reads, writes);
  }

  private static TileStep.Operand source(
      FusedReading reading,
      FusedLayout layout,
      Operands operands,
      Map<FusedReading, MemorySegment> written,
      MemorySegment tiles) {
    if (reading == null) {
      return null;
    }
    if (reading.value() < operands.inputs().size()) {
      MemorySegment row = written.get(reading);
      return new TileStep.Operand(row == null ? operands.input(reading.value()) : row, reading, 0);
    }
    int place = layout.place(reading.value());
    return new TileStep.Operand(place < 0 ? tiles : operands.output(place), reading, place);
  }

  static long workspaceBytes(FusedLayout layout) {
    long bytes = 4L * TILE * layout.tiles() * PROCESSORS;
    for (FusedReading row : layout.rows()) {
      bytes += aligned(4 * (row.size() + TILE));
    }
    return aligned(bytes);
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }

  /** Writes out the rows that repeat, which may have changed since the last call. */
  void begin() {
    for (Row row : rows) {
      row.write();
    }
  }

  @Override
  public void run(long first, long count) {
    if (joined != null) {
      joined.run(first, count);
      return;
    }
    if (tileElements == 0) {
      tiles(first, count, 0);
      return;
    }
    int slot = slots.take();
    try {
      tiles(first, count, slot * tileElements);
    } finally {
      slots.give(slot);
    }
  }

  private void tiles(long first, long count, long memory) {
    long end = first + count;
    for (long at = first; at < end; ) {
      long length = Math.min(TILE, end - at);
      if (run > 0) {
        length = Math.min(length, run - at % run);
      }
      for (TileStep step : steps) {
        step(step, at, length, memory);
      }
      at += length;
    }
  }

  private static void step(TileStep step, long at, long length, long memory) {
    TileStep.Operand left = step.left();
    TileStep.Operand right = step.right();
    step.span()
        .run(
            left.segment(),
            offset(left, at, memory),
            left.reading().isOne(),
            right == null ? null : right.segment(),
            right == null ? 0 : offset(right, at, memory),
            right != null && right.reading().isOne(),
            step.output(),
            step.tile() < 0 ? memory - (step.tile() + 1L) * TILE : at,
            length);
  }

  private static long offset(TileStep.Operand source, long at, long memory) {
    return source.tile() < 0 ? memory - (source.tile() + 1L) * TILE : source.reading().offset(at);
  }
}
