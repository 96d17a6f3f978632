package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.ir.GradientOp;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.op.Sum;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code cuda-kernels/recurrent*.cu}: ops LstmSequenceGradient and GruSequenceGradient. Backwards
 * through all steps, in one launch or in one a step, to the gradients of all sums, which are kept;
 * then each weight's gradient by one product. Step by step the gradient of h runs along in the
 * output that holds that of h0 at the end.
 *
 * @param walk null: a launch for each step
 * @param residuals whether gradients arrive at the gates and at what is kept with them
 */
record RecurrentGradientCuda(
    GradientOp op, RecurrentSizes sizes, RecurrentWalk walk, boolean residuals) implements Kernel {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("hidden_weight"),
          ADDRESS.withName("first_hidden"),
          ADDRESS.withName("first_cell"),
          ADDRESS.withName("lengths"),
          ADDRESS.withName("y"),
          ADDRESS.withName("gates"),
          ADDRESS.withName("kept"),
          ADDRESS.withName("arrived"),
          ADDRESS.withName("arrived_hidden"),
          ADDRESS.withName("arrived_cell"),
          ADDRESS.withName("arrived_gates"),
          ADDRESS.withName("arrived_kept"),
          ADDRESS.withName("to_hidden"),
          ADDRESS.withName("to_cell"),
          ADDRESS.withName("to_sums"),
          ADDRESS.withName("to_products"),
          ADDRESS.withName("previous"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("items"),
          JAVA_INT.withName("length"),
          JAVA_INT.withName("units"),
          JAVA_INT.withName("step"));

  private static final StructLayout CUT =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("lengths"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("items"),
          JAVA_INT.withName("length"),
          JAVA_INT.withName("width"));

  static Choice select(GradientOp op, boolean lengths, Signature signature) {
    String refusal = RecurrentCuda.refusal(signature);
    if (refusal != null) {
      return Choice.refuse(refusal);
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature.inputs(), lengths);
    boolean residuals = op.seeds() == op.forwardOutputs();
    return new RecurrentGradientCuda(op, sizes, RecurrentWalk.of(sizes), residuals);
  }

  /**
   * Scratch memory, a row for each place besides the weight.
   *
   * @param sums gradients of the inputs' sums
   * @param products gradients of the hidden products; of an LSTM the same memory
   * @param previous h before each step
   * @param inputs x, with zeros behind the ends
   * @param hiddenWeight transposed, for all steps in one launch
   */
  private record Scratch(
      MemorySegment sums,
      MemorySegment products,
      MemorySegment previous,
      MemorySegment inputs,
      MemorySegment hiddenWeight) {}

  private long bytes(int columns) {
    return (long) Float.BYTES * sizes.places() * columns;
  }

  @Override
  public String means() {
    return RecurrentWalk.describe(walk);
  }

  @Override
  public long workspaceBytes() {
    return CudaScratch.bytes(parts());
  }

  private List<Long> parts() {
    return List.of(
        bytes(sizes.gates()),
        sizes.isLstm() ? 0 : bytes(sizes.gates()),
        bytes(sizes.hidden()),
        sizes.hasLengths() ? bytes(sizes.width()) : 0,
        walk == null ? 0 : (long) Float.BYTES * sizes.hidden() * sizes.gates());
  }

  private Scratch scratch(Operands operands) {
    List<MemorySegment> parts = CudaScratch.parts(operands.workspace(), parts());
    return new Scratch(
        parts.get(0),
        parts.get(sizes.isLstm() ? 0 : 1),
        parts.get(2),
        sizes.hasLengths() ? parts.get(3) : operands.input(0),
        parts.get(4));
  }

  @Override
  public Call bind(Operands operands) {
    Scratch scratch = scratch(operands);
    int gates = sizes.gates();
    int hidden = sizes.hidden();
    CudaFault fault = RecurrentCuda.fault(op, sizes);
    List<Call> calls = new ArrayList<>();
    if (walk != null) {
      calls.add(MoveCuda.transpose(hidden, gates, operands.input(2), scratch.hiddenWeight));
      calls.add(walk.gradient(sizes, BLOCK, block -> fill(block, operands, scratch, fault, 0)));
    } else {
      for (int step = sizes.length() - 1; step >= 0; step--) {
        calls.add(cell(operands, scratch, fault, step));
        calls.add(product(operands, scratch, step));
      }
    }
    if (sizes.hasLengths()) {
      calls.add(cut(operands, scratch));
    }
    CudaGemm.Matrix toSums = CudaGemm.Matrix.of(scratch.sums, gates);
    calls.add(
        CudaGemm.of(sizes.places(), sizes.width(), gates)
            .call(
                toSums,
                CudaGemm.Matrix.of(operands.input(1), gates).transpose(),
                CudaGemm.Matrix.of(operands.output(0), sizes.width())));
    calls.add(weight(scratch.inputs, sizes.width(), scratch.sums, operands.output(1)));
    calls.add(weight(scratch.previous, hidden, scratch.products, operands.output(2)));
    calls.add(bias(scratch.sums, operands.output(3)));
    if (!sizes.isLstm()) {
      calls.add(bias(scratch.products, operands.output(4)));
    }
    return new CheckedCall.One(() -> calls.forEach(Call::run), CudaDevice.current(), fault);
  }

  /** Adds what comes to the state before a step through its hidden product. */
  private Call product(Operands operands, Scratch scratch, int step) {
    int gates = sizes.gates();
    int hidden = sizes.hidden();
    return new CudaGemm(sizes.samples(), hidden, gates, 1, true)
        .call(
            CudaGemm.Matrix.of(scratch.products, sizes.length() * gates).from((long) step * gates),
            CudaGemm.Matrix.of(operands.input(2), gates).transpose(),
            CudaGemm.Matrix.of(operands.output(sizes.state()), hidden));
  }

  private Call cell(Operands operands, Scratch scratch, CudaFault fault, int step) {
    return new CudaKernel(
            "recurrent",
            sizes.isLstm() ? "lstm_cell_gradient" : "gru_cell_gradient",
            BLOCK,
            (long) sizes.samples() * sizes.hidden(),
            CudaKernel.InPlace.NEVER,
            (block, _) -> fill(block, operands, scratch, fault, step))
        .bind(operands);
  }

  private void fill(Block block, Operands operands, Scratch scratch, CudaFault fault, int step) {
    boolean isLstm = sizes.isLstm();
    int state = sizes.state();
    int y = sizes.inputs();
    int gates = y + sizes.results();
    int arrived = gates + 2;
    int residual = arrived + sizes.results();
    MemorySegment none = MemorySegment.NULL;
    block
        .set("hidden_weight", scratch.hiddenWeight)
        .set("first_hidden", operands.input(state))
        .set("first_cell", operands.input(5))
        .set("lengths", lengths(operands))
        .set("y", operands.input(y))
        .set("gates", operands.input(gates))
        .set("kept", operands.input(gates + 1))
        .set("arrived", operands.input(arrived))
        .set("arrived_hidden", operands.input(arrived + 1))
        .set("arrived_cell", isLstm ? operands.input(arrived + 2) : none)
        .set("arrived_gates", residuals ? operands.input(residual) : none)
        .set("arrived_kept", residuals ? operands.input(residual + 1) : none)
        .set("to_hidden", operands.output(state))
        .set("to_cell", operands.output(5))
        .set("to_sums", scratch.sums)
        .set("to_products", scratch.products)
        .set("previous", scratch.previous)
        .set("fault", fault.segment())
        .set("items", (long) sizes.samples() * sizes.hidden())
        .set("length", sizes.length())
        .set("units", sizes.hidden())
        .set("step", step);
  }

  private MemorySegment lengths(Operands operands) {
    return sizes.hasLengths() ? operands.input(RecurrentSizes.LENGTHS) : MemorySegment.NULL;
  }

  private Call cut(Operands operands, Scratch scratch) {
    long items = (long) sizes.places() * sizes.width();
    return new CudaKernel(
            "recurrent",
            "recurrent_cut",
            CUT,
            items,
            CudaKernel.InPlace.NEVER,
            (block, _) ->
                block
                    .set("input", operands.input(0))
                    .set("lengths", lengths(operands))
                    .set("output", scratch.inputs)
                    .set("items", items)
                    .set("length", sizes.length())
                    .set("width", sizes.width()))
        .bind(operands);
  }

  /** {@code statesᵀ · sums}: the gradient of a weight matrix that met these states. */
  private Call weight(MemorySegment states, int count, MemorySegment sums, MemorySegment output) {
    return CudaGemm.of(count, sizes.gates(), sizes.places())
        .call(
            CudaGemm.Matrix.of(states, count).transpose(),
            CudaGemm.Matrix.of(sums, sizes.gates()),
            CudaGemm.Matrix.of(output, sizes.gates()));
  }

  private Call bias(MemorySegment sums, MemorySegment output) {
    Sum rows = new Sum(List.of(0));
    TensorType type = TensorType.f32(sizes.places(), sizes.gates());
    Kernel kernel = (Kernel) ReduceCuda.sum(rows, Signature.of(rows, List.of(type)));
    return kernel.bind(new Operands(List.of(sums), List.of(output), null, null));
  }
}
