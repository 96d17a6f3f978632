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
 * @param results how many each has
 */
record FusedRef(Fused op, List<TensorType> types, List<Kernel> kernels, List<Integer> results)
    implements Kernel {
  static Choice select(Fused op, Signature signature, Function<Signature, Choice> members) {
    List<TensorType> types = op.types(signature.inputs());
    List<Kernel> kernels = new ArrayList<>();
    List<Integer> results = new ArrayList<>();
    for (Fused.Member member : op.members()) {
      Signature each =
          Signature.of(member.op(), member.operandTypes(types)).at(signature.precision());
      if (!(members.apply(each) instanceof Kernel kernel)) {
        return Choice.refuse("no kernel for " + member.op().name());
      }
      kernels.add(kernel);
      results.add(each.outputs().size());
    }
    return new FusedRef(op, types, kernels, results);
  }

  @Override
  public Call bind(Operands operands) {
    List<MemorySegment> values = new ArrayList<>(operands.inputs());
    List<Call> calls = new ArrayList<>();
    MemorySegment rest = operands.workspace();
    for (int i = 0; i < kernels.size(); i++) {
      List<MemorySegment> inputs =
          op.members().get(i).operands().stream().map(values::get).toList();
      List<MemorySegment> outputs = new ArrayList<>();
      for (int output = 0; output < results.get(i); output++) {
        int place = op.results().indexOf(values.size());
        long bytes = types.get(values.size()).bytes();
        values.add(place >= 0 ? operands.output(place) : rest.asSlice(0, bytes));
        outputs.add(values.getLast());
        rest = rest.asSlice(place >= 0 ? 0 : aligned(bytes));
      }
      long bytes = kernels.get(i).workspaceBytes();
      MemorySegment workspace = rest.asSlice(0, bytes);
      rest = rest.asSlice(aligned(bytes));
      calls.add(kernels.get(i).bind(new Operands(inputs, outputs, workspace, operands.workers())));
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
    long bytes = kernels.stream().mapToLong(kernel -> aligned(kernel.workspaceBytes())).sum();
    for (int number = op.inputs(); number < types.size(); number++) {
      bytes += aligned(types.get(number).bytes());
    }
    return bytes;
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }
}
