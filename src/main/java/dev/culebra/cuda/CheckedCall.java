package dev.culebra.cuda;

import dev.culebra.ir.OpException;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.CallRefusal;
import java.util.List;

/** A call that may find, on the device, an index outside its range. */
interface CheckedCall extends Call {
  /**
   * To be called once the call has ended; it then forgets what it found.
   *
   * @throws OpException that names the first such index
   */
  void check();

  /**
   * A call whose kernel says so.
   *
   * @param call puts the kernel on the stream
   * @param device where it runs
   * @param fault where it says so
   */
  record One(Call call, CudaDevice device, CudaFault fault) implements CheckedCall {
    @Override
    public void run() {
      call.run();
    }

    @Override
    public void check() {
      fault.check(device);
    }
  }

  /** Calls one after the other, as one. */
  record Several(List<Call> calls) implements CheckedCall {
    @Override
    public void run() {
      calls.forEach(Call::run);
    }

    @Override
    public void check() {
      try {
        checkAll(calls);
      } catch (CallRefusal refusal) {
        throw refusal.found();
      }
    }
  }

  /**
   * Checks calls that have ended, in their order; all of them forget what they found.
   *
   * @throws CallRefusal for the first that found something
   */
  static void checkAll(List<Call> calls) {
    CallRefusal first = null;
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i) instanceof CheckedCall checked) {
        try {
          checked.check();
        } catch (OpException found) {
          first = first == null ? new CallRefusal(i, found) : first;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
