package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.util.List;

/** Calls made of calls. */
public final class Calls {
  private Calls() {}

  /** The chunks of a task, on all threads. */
  static Call parallel(Workers workers, Task task, int chunks) {
    return () -> workers.run(task, chunks);
  }

  /** One after the other. */
  public static Call sequence(List<? extends Call> calls) {
    if (calls.size() == 1) {
      return calls.getFirst();
    }
    Call[] all = calls.toArray(Call[]::new);
    return () -> {
      for (Call call : all) {
        call.run();
      }
    };
  }
}
