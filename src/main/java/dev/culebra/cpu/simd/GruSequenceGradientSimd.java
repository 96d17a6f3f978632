package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequenceGradient;
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
 * Backwards step by step to the gradients of the inputs' sums and of the hidden products, which are
 * kept; then all weights at once. The gradient of h runs along in the output that holds that of h0
 * at the end.
 */
record GruSequenceGradientSimd(int samples, int length, int width, int hidden) implements Kernel {
  static Choice select(GruSequenceGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    if (op.seeds() != 2) {
      return Choice.refuse("gradients of gates or products arrived");
    }
    Shape x = signature.input(0).shape();
    int hidden = signature.input(5).shape().size(1);
    return new GruSequenceGradientSimd(x.size(0), x.size(1), x.size(2), hidden);
  }

  private int places() {
    return Math.multiplyExact(samples, length);
  }

  private int gates() {
    return 3 * hidden;
  }

  private long sumsBytes() {
    return aligned(4L * places() * gates());
  }

  private long sharedFrom() {
    return 2 * sumsBytes() + aligned(4L * places() * hidden);
  }

  private long sharedBytes() {
    long most = biasKernel().workspaceBytes();
    for (Gemm.Size size : List.of(stepSize(), inputSize(), weightSize(width), weightSize(hidden))) {
      most = Math.max(most, Gemm.workspaceBytes(size));
    }
    return most;
  }

  /** Workspace: both kinds of gradients, the hidden state before each step, and what is shared. */
  @Override
  public long workspaceBytes() {
    return sharedFrom() + sharedBytes();
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
    long bytes = 4L * places() * gates();
    MemorySegment sums = workspace.asSlice(0, bytes);
    MemorySegment products = workspace.asSlice(sumsBytes(), bytes);
    MemorySegment previous = workspace.asSlice(2 * sumsBytes(), 4L * places() * hidden);
    MemorySegment shared = workspace.asSlice(sharedFrom(), sharedBytes());
    Workers workers = operands.workers();
    List<Call> calls = new ArrayList<>();
    calls.add(() -> operands.output(5).copyFrom(operands.input(11)));
    Gates cells = new Gates(length, hidden, operands, sums, products, previous);
    for (int t = length - 1; t >= 0; t--) {
      int step = t;
      calls.add(Rows.call(workers, samples, gates(), (from, to) -> cells.run(step, from, to)));
      GemmOperand.Matrix arrived =
          new GemmOperand.Matrix(products, 4L * t * gates(), 4L * length * gates(), 0);
      calls.add(
          new Gemm(
              stepSize(),
              arrived.left(false),
              GemmOperand.Matrix.of(operands.input(2), hidden, gates()).right(true),
              GemmOperand.Matrix.of(operands.output(5), samples, hidden),
              true,
              shared,
              workers));
    }
    calls.add(
        new Gemm(
            inputSize(),
            GemmOperand.Matrix.of(sums, places(), gates()).left(false),
            GemmOperand.Matrix.of(operands.input(1), width, gates()).right(true),
            GemmOperand.Matrix.of(operands.output(0), places(), width),
            false,
            shared,
            workers));
    calls.add(weight(operands.input(0), width, sums, operands.output(1), shared, workers));
    calls.add(weight(previous, hidden, products, operands.output(2), shared, workers));
    calls.add(bias(sums, operands.output(3), shared, workers));
    calls.add(bias(products, operands.output(4), shared, workers));
    return Calls.sequence(calls);
  }

  private Call bias(
      MemorySegment sums, MemorySegment output, MemorySegment shared, Workers workers) {
    return biasKernel().bind(new Operands(List.of(sums), List.of(output), shared, workers));
  }

  /** {@code statesᵀ · sums}: the gradient of a weight matrix that met these states. */
  private Call weight(
      MemorySegment states,
      int rows,
      MemorySegment sums,
      MemorySegment output,
      MemorySegment scratch,
      Workers workers) {
    return new Gemm(
        weightSize(rows),
        GemmOperand.Matrix.of(states, places(), rows).left(true),
        GemmOperand.Matrix.of(sums, places(), gates()).right(false),
        GemmOperand.Matrix.of(output, rows, gates()),
        false,
        scratch,
        workers);
  }

  private record Gates(
      int length,
      int hidden,
      Operands operands,
      MemorySegment sums,
      MemorySegment products,
      MemorySegment previous) {
    void run(int t, long from, long to) {
      MemorySegment gates = operands.input(8);
      MemorySegment candidates = operands.input(9);
      MemorySegment arrived = operands.input(10);
      MemorySegment toHidden = operands.output(5);
      for (long sample = from; sample < to; sample++) {
        long place = (sample * length + t) * hidden;
        long start = sample * hidden;
        MemorySegment old = t == 0 ? operands.input(5) : operands.input(6);
        MemorySegment.copy(
            old, 4 * (t == 0 ? start : place - hidden), previous, 4 * place, 4L * hidden);
        gradients(gates, candidates, arrived, toHidden, place, start);
      }
    }

    private void gradients(
        MemorySegment gates,
        MemorySegment candidates,
        MemorySegment arrived,
        MemorySegment toHidden,
        long place,
        long state) {
      long gate = 3 * place;
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> mask =
            unit <= hidden - Vectors.LANES.length()
                ? null
                : Vectors.LANES.indexInRange(unit, hidden);
        FloatVector reset = Vectors.load(gates, gate + unit, mask);
        FloatVector keep = Vectors.load(gates, gate + hidden + unit, mask);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit, mask);
        FloatVector product = Vectors.load(candidates, place + unit, mask);
        FloatVector before = Vectors.load(previous, place + unit, mask);
        FloatVector gradient =
            Vectors.load(toHidden, state + unit, mask)
                .add(Vectors.load(arrived, place + unit, mask));
        FloatVector toCandidate =
            gradient.mul(oneMinus(keep)).mul(oneMinus(candidate.mul(candidate)));
        FloatVector toReset = toCandidate.mul(product).mul(reset.mul(oneMinus(reset)));
        FloatVector toKeep = gradient.mul(before.sub(candidate)).mul(keep.mul(oneMinus(keep)));
        Vectors.store(toReset, sums, gate + unit, mask);
        Vectors.store(toReset, products, gate + unit, mask);
        Vectors.store(toKeep, sums, gate + hidden + unit, mask);
        Vectors.store(toKeep, products, gate + hidden + unit, mask);
        Vectors.store(toCandidate, sums, gate + 2L * hidden + unit, mask);
        Vectors.store(toCandidate.mul(reset), products, gate + 2L * hidden + unit, mask);
        Vectors.store(gradient.mul(keep), toHidden, state + unit, mask);
      }
    }

    private static FloatVector oneMinus(FloatVector value) {
      return Vectors.all(1).sub(value);
    }
  }
}
