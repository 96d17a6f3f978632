package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.op.SequenceRule;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code cuda-kernels/recurrent*.cu}: ops LstmSequence and GruSequence. The products of all inputs
 * at once, in the place of the gates that they become; then one launch for all steps, or for each
 * step the product of the hidden state and a launch.
 *
 * @param walk null: a launch for each step
 */
record RecurrentCuda(Op op, RecurrentSizes sizes, RecurrentWalk walk) implements Kernel {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("hidden_weight"),
          ADDRESS.withName("input_bias"),
          ADDRESS.withName("hidden_bias"),
          ADDRESS.withName("first_hidden"),
          ADDRESS.withName("first_cell"),
          ADDRESS.withName("products"),
          ADDRESS.withName("lengths"),
          ADDRESS.withName("y"),
          ADDRESS.withName("last_hidden"),
          ADDRESS.withName("last_cell"),
          ADDRESS.withName("gates"),
          ADDRESS.withName("kept"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("items"),
          JAVA_INT.withName("length"),
          JAVA_INT.withName("units"),
          JAVA_INT.withName("step"));

  static Choice select(Op op, Signature signature) {
    String refusal = refusal(signature);
    if (refusal != null) {
      return Choice.refuse(refusal);
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature.inputs(), hasLengths(signature));
    return new RecurrentCuda(op, sizes, RecurrentWalk.of(sizes));
  }

  private static boolean hasLengths(Signature signature) {
    return signature.inputs().size() > RecurrentSizes.LENGTHS;
  }

  /** Why neither the layer nor its gradient has a kernel; null if they have. */
  static String refusal(Signature signature) {
    DType dtype = signature.input(0).dtype();
    return dtype == DType.F32 ? null : dtype.label() + " is for the reference";
  }

  /** Where kernels name a length that no sequence can have. */
  static CudaFault fault(Op op, RecurrentSizes sizes) {
    return new CudaFault(
        CudaDevice.current(),
        (sample, end) -> SequenceRule.check(op.name(), sample, (int) end, sizes.length()));
  }

  @Override
  public String means() {
    return RecurrentWalk.describe(walk);
  }

  @Override
  public long workspaceBytes() {
    boolean hasProducts = walk == null && !sizes.isLstm();
    return hasProducts ? (long) Float.BYTES * sizes.samples() * sizes.gates() : 0;
  }

  @Override
  public Call bind(Operands operands) {
    int gates = sizes.gates();
    CudaFault fault = fault(op, sizes);
    List<Call> calls = new ArrayList<>();
    calls.add(
        CudaGemm.of(sizes.places(), gates, sizes.width())
            .call(
                CudaGemm.Matrix.of(operands.input(0), sizes.width()),
                CudaGemm.Matrix.of(operands.input(1), gates),
                sums(operands)));
    if (walk != null) {
      calls.add(walk.forward(sizes, BLOCK, block -> fill(block, operands, fault, 0)));
    } else {
      for (int step = 0; step < sizes.length(); step++) {
        calls.add(product(operands, step));
        calls.add(cell(operands, fault, step));
      }
    }
    return new CheckedCall.One(() -> calls.forEach(Call::run), CudaDevice.current(), fault);
  }

  /** Of all steps, before the hidden products. */
  private CudaGemm.Matrix sums(Operands operands) {
    return CudaGemm.Matrix.of(operands.output(sizes.results()), sizes.gates());
  }

  private Call product(Operands operands, int step) {
    int gates = sizes.gates();
    return new CudaGemm(sizes.samples(), gates, sizes.hidden(), 1, sizes.isLstm())
        .call(
            previous(operands, step),
            CudaGemm.Matrix.of(operands.input(2), gates),
            sizes.isLstm()
                ? CudaGemm.Matrix.of(sums(operands).memory(), sizes.length() * gates)
                    .from((long) step * gates)
                : CudaGemm.Matrix.of(operands.workspace(), gates));
  }

  private CudaGemm.Matrix previous(Operands operands, int step) {
    int hidden = sizes.hidden();
    return step == 0
        ? CudaGemm.Matrix.of(operands.input(sizes.state()), hidden)
        : CudaGemm.Matrix.of(operands.output(0), sizes.length() * hidden)
            .from((step - 1L) * hidden);
  }

  private Call cell(Operands operands, CudaFault fault, int step) {
    return new CudaKernel(
            "recurrent",
            sizes.isLstm() ? "lstm_cell" : "gru_cell",
            BLOCK,
            (long) sizes.samples() * sizes.hidden(),
            CudaKernel.InPlace.NEVER,
            (block, _) -> fill(block, operands, fault, step))
        .bind(operands);
  }

  private void fill(Block block, Operands operands, CudaFault fault, int step) {
    boolean isLstm = sizes.isLstm();
    MemorySegment none = MemorySegment.NULL;
    block
        .set("hidden_weight", operands.input(2))
        .set("input_bias", operands.input(3))
        .set("hidden_bias", operands.input(isLstm ? 3 : 4))
        .set("first_hidden", operands.input(sizes.state()))
        .set("first_cell", operands.input(5))
        .set("products", workspaceBytes() == 0 ? none : operands.workspace())
        .set("lengths", sizes.hasLengths() ? operands.input(RecurrentSizes.LENGTHS) : none)
        .set("y", operands.output(0))
        .set("last_hidden", operands.output(1))
        .set("last_cell", isLstm ? operands.output(2) : none)
        .set("gates", operands.output(sizes.results()))
        .set("kept", operands.output(sizes.results() + 1))
        .set("fault", fault.segment())
        .set("items", (long) sizes.samples() * sizes.hidden())
        .set("length", sizes.length())
        .set("units", sizes.hidden())
        .set("step", step);
  }
}
