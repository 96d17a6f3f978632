package dev.culebra.cpu.ref;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fused;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The members one after the other, what lies between them in the workspace.
 *
 * @param types of all values
 * @param kernels of the members
 */
record FusedRef(Fused op, List<TensorType> types, List<Kernel> kernels) implements Kernel {
  static Choice select(Fused op, Signature signature, Function<Signature, Choice> members) {
    List<TensorType> types = op.types(signature.inputs());
    List<Kernel> kernels = new ArrayList<>();
    for (Fused.Member member : op.members()) {
      Signature each =
          Signature.of(member.op(), member.operandTypes(types)).at(signature.precision());
      if (!(members.apply(each) instanceof Kernel kernel)) {
        return Choice.refuse("no kernel for " + member.op().name());
      }
      kernels.add(kernel);
    }
    return new FusedRef(op, types, kernels);
  }

  @Override
  public Call bind(Operands operands) {
    List<MemorySegment> values = new ArrayList<>(operands.inputs());
    List<Call> calls = new ArrayList<>();
    long used = 0;
    for (int i = 0; i < kernels.size(); i++) {
      int number = op.inputs() + i;
      int output = op.results().indexOf(number);
      long bytes = types.get(number).bytes();
      MemorySegment result =
          output >= 0 ? operands.output(output) : operands.workspace().asSlice(used, bytes);
      used += output >= 0 ? 0 : aligned(bytes);
      MemorySegment workspace = operands.workspace().asSlice(used, kernels.get(i).workspaceBytes());
      used += aligned(workspace.byteSize());
      List<MemorySegment> inputs =
          op.members().get(i).operands().stream().map(values::get).toList();
      values.add(result);
      calls.add(
          kernels
              .get(i)
              .bind(new Operands(inputs, List.of(result), workspace, operands.workers())));
    }
    Call[] all = calls.toArray(Call[]::new);
    return () -> {
      for (Call call : all) {
        call.run();
      }
    };
  }

  @Override
  public long workspaceBytes() {
    long bytes = 0;
    for (int i = 0; i < kernels.size(); i++) {
      bytes += aligned(types.get(op.inputs() + i).bytes());
      bytes += aligned(kernels.get(i).workspaceBytes());
    }
    return bytes;
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }
}
