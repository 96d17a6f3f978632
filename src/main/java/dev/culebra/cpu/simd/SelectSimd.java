package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Select;
import dev.culebra.shape.DType;

/** Choices among elements of four bytes, run by run under broadcasting. */
record SelectSimd(Signature signature, StretchedRuns runs) implements Kernel {
  static Choice select(Select op, Signature signature) {
    DType dtype = signature.output(0).dtype();
    return dtype.bytes() == 4
        ? new SelectSimd(signature, StretchedRuns.of(signature))
        : Choice.refuse(dtype.label() + "; only types of four bytes");
  }

  @Override
  public Call bind(Operands operands) {
    SelectLoop loop =
        new SelectLoop(
            operands.input(0),
            runs.repeats().get(0),
            operands.input(1),
            runs.repeats().get(1),
            operands.input(2),
            runs.repeats().get(2),
            operands.output(0));
    return Runs.call(
        operands.workers(),
        runs.count(),
        runs.length(),
        (run, from, length) ->
            loop.run(
                runs.offset(0, run, from),
                runs.offset(1, run, from),
                runs.offset(2, run, from),
                run * runs.length() + from,
                length));
  }

  @Override
  public boolean inPlace(int output, int input) {
    return signature.input(input).equals(signature.output(output));
  }
}
