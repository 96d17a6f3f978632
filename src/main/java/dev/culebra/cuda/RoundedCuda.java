package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A product of rounded copies of its two operands, which {@code cuda-kernels/round.cu} writes into
 * the workspace in one launch.
 *
 * @param format of the copies
 * @param lefts elements of the first operand
 * @param rights elements of the second one
 * @param kernel multiplies the copies
 */
record RoundedCuda(Format format, long lefts, long rights, Kernel kernel) implements Kernel {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("left"),
          ADDRESS.withName("right"),
          ADDRESS.withName("left_rounded"),
          ADDRESS.withName("right_rounded"),
          JAVA_LONG.withName("lefts"),
          JAVA_LONG.withName("rights"));

  /** Names of the kernels. */
  enum Format {
    /** As bfloat16. */
    PACK_BF16(2),
    /** As float32 with the digits of bfloat16. */
    ROUND_BF16(4),
    /** As float32 with the digits of TF32. */
    ROUND_TF32(4);

    private final int bytes;

    Format(int bytes) {
      this.bytes = bytes;
    }
  }

  RoundedCuda(Format format, Signature signature, Kernel kernel) {
    this(format, signature.input(0).elements(), signature.input(1).elements(), kernel);
  }

  private List<Long> sizes() {
    return List.of(lefts * format.bytes, rights * format.bytes, kernel.workspaceBytes());
  }

  @Override
  public long workspaceBytes() {
    return CudaScratch.bytes(sizes());
  }

  @Override
  public Call bind(Operands operands) {
    List<MemorySegment> parts = CudaScratch.parts(operands.workspace(), sizes());
    CudaKernel rounding =
        new CudaKernel(
            "round",
            format.name().toLowerCase(Locale.ROOT),
            BLOCK,
            lefts + rights,
            CudaKernel.InPlace.NEVER,
            (block, given) ->
                block
                    .set("left", given.input(0))
                    .set("right", given.input(1))
                    .set("left_rounded", parts.get(0))
                    .set("right_rounded", parts.get(1))
                    .set("lefts", lefts)
                    .set("rights", rights));
    List<MemorySegment> inputs = new ArrayList<>(operands.inputs());
    inputs.set(0, parts.get(0));
    inputs.set(1, parts.get(1));
    Operands copies = new Operands(inputs, operands.outputs(), parts.get(2), operands.workers());
    return new CheckedCall.Several(List.of(rounding.bind(operands), kernel.bind(copies)));
  }

  @Override
  public String means() {
    return kernel.means();
  }
}
