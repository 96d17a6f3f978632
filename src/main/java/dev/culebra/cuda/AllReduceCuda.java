package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import java.util.ArrayList;
import java.util.List;

/** Sums over the devices of a link, by NCCL; on a device that is bound alone, copies. */
final class AllReduceCuda {
  private AllReduceCuda() {}

  static Choice start(AllReduceStart op, Signature signature) {
    return new Start();
  }

  static Choice end(AllReduceEnd op, Signature signature) {
    return new End();
  }

  private record Start() implements Kernel {
    @Override
    public Call bind(Operands operands) {
      List<Call> calls = copies(operands);
      if (NcclMember.isBound()) {
        calls.add(NcclMember.current().sum(operands.outputs()));
      }
      return () -> calls.forEach(Call::run);
    }

    @Override
    public boolean inPlace(int output, int input) {
      return output == input;
    }
  }

  private record End() implements Kernel {
    @Override
    public Call bind(Operands operands) {
      List<Call> calls = new ArrayList<>();
      if (NcclMember.isBound()) {
        calls.add(NcclMember.current()::await);
      }
      calls.addAll(copies(operands));
      return () -> calls.forEach(Call::run);
    }

    @Override
    public boolean inPlace(int output, int input) {
      return output == input;
    }
  }

  /** Of the inputs that do not lie where the outputs do. */
  private static List<Call> copies(Operands operands) {
    List<Call> copies = new ArrayList<>();
    for (int i = 0; i < operands.inputs().size(); i++) {
      if (operands.input(i).address() != operands.output(i).address()) {
        copies.add(CudaDevice.current().copy(operands.input(i), operands.output(i)));
      }
    }
    return copies;
  }
}
