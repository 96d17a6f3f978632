package dev.culebra.cpu.ref;

import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.KernelTable;
import dev.culebra.kernel.Signature;
import dev.culebra.kernel.ViewKernel;
import dev.culebra.op.Add;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Fill;
import dev.culebra.op.MatMul;
import dev.culebra.op.Multiply;
import dev.culebra.op.Reshape;
import dev.culebra.op.Sum;

/** The reference tier: every operation, one line each. */
public final class RefBackend implements Backend {
  private static final KernelTable KERNELS =
      new KernelTable()
          .add(Add.class, AddRef::select)
          .add(Broadcast.class, BroadcastRef::select)
          .add(Conv2d.class, Conv2dRef::select)
          .add(Conv2dWeightGradient.class, Conv2dWeightGradientRef::select)
          .add(ConvTranspose2d.class, ConvTranspose2dRef::select)
          .add(Fill.class, FillRef::select)
          .add(MatMul.class, MatMulRef::select)
          .add(Multiply.class, MultiplyRef::select)
          .add(Reshape.class, (op, signature) -> new ViewKernel())
          .add(Sum.class, SumRef::select);

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String tier() {
    return "ref";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public String refusal() {
    return null;
  }

  @Override
  public Choice select(Signature signature) {
    return KERNELS.select(signature);
  }
}
