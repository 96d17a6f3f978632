package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequence;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * All inputs' products at once, then step by step the hidden state's products and the cells. The
 * sums lie in the gates' output and become gates in place.
 */
record LstmSequenceSimd(int samples, int length, int width, int hidden) implements Kernel {
  private static final BinarySimd.Loop SIGMOID =
      BinarySimd.loop((sum, bias) -> VectorActivation.sigmoid(sum.add(bias)));
  private static final BinarySimd.Loop TANH =
      BinarySimd.loop((sum, bias) -> VectorActivation.tanh(sum.add(bias)));

  static Choice select(LstmSequence op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape x = signature.input(0).shape();
    int hidden = signature.input(4).shape().size(1);
    return new LstmSequenceSimd(x.size(0), x.size(1), x.size(2), hidden);
  }

  private Gemm.Size inputSize() {
    return new Gemm.Size(1, Math.multiplyExact(samples, length), 4 * hidden, width);
  }

  private Gemm.Size stepSize() {
    return new Gemm.Size(1, samples, 4 * hidden, hidden);
  }

  @Override
  public long workspaceBytes() {
    return Math.max(Gemm.workspaceBytes(inputSize()), Gemm.workspaceBytes(stepSize()));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment scratch = operands.workspace();
    Workers workers = operands.workers();
    MemorySegment gates = operands.output(3);
    Cells cells = new Cells(this, operands);
    Call[] calls = new Call[1 + 2 * length];
    calls[0] =
        new Gemm(
            inputSize(),
            GemmOperand.Matrix.of(operands.input(0), samples * length, width).left(false),
            GemmOperand.Matrix.of(operands.input(1), width, 4 * hidden).right(false),
            GemmOperand.Matrix.of(gates, samples * length, 4 * hidden),
            false,
            scratch,
            workers);
    for (int t = 0; t < length; t++) {
      int step = t;
      calls[1 + 2 * t] =
          new Gemm(
              stepSize(),
              previous(operands, t).left(false),
              GemmOperand.Matrix.of(operands.input(2), hidden, 4 * hidden).right(false),
              step(gates, t, 4 * hidden),
              true,
              scratch,
              workers);
      calls[2 + 2 * t] =
          Rows.call(workers, samples, 4L * hidden, (from, to) -> cells.run(step, from, to));
    }
    return () -> {
      for (Call call : calls) {
        call.run();
      }
    };
  }

  /** The hidden state before a step, one row per sample. */
  private GemmOperand.Matrix previous(Operands operands, int t) {
    return t == 0
        ? GemmOperand.Matrix.of(operands.input(4), samples, hidden)
        : step(operands.output(0), t - 1, hidden);
  }

  /** One step of a sequence {@code [N,L,columns]} as a matrix {@code [N,columns]}. */
  private GemmOperand.Matrix step(MemorySegment sequence, int t, int columns) {
    return new GemmOperand.Matrix(sequence, 4L * t * columns, 4L * length * columns, 0);
  }

  private record Cells(
      int length,
      int hidden,
      MemorySegment bias,
      MemorySegment initial,
      MemorySegment y,
      MemorySegment lastHidden,
      MemorySegment lastCell,
      MemorySegment gates,
      MemorySegment cells) {
    Cells(LstmSequenceSimd kernel, Operands operands) {
      this(
          kernel.length,
          kernel.hidden,
          operands.input(3),
          operands.input(5),
          operands.output(0),
          operands.output(1),
          operands.output(2),
          operands.output(3),
          operands.output(4));
    }

    void run(int t, long from, long to) {
      for (long sample = from; sample < to; sample++) {
        long place = (sample * length + t) * hidden;
        long gate = 4 * place;
        activate(SIGMOID, gate, 0, 2L * hidden);
        activate(TANH, gate, 2L * hidden, hidden);
        activate(SIGMOID, gate, 3L * hidden, hidden);
        MemorySegment old = t == 0 ? initial : cells;
        states(old, t == 0 ? sample * hidden : place - hidden, place, gate);
        if (t == length - 1) {
          long bytes = 4L * hidden;
          MemorySegment.copy(y, 4 * place, lastHidden, sample * bytes, bytes);
          MemorySegment.copy(cells, 4 * place, lastCell, sample * bytes, bytes);
        }
      }
    }

    private void activate(BinarySimd.Loop loop, long gate, long from, long count) {
      loop.run(gates, gate + from, false, bias, from, false, gates, gate + from, count);
    }

    // Two passes: with a tanh besides, the operations are more than C2 inlines into one method.
    private void states(MemorySegment old, long oldPlace, long place, long gate) {
      cells(old, oldPlace, place, gate);
      outputs(place, gate);
    }

    private void cells(MemorySegment old, long oldPlace, long place, long gate) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.LANES.indexInRange(unit, hidden);
        FloatVector entry = Vectors.load(gates, gate + unit, lanes);
        FloatVector forget = Vectors.load(gates, gate + hidden + unit, lanes);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit, lanes);
        FloatVector cell = Vectors.load(old, oldPlace + unit, lanes);
        Vectors.store(forget.fma(cell, entry.mul(candidate)), cells, place + unit, lanes);
      }
    }

    private void outputs(long place, long gate) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.LANES.indexInRange(unit, hidden);
        FloatVector exit = Vectors.load(gates, gate + 3L * hidden + unit, lanes);
        FloatVector squashed = VectorActivation.tanh(Vectors.load(cells, place + unit, lanes));
        Vectors.store(exit.mul(squashed), y, place + unit, lanes);
      }
    }
  }
}
