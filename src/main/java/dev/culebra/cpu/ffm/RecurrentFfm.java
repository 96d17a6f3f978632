package dev.culebra.cpu.ffm;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.simd.RecurrentSteps;
import dev.culebra.cpu.simd.SequenceRows;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.op.RecurrentSizes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** Binding of {@code native/src/recurrent.c}. */
record RecurrentFfm() implements RecurrentSteps {
  static final NativeFunction PACK =
      NativeFunction.of(
          "recurrent",
          ADDRESS.withName("weight"),
          ADDRESS.withName("panels"),
          ADDRESS.withName("left"),
          ADDRESS.withName("scratch"),
          ADDRESS.withName("order"),
          ADDRESS.withName("bias"),
          ADDRESS.withName("hidden_bias"),
          ADDRESS.withName("initial"),
          ADDRESS.withName("initial_cell"),
          ADDRESS.withName("y"),
          ADDRESS.withName("gates"),
          ADDRESS.withName("cells"),
          ADDRESS.withName("arrived"),
          ADDRESS.withName("to_state"),
          ADDRESS.withName("to_cell"),
          ADDRESS.withName("to_sums"),
          ADDRESS.withName("to_products"),
          JAVA_LONG.withName("samples"),
          JAVA_LONG.withName("length"),
          JAVA_LONG.withName("hidden"),
          JAVA_LONG.withName("columns"),
          JAVA_LONG.withName("chunk_units"),
          JAVA_LONG.withName("step"),
          JAVA_LONG.withName("rows"),
          JAVA_LONG.withName("rows_behind"),
          JAVA_LONG.withName("first"),
          JAVA_INT.withName("backward"),
          JAVA_INT.withName("tile_vectors"));

  private static final NativeFunction LSTM_FORWARD = PACK.sibling("lstm_forward");
  private static final NativeFunction LSTM_BACKWARD = PACK.sibling("lstm_backward");
  private static final NativeFunction GRU_FORWARD = PACK.sibling("gru_forward");
  private static final NativeFunction GRU_BACKWARD = PACK.sibling("gru_backward");

  /** {@code CULEBRA_RECURRENT_UNITS}. */
  private static final int UNITS = 32;

  /** {@code CULEBRA_RECURRENT_ROWS}. */
  private static final int ROWS = 128;

  /** {@code CULEBRA_RECURRENT_WIDE}: the longer a row's share, the better it is fetched ahead. */
  private static final int MOST_UNITS = 256;

  /** Chunks of a thread in a step: who has had to wait for its core leaves one to another. */
  private static final int CHUNKS = 2;

  /** Multiplications of a chunk that is not cut further. */
  private static final long WORK = 1 << 19;

  @Override
  public long workspaceBytes(RecurrentSizes sizes, boolean backward) {
    return SlotCall.SLOTS * scratchBytes(sizes) + panelBytes(sizes) + leftBytes(sizes, backward);
  }

  private static int across(RecurrentSizes sizes) {
    return Math.ceilDiv(sizes.hidden(), UNITS);
  }

  private static int wide(RecurrentSizes sizes) {
    return Math.min(MOST_UNITS, Math.max(1, across(sizes)) * UNITS);
  }

  private static long down(RecurrentSizes sizes) {
    return Math.ceilDiv(sizes.samples(), ROWS);
  }

  /**
   * Units of a chunk. They do not touch the result: each element is summed in an order of its own.
   */
  private static int chunkUnits(RecurrentSizes sizes, int threads) {
    int units = wide(sizes);
    long rows = Math.min(ROWS, sizes.samples());
    while (threads > 1
        && units > UNITS
        && down(sizes) * Math.ceilDiv(sizes.hidden(), units) < (long) CHUNKS * threads
        && rows * units * sizes.gates() > WORK) {
      units = Math.ceilDiv(units, 2 * UNITS) * UNITS;
    }
    return units;
  }

  private static long scratchBytes(RecurrentSizes sizes) {
    return SlotCall.aligned(4L * 4 * wide(sizes) * Math.min(ROWS, sizes.samples()));
  }

  private static long panelBytes(RecurrentSizes sizes) {
    return SlotCall.aligned(4L * sizes.gates() * across(sizes) * UNITS);
  }

  private static long leftBytes(RecurrentSizes sizes, boolean backward) {
    int depth = backward ? sizes.gates() : sizes.hidden();
    return SlotCall.aligned(2L * depth * sizes.samples() * Float.BYTES);
  }

  @Override
  public Call forward(
      RecurrentSizes sizes, SequenceRows rows, Operands operands, MemorySegment workspace) {
    MemorySegment[] blocks =
        blocks(
            sizes,
            rows,
            operands,
            workspace,
            false,
            block -> {
              int results = sizes.results();
              block
                  .set("bias", operands.input(3))
                  .set("y", operands.output(0))
                  .set("gates", operands.output(results))
                  .set("cells", operands.output(results + 1));
              if (!sizes.isLstm()) {
                block.set("hidden_bias", operands.input(4));
              }
            });
    NativeFunction step = sizes.isLstm() ? LSTM_FORWARD : GRU_FORWARD;
    return new Steps(sizes, rows, blocks, pack(sizes, blocks, operands), step, operands)::forward;
  }

  @Override
  public Call backward(
      RecurrentSizes sizes,
      SequenceRows rows,
      Operands operands,
      MemorySegment sums,
      MemorySegment products,
      MemorySegment workspace) {
    MemorySegment[] blocks =
        blocks(
            sizes,
            rows,
            operands,
            workspace,
            true,
            block -> {
              int outputs = sizes.inputs();
              int results = outputs + sizes.results();
              block
                  .set("y", operands.input(outputs))
                  .set("gates", operands.input(results))
                  .set("cells", operands.input(results + 1))
                  .set("arrived", operands.input(results + 2))
                  .set("to_state", operands.output(sizes.state()))
                  .set("to_sums", sums)
                  .set("to_products", products);
              if (sizes.isLstm()) {
                block.set("to_cell", operands.output(sizes.state() + 1));
              }
            });
    NativeFunction step = sizes.isLstm() ? LSTM_BACKWARD : GRU_BACKWARD;
    return new Steps(sizes, rows, blocks, pack(sizes, blocks, operands), step, operands)::backward;
  }

  private static MemorySegment[] blocks(
      RecurrentSizes sizes,
      SequenceRows rows,
      Operands operands,
      MemorySegment workspace,
      boolean backward,
      Consumer<Block> fill) {
    MemorySegment panels = workspace.asSlice(SlotCall.SLOTS * scratchBytes(sizes));
    MemorySegment left = panels.asSlice(panelBytes(sizes));
    Operands own = new Operands(List.of(), List.of(), workspace, operands.workers());
    return SlotCall.blocks(
        PACK,
        own,
        0,
        scratchBytes(sizes),
        (block, scratch) -> {
          block
              .set("weight", operands.input(2))
              .set("panels", panels)
              .set("left", left)
              .set("scratch", scratch)
              .set("order", rows.table())
              .set("initial", operands.input(sizes.state()))
              .set("samples", (long) sizes.samples())
              .set("length", (long) sizes.length())
              .set("hidden", (long) sizes.hidden())
              .set("columns", (long) sizes.gates())
              .set("chunk_units", (long) chunkUnits(sizes, operands.workers().threads()))
              .set("backward", backward ? 1 : 0);
          if (sizes.isLstm()) {
            block.set("initial_cell", operands.input(sizes.state() + 1));
          }
          fill.accept(block);
        });
  }

  private static SlotCall pack(RecurrentSizes sizes, MemorySegment[] blocks, Operands operands) {
    return new SlotCall(PACK, blocks, across(sizes), 1, operands);
  }

  /** What changes from step to step is written into all blocks before it. */
  private static final class Steps {
    private static final long STEP = offset("step");
    private static final long ACTIVE = offset("rows");
    private static final long ACTIVE_BEHIND = offset("rows_behind");
    private static final long FIRST = offset("first");

    private final RecurrentSizes sizes;
    private final SequenceRows rows;
    private final MemorySegment[] blocks;
    private final SlotCall pack;
    private final SlotCall step;

    Steps(
        RecurrentSizes sizes,
        SequenceRows rows,
        MemorySegment[] blocks,
        SlotCall pack,
        NativeFunction function,
        Operands operands) {
      this.sizes = sizes;
      this.rows = rows;
      this.blocks = blocks;
      this.pack = pack;
      int units = chunkUnits(sizes, operands.workers().threads());
      long chunks = down(sizes) * Math.ceilDiv(sizes.hidden(), units);
      step = new SlotCall(function, blocks, chunks, 1, operands);
    }

    private static long offset(String field) {
      return PACK.block().byteOffset(groupElement(field));
    }

    void forward() {
      int before = rows.active(0);
      prepare(0, before);
      pack.run();
      for (int t = 0; t < sizes.length(); t++) {
        prepare(t, before);
        step.run();
        before = rows.active(t);
      }
    }

    void backward() {
      pack.run();
      int behind = 0;
      for (int t = sizes.length() - 1; t >= 0; t--) {
        prepare(t, behind);
        step.run();
        behind = rows.active(t);
      }
      finish(behind);
      step.run();
    }

    private void prepare(int t, int behind) {
      for (MemorySegment block : blocks) {
        block.set(JAVA_LONG, STEP, t);
        block.set(JAVA_LONG, ACTIVE, rows.active(t));
        block.set(JAVA_LONG, ACTIVE_BEHIND, behind);
        block.set(JAVA_LONG, FIRST, rows.first(t));
      }
    }

    /** Before the first step there is none, but its product. */
    private void finish(int behind) {
      for (MemorySegment block : blocks) {
        block.set(JAVA_LONG, STEP, -1);
        block.set(JAVA_LONG, ACTIVE, 0);
        block.set(JAVA_LONG, ACTIVE_BEHIND, behind);
      }
    }
  }
}
