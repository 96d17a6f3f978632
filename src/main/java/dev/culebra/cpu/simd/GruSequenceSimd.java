package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequence;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * All inputs' products at once, then step by step the hidden state's products and the gates. The
 * inputs' sums lie in the gates' output and become gates in place.
 */
record GruSequenceSimd(int samples, int length, int width, int hidden) implements Kernel {
  private static final BinarySimd.Loop ADD = BinarySimd.loop(FloatVector::add);
  private static final BinarySimd.Loop MULTIPLY = BinarySimd.loop(FloatVector::mul);
  private static final BinarySimd.Loop SIGMOID =
      BinarySimd.loop((left, right) -> VectorActivation.sigmoid(left.add(right)));
  private static final BinarySimd.Loop TANH =
      BinarySimd.loop((left, right) -> VectorActivation.tanh(left.add(right)));

  static Choice select(GruSequence op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape x = signature.input(0).shape();
    int hidden = signature.input(5).shape().size(1);
    return new GruSequenceSimd(x.size(0), x.size(1), x.size(2), hidden);
  }

  private Gemm.Size inputSize() {
    return new Gemm.Size(1, Math.multiplyExact(samples, length), 3 * hidden, width);
  }

  private Gemm.Size stepSize() {
    return new Gemm.Size(1, samples, 3 * hidden, hidden);
  }

  private long productBytes() {
    return (12L * samples * hidden + 127) / 128 * 128;
  }

  /** Workspace: one step's hidden products, then what the matrix products need. */
  @Override
  public long workspaceBytes() {
    long gemm = Math.max(Gemm.workspaceBytes(inputSize()), Gemm.workspaceBytes(stepSize()));
    return productBytes() + gemm;
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment products = operands.workspace().asSlice(0, 12L * samples * hidden);
    MemorySegment scratch = operands.workspace().asSlice(productBytes());
    Workers workers = operands.workers();
    MemorySegment gates = operands.output(2);
    Gates cells = new Gates(length, hidden, operands, products);
    Call[] calls = new Call[1 + 2 * length];
    calls[0] =
        new Gemm(
            inputSize(),
            GemmOperand.Matrix.of(operands.input(0), samples * length, width).left(false),
            GemmOperand.Matrix.of(operands.input(1), width, 3 * hidden).right(false),
            GemmOperand.Matrix.of(gates, samples * length, 3 * hidden),
            false,
            scratch,
            workers);
    for (int t = 0; t < length; t++) {
      int step = t;
      calls[1 + 2 * t] =
          new Gemm(
              stepSize(),
              previous(operands, t).left(false),
              GemmOperand.Matrix.of(operands.input(2), hidden, 3 * hidden).right(false),
              GemmOperand.Matrix.of(products, samples, 3 * hidden),
              false,
              scratch,
              workers);
      calls[2 + 2 * t] =
          Rows.call(workers, samples, 3L * hidden, (from, to) -> cells.run(step, from, to));
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
        ? GemmOperand.Matrix.of(operands.input(5), samples, hidden)
        : new GemmOperand.Matrix(
            operands.output(0), 4L * (t - 1) * hidden, 4L * length * hidden, 0);
  }

  private record Gates(int length, int hidden, Operands operands, MemorySegment products) {
    void run(int t, long from, long to) {
      MemorySegment gates = operands.output(2);
      MemorySegment y = operands.output(0);
      for (long sample = from; sample < to; sample++) {
        long place = (sample * length + t) * hidden;
        long gate = 3 * place;
        long row = 3 * sample * hidden;
        long candidate = gate + 2L * hidden;
        long product = row + 2L * hidden;
        apply(ADD, gates, gate, operands.input(3), 0, gates, gate, 3L * hidden);
        apply(ADD, products, row, operands.input(4), 0, products, row, 3L * hidden);
        MemorySegment.copy(products, 4 * product, operands.output(3), 4 * place, 4L * hidden);
        apply(SIGMOID, gates, gate, products, row, gates, gate, 2L * hidden);
        apply(MULTIPLY, gates, gate, products, product, products, product, hidden);
        apply(TANH, gates, candidate, products, product, gates, candidate, hidden);
        states(
            t == 0 ? operands.input(5) : y,
            t == 0 ? sample * hidden : place - hidden,
            gates,
            gate,
            y,
            place,
            hidden);
        if (t == length - 1) {
          MemorySegment.copy(y, 4 * place, operands.output(1), 4 * sample * hidden, 4L * hidden);
        }
      }
    }

    private static void apply(
        BinarySimd.Loop loop,
        MemorySegment left,
        long leftFrom,
        MemorySegment right,
        long rightFrom,
        MemorySegment to,
        long toFrom,
        long count) {
      loop.run(left, leftFrom, false, right, rightFrom, false, to, toFrom, count);
    }

    /** {@code h = n + z·(h(t−1) − n)}. */
    private static void states(
        MemorySegment old,
        long oldPlace,
        MemorySegment gates,
        long gate,
        MemorySegment y,
        long place,
        int hidden) {
      int whole = hidden - hidden % Vectors.LANES.length();
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector keep = Vectors.load(gates, gate + hidden + unit);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit);
        FloatVector distance = Vectors.load(old, oldPlace + unit).sub(candidate);
        Vectors.store(keep.fma(distance, candidate), y, place + unit);
      }
      for (int unit = whole; unit < hidden; unit++) {
        float keep = gates.getAtIndex(ValueLayout.JAVA_FLOAT, gate + hidden + unit);
        float candidate = gates.getAtIndex(ValueLayout.JAVA_FLOAT, gate + 2L * hidden + unit);
        float distance = old.getAtIndex(ValueLayout.JAVA_FLOAT, oldPlace + unit) - candidate;
        y.setAtIndex(ValueLayout.JAVA_FLOAT, place + unit, Math.fma(keep, distance, candidate));
      }
    }
  }
}
