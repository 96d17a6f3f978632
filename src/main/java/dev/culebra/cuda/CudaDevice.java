package dev.culebra.cuda;

import static dev.culebra.cuda.CudaCalls.check;
import static dev.culebra.cuda.CudaCalls.device;
import static dev.culebra.cuda.CudaCalls.pointer;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import dev.culebra.files.UserError;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.DeviceLink;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;

/**
 * One NVIDIA device: its primary context, which the vendor's libraries share, and one stream, on
 * which all work follows one another. Whoever puts work on the stream holds the device's lock until
 * that has ended or is recorded.
 */
final class CudaDevice implements Accelerator {
  private static final ScopedValue<CudaDevice> CURRENT = ScopedValue.newInstance();

  private final ReentrantLock lock = new ReentrantLock();
  private final CUdevice device;
  private final CUcontext context = new CUcontext();
  private final CUstream stream;

  /** Where calls put their work: the device's stream, but for a moment. */
  private CUstream present;

  private final int number;
  private final int multiprocessors;
  private final int capability;

  private final Queue<MemorySegment> discarded = new ConcurrentLinkedQueue<>();

  /** What kernels set when they find a bad index. */
  private final MemorySegment raised;

  /**
   * @param number of the device, from 0
   * @throws UserError if the device is full
   */
  CudaDevice(int number) {
    this.number = number;
    device = CudaFacts.device(number);
    capability = CudaFacts.capability(device);
    multiprocessors = CudaFacts.attribute(device, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    int result = cuDevicePrimaryCtxRetain(context, device);
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      throw new UserError(
          "[cuda] device "
              + number
              + " has no memory left to be opened: "
              + CudaCalls.name(result)
              + "; see who uses it with nvidia-smi, and name another with --device");
    }
    check(result, "context of device " + number);
    enter();
    stream = createStream();
    present = stream;
    lock.unlock();
    raised = allocateHost(Integer.BYTES);
  }

  /** The device that kernels are being chosen or bound for. Outside of that there is none. */
  static CudaDevice current() {
    return CURRENT.orElseThrow(
        () -> new IllegalStateException("[cuda] kernels are chosen and bound by a device"));
  }

  /** Chooses or binds kernels for this device. */
  <T> T choose(Supplier<T> choice) {
    return ScopedValue.where(CURRENT, this).call(choice::get);
  }

  @Override
  public Call bind(Kernel kernel, Operands operands) {
    return choose(() -> kernel.bind(operands));
  }

  @Override
  public DeviceLink link(List<Accelerator> devices) {
    return NcclLink.of(devices.stream().map(CudaDevice.class::cast).toList());
  }

  /** In words: name, memory, compute capability, driver. */
  @Override
  public String toString() {
    return CudaFacts.describe(device)
        + ", driver for CUDA "
        + CudaFacts.version(CudaFacts.driverVersion());
  }

  /** How many blocks of threads at least run at once. */
  int multiprocessors() {
    return multiprocessors;
  }

  /** Whether its matrix units take TF32 and bfloat16: Ampere and newer. */
  boolean hasMatrixUnits() {
    return capability >= 80;
  }

  /** Whether blocks reach each other's shared memory: since Hopper, in servers. */
  boolean hasClusters() {
    return capability >= 90 && capability < 120;
  }

  /** Compute capability: 90 for 9.0. */
  int capability() {
    return capability;
  }

  int number() {
    return number;
  }

  CUstream stream() {
    return stream;
  }

  /** The stream as libraries of C take it. */
  MemorySegment streamHandle() {
    return MemorySegment.ofAddress(CudaAddress.of(stream));
  }

  /** Another stream, for the holder of the lock. */
  CUstream createStream() {
    CUstream created = new CUstream();
    check(cuStreamCreate(created, CUstream_flags.CU_STREAM_NON_BLOCKING), "stream");
    return created;
  }

  /** Puts copies on another stream, for the holder of the lock. */
  void putOn(CUstream other, List<Call> copies) {
    present = other;
    try {
      copies.forEach(Call::run);
    } finally {
      present = stream;
    }
  }

  /** Takes the lock, and makes the device the one of this thread. */
  void enter() {
    lock.lock();
    check(cuCtxSetCurrent(context), "context");
  }

  void leave() {
    lock.unlock();
  }

  /** Waits for all that is on the stream. */
  void finish(String what) {
    check(cuStreamSynchronize(stream), what);
  }

  /** Memory to be freed with the next allocation. Any thread. */
  void discard(MemorySegment memory) {
    discarded.add(memory);
  }

  @Override
  public MemorySegment allocate(long bytes) {
    enter();
    try {
      for (MemorySegment old = discarded.poll(); old != null; old = discarded.poll()) {
        free(old);
      }
      CUdeviceptr memory = new CUdeviceptr();
      check(cuMemAlloc(memory, bytes), bytes + " bytes of device memory");
      check(cuMemsetD8Async(memory, (byte) 0, bytes, stream), "zeros");
      finish("zeros");
      return segment(CudaAddress.of(memory), bytes);
    } finally {
      leave();
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment segment(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Override
  public void free(MemorySegment memory) {
    enter();
    try {
      check(cuMemFree(device(memory)), "free");
    } finally {
      leave();
    }
  }

  @Override
  public MemorySegment allocateHost(long bytes) {
    enter();
    try {
      Pointer memory = new Pointer();
      int result = cuMemHostAlloc(memory, bytes, 0);
      if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
        throw new UserError(
            "[cuda] the host cannot pin "
                + bytes
                + " bytes of its memory; choose a smaller batch, or raise ulimit -l");
      }
      check(result, bytes + " bytes of pinned memory");
      return segment(CudaAddress.of(memory), bytes).fill((byte) 0);
    } finally {
      leave();
    }
  }

  @Override
  public void freeHost(MemorySegment memory) {
    enter();
    try {
      check(cuMemFreeHost(pointer(memory)), "free");
    } finally {
      leave();
    }
  }

  @Override
  public Call upload(MemorySegment host, MemorySegment device) {
    CUdeviceptr to = device(device);
    Pointer from = pointer(host);
    long bytes = host.byteSize();
    return () -> {
      if (bytes > 0) {
        check(cuMemcpyHtoDAsync(to, from, bytes, present), "upload");
      }
    };
  }

  @Override
  public Call download(MemorySegment device, MemorySegment host) {
    Pointer to = pointer(host);
    CUdeviceptr from = device(device);
    long bytes = host.byteSize();
    return () -> {
      if (bytes > 0) {
        check(cuMemcpyDtoHAsync(to, from, bytes, present), "download");
      }
    };
  }

  @Override
  public Call copy(MemorySegment source, MemorySegment target) {
    CUdeviceptr to = device(target);
    CUdeviceptr from = device(source);
    long bytes = target.byteSize();
    return () -> {
      if (bytes > 0) {
        check(cuMemcpyDtoDAsync(to, from, bytes, present), "copy");
      }
    };
  }

  /** Zeros written into the device's memory. */
  Call zero(MemorySegment memory) {
    CUdeviceptr to = device(memory);
    long bytes = memory.byteSize();
    return () -> {
      if (bytes > 0) {
        check(cuMemsetD8Async(to, (byte) 0, bytes, present), "zeros");
      }
    };
  }

  @Override
  public void run(List<Call> calls) {
    enter();
    try {
      calls.forEach(Call::run);
      finish("calls");
      checkIndices(calls);
    } finally {
      leave();
    }
  }

  /** The flag that kernels raise, in the host's memory. */
  MemorySegment raised() {
    return raised;
  }

  /**
   * Looks whether calls that have ended found bad indices. The flag stays up if none of them did:
   * then those of another program under way did, and are told when that is waited for.
   *
   * @throws dev.culebra.kernel.CallRefusal for the first that did
   */
  void checkIndices(List<Call> calls) {
    if (CudaFault.wasRaised(raised)) {
      CheckedCall.checkAll(calls);
      raised.set(ValueLayout.JAVA_INT, 0, 1);
    }
  }

  @Override
  public Recording record(List<Call> calls) {
    return CudaGraph.record(this, calls);
  }

  @Override
  public Pipeline pipeline(
      List<List<Call>> uploads, List<Call> take, List<Call> calls, List<List<Call>> downloads) {
    return new CudaPipeline(this, uploads, take, calls, downloads);
  }
}
