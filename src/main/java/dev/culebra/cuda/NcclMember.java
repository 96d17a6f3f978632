package dev.culebra.cuda;

import static dev.culebra.cuda.CudaCalls.check;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;

/**
 * A device in a link: its communicator, and a second stream, on which the sums follow one another
 * beside the device's other work. Streams and events are few and stay for the life of the JVM.
 */
final class NcclMember {
  private static final ScopedValue<NcclMember> CURRENT = ScopedValue.newInstance();

  private final Nccl nccl;
  private final CudaDevice device;
  private final MemorySegment communicator;
  private final CUstream second = new CUstream();
  private final CUevent ready = new CUevent();
  private final CUevent summed = new CUevent();

  NcclMember(Nccl nccl, CudaDevice device, MemorySegment communicator) {
    this.nccl = nccl;
    this.device = device;
    this.communicator = communicator;
    device.enter();
    try {
      check(cuStreamCreate(second, CUstream_flags.CU_STREAM_NON_BLOCKING), "stream");
      check(cuEventCreate(ready, CUevent_flags.CU_EVENT_DISABLE_TIMING), "event");
      check(cuEventCreate(summed, CUevent_flags.CU_EVENT_DISABLE_TIMING), "event");
    } finally {
      device.leave();
    }
  }

  /** Whether kernels are being bound for a link. */
  static boolean isBound() {
    return CURRENT.isBound();
  }

  static NcclMember current() {
    return CURRENT.get();
  }

  Call bind(Kernel kernel, Operands operands) {
    return ScopedValue.where(CURRENT, this).call(() -> device.bind(kernel, operands));
  }

  CudaDevice device() {
    return device;
  }

  MemorySegment communicator() {
    return communicator;
  }

  /**
   * Sums in place, begun when all that is on the device's stream by then has ended. One launch for
   * all of the tensors.
   */
  Call sum(List<MemorySegment> tensors) {
    List<MemorySegment> some = tensors.stream().filter(tensor -> tensor.byteSize() > 0).toList();
    return () -> {
      check(cuEventRecord(ready, device.stream()), "event");
      check(cuStreamWaitEvent(second, ready, 0), "event");
      nccl.sum(some, communicator, MemorySegment.ofAddress(CudaAddress.of(second)));
    };
  }

  /** Lets the device's stream wait for all sums begun so far. */
  void await() {
    check(cuEventRecord(summed, second), "event");
    check(cuStreamWaitEvent(device.stream(), summed, 0), "event");
  }
}
