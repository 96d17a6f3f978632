package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Backwards step by step to the gradients of the sums, which are kept; then all weights at once.
 * The gradients of h and c run along in the outputs that hold those of h0 and c0 at the end.
 */
record LstmSequenceGradientSimd(int samples, int length, int width, int hidden, boolean residuals)
    implements Kernel {
  private static final BinarySimd.Loop ADD = BinarySimd.loop(FloatVector::add);

  static Choice select(LstmSequenceGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape x = signature.input(0).shape();
    int hidden = signature.input(4).shape().size(1);
    boolean residuals = op.seeds() == op.forwardOutputs();
    return new LstmSequenceGradientSimd(x.size(0), x.size(1), x.size(2), hidden, residuals);
  }

  private int places() {
    return Math.multiplyExact(samples, length);
  }

  private int gates() {
    return 4 * hidden;
  }

  /** Workspace: gradients of the sums, the hidden state before each step, and what is shared. */
  @Override
  public long workspaceBytes() {
    return sharedFrom() + sharedBytes();
  }

  private long previousFrom() {
    return aligned(4L * places() * gates());
  }

  private long sharedFrom() {
    return previousFrom() + aligned(4L * places() * hidden);
  }

  private long sharedBytes() {
    long most = biasKernel().workspaceBytes();
    for (Gemm.Size size : List.of(stepSize(), inputSize(), weightSize(width), weightSize(hidden))) {
      most = Math.max(most, Gemm.workspaceBytes(size));
    }
    return most;
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }

  private Gemm.Size stepSize() {
    return new Gemm.Size(1, samples, hidden, gates());
  }

  private Gemm.Size inputSize() {
    return new Gemm.Size(1, places(), width, gates());
  }

  private Gemm.Size weightSize(int rows) {
    return new Gemm.Size(1, rows, gates(), places());
  }

  private Kernel biasKernel() {
    Sum rows = new Sum(List.of(0));
    return (Kernel)
        SumSimd.select(rows, Signature.of(rows, List.of(TensorType.f32(places(), gates()))));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment workspace = operands.workspace();
    MemorySegment sums = workspace.asSlice(0, 4L * places() * gates());
    MemorySegment previous = workspace.asSlice(previousFrom(), 4L * places() * hidden);
    MemorySegment shared = workspace.asSlice(sharedFrom(), sharedBytes());
    Workers workers = operands.workers();
    List<Call> calls = new ArrayList<>();
    calls.add(() -> operands.output(4).copyFrom(operands.input(12)));
    calls.add(() -> operands.output(5).copyFrom(operands.input(13)));
    Cells cells = new Cells(this, operands, sums, previous);
    for (int t = length - 1; t >= 0; t--) {
      int step = t;
      calls.add(Rows.call(workers, samples, gates(), (from, to) -> cells.run(step, from, to)));
      calls.add(
          new Gemm(
              stepSize(),
              new GemmOperand.Matrix(sums, 4L * t * gates(), 4L * length * gates(), 0).left(false),
              GemmOperand.Matrix.of(operands.input(2), hidden, gates()).right(true),
              GemmOperand.Matrix.of(operands.output(4), samples, hidden),
              false,
              shared,
              workers));
    }
    GemmOperand.Matrix all = GemmOperand.Matrix.of(sums, places(), gates());
    calls.add(
        new Gemm(
            inputSize(),
            all.left(false),
            GemmOperand.Matrix.of(operands.input(1), width, gates()).right(true),
            GemmOperand.Matrix.of(operands.output(0), places(), width),
            false,
            shared,
            workers));
    calls.add(weight(operands.input(0), width, all, operands.output(1), shared, workers));
    calls.add(weight(previous, hidden, all, operands.output(2), shared, workers));
    calls.add(
        biasKernel()
            .bind(new Operands(List.of(sums), List.of(operands.output(3)), shared, workers)));
    Call[] order = calls.toArray(Call[]::new);
    return () -> {
      for (Call call : order) {
        call.run();
      }
    };
  }

  /** {@code statesᵀ · sums}: the gradient of a weight matrix that met these states. */
  private Call weight(
      MemorySegment states,
      int rows,
      GemmOperand.Matrix sums,
      MemorySegment output,
      MemorySegment scratch,
      Workers workers) {
    return new Gemm(
        weightSize(rows),
        GemmOperand.Matrix.of(states, places(), rows).left(true),
        sums.right(false),
        GemmOperand.Matrix.of(output, rows, gates()),
        false,
        scratch,
        workers);
  }

  private record Cells(
      int length,
      int hidden,
      MemorySegment initialHidden,
      MemorySegment initialCell,
      MemorySegment y,
      MemorySegment gates,
      MemorySegment cells,
      MemorySegment arrived,
      MemorySegment toHidden,
      MemorySegment toCell,
      MemorySegment sums,
      MemorySegment previous,
      MemorySegment arrivedGates,
      MemorySegment arrivedCells) {
    Cells(
        LstmSequenceGradientSimd kernel,
        Operands operands,
        MemorySegment sums,
        MemorySegment previous) {
      this(
          kernel.length,
          kernel.hidden,
          operands.input(4),
          operands.input(5),
          operands.input(6),
          operands.input(9),
          operands.input(10),
          operands.input(11),
          operands.output(4),
          operands.output(5),
          sums,
          previous,
          kernel.residuals ? operands.input(14) : null,
          kernel.residuals ? operands.input(15) : null);
    }

    void run(int t, long from, long to) {
      long bytes = 4L * hidden;
      for (long sample = from; sample < to; sample++) {
        long place = (sample * length + t) * hidden;
        long start = sample * hidden;
        boolean first = t == 0;
        MemorySegment.copy(
            first ? initialHidden : y,
            4 * (first ? start : place - hidden),
            previous,
            4 * place,
            bytes);
        if (arrivedCells != null) {
          ADD.run(toCell, start, false, arrivedCells, place, false, toCell, start, hidden);
        }
        gradients(first ? initialCell : cells, first ? start : place - hidden, place, start);
        if (arrivedGates != null) {
          beyond(4 * place, 2L * hidden, false);
          beyond(4 * place + 2L * hidden, hidden, true);
          beyond(4 * place + 3L * hidden, hidden, false);
        }
      }
    }

    /** Adds what arrived at the gates themselves, through the slope of tanh or of sigmoid. */
    private void beyond(long from, long count, boolean isTanh) {
      for (long i = 0; i < count; i += Vectors.LANES.length()) {
        VectorMask<Float> mask = Vectors.LANES.indexInRange(i, count);
        FloatVector gate = Vectors.load(gates, from + i, mask);
        FloatVector slope = isTanh ? oneMinus(gate.mul(gate)) : gate.mul(oneMinus(gate));
        FloatVector sum = Vectors.load(sums, from + i, mask);
        Vectors.store(
            slope.fma(Vectors.load(arrivedGates, from + i, mask), sum), sums, from + i, mask);
      }
    }

    // Three short passes over a row that stays in L1: in one method their operations are more than
    // C2 inlines. The place of the sums holds what goes from one to the next.
    private void gradients(MemorySegment old, long oldPlace, long place, long state) {
      long gate = 4 * place;
      squash(place, gate);
      carry(place, state, gate);
      gates(old, oldPlace, state, gate);
    }

    private void squash(long place, long gate) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.LANES.indexInRange(unit, hidden);
        FloatVector cell = Vectors.load(cells, place + unit, lanes);
        Vectors.store(VectorActivation.tanh(cell), sums, gate + unit, lanes);
      }
    }

    /** From tanh(c) to the gradients of c, which replaces it, and of the exit gate's sum. */
    private void carry(long place, long state, long gate) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.LANES.indexInRange(unit, hidden);
        FloatVector squashed = Vectors.load(sums, gate + unit, lanes);
        FloatVector exit = Vectors.load(gates, gate + 3L * hidden + unit, lanes);
        FloatVector gradient =
            Vectors.load(toHidden, state + unit, lanes)
                .add(Vectors.load(arrived, place + unit, lanes));
        FloatVector slope = oneMinus(squashed.mul(squashed));
        FloatVector cell = gradient.mul(exit).fma(slope, Vectors.load(toCell, state + unit, lanes));
        FloatVector toExit = gradient.mul(squashed).mul(exit.mul(oneMinus(exit)));
        Vectors.store(toExit, sums, gate + 3L * hidden + unit, lanes);
        Vectors.store(cell, sums, gate + unit, lanes);
      }
    }

    /** From the gradient of c to those of the other three sums and of the c before. */
    private void gates(MemorySegment old, long oldPlace, long state, long gate) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.LANES.indexInRange(unit, hidden);
        FloatVector cell = Vectors.load(sums, gate + unit, lanes);
        FloatVector entry = Vectors.load(gates, gate + unit, lanes);
        FloatVector forget = Vectors.load(gates, gate + hidden + unit, lanes);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit, lanes);
        FloatVector before = Vectors.load(old, oldPlace + unit, lanes);
        FloatVector toEntry = cell.mul(candidate).mul(entry.mul(oneMinus(entry)));
        FloatVector toForget = cell.mul(before).mul(forget.mul(oneMinus(forget)));
        FloatVector toCandidate = cell.mul(entry).mul(oneMinus(candidate.mul(candidate)));
        Vectors.store(toEntry, sums, gate + unit, lanes);
        Vectors.store(toForget, sums, gate + hidden + unit, lanes);
        Vectors.store(toCandidate, sums, gate + 2L * hidden + unit, lanes);
        Vectors.store(cell.mul(forget), toCell, state + unit, lanes);
      }
    }

    private static FloatVector oneMinus(FloatVector value) {
      return Vectors.all(1).sub(value);
    }
  }
}
